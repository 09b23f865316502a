import type { Code } from "../../base/wasm/code.js";
import { type BlockHash, DIGEST_BYTES, HASH_PLACES, writeZeros } from "./block-hash-module.js";

const LANES = 25;
const ROUNDS = 24;
const TABLE_BYTES = 8 * ROUNDS;
const RATE_LANES = 17;
const RATE_BYTES = 8 * RATE_LANES;

/** Keccak-256: Keccak[c = 512] (FIPS 202) with the padding from before SHA-3. */
export const KECCAK256_BLOCKS: BlockHash = {
  blockBytes: RATE_BYTES,
  initialState: () =>
    new Uint8Array(BigInt64Array.from({ length: LANES }, (_, i) => (INVERTED.includes(i) ? -1n : 0n)).buffer),
  table: roundConstants,
  writeAbsorb,
  writePad,
  writeDigest(code, out, base) {
    for (let at = 0; at < DIGEST_BYTES; at += 8) {
      code
        .get(out)
        .i32(base + HASH_PLACES.state)
        .memory("i64.load", at);
      if (INVERTED.includes(at / 8)) code.i64(-1n).op("i64.xor");
      code.memory("i64.store", at);
    }
  },
};

/** 1, zeros, 1, in bits from the lowest one on; at least two. */
function writePad(code: Code, { start, length }: { start: number; length: number }): void {
  const [blocks, last] = [code.local("i32"), code.local("i32")];
  code.get(start).get(length).op("i32.add").set(last);
  writeZeros(code, () => code.get(last), RATE_BYTES);
  code.get(last).i32(0x01).memory("i32.store8");
  code.get(length).i32(RATE_BYTES).op("i32.div_u").i32(1).op("i32.add").tee(blocks);
  code.get(start).get(blocks).i32(RATE_BYTES).op("i32.mul").op("i32.add").i32(1).op("i32.sub").tee(last);
  code.get(last).memory("i32.load8_u").i32(0x80).op("i32.or").memory("i32.store8");
}

/** The constants of the rounds (FIPS 202, 3.2.5), from its linear-feedback shift register. */
function roundConstants(): Uint8Array {
  const table = new BigUint64Array(ROUNDS);
  let register = 1;
  for (let round = 0; round < ROUNDS; round++) {
    for (let j = 0; j <= 6; j++) {
      if (register & 1) table[round]! |= 1n << BigInt(2 ** j - 1);
      register = (register << 1) ^ (register & 0x80 ? 0x171 : 0);
    }
  }
  return new Uint8Array(table.buffer);
}

/** Where a lane goes, and by how many bits it is rotated (3.2.2 and 3.2.3); index x + 5y. */
const MOVES = lanesMoves();

function lanesMoves(): { readonly to: number; readonly rotation: number }[] {
  const moves = Array.from({ length: LANES }, () => ({ to: 0, rotation: 0 }));
  let [x, y] = [1, 0];
  for (let t = 0; t < LANES - 1; t++) {
    const [nextX, nextY] = [y, (2 * x + 3 * y) % 5];
    moves[x + 5 * y] = { to: nextX + 5 * nextY, rotation: (((t + 1) * (t + 2)) / 2) % 64 };
    [x, y] = [nextX, nextY];
  }
  return moves;
}

/** Lanes that are kept inverted: so χ needs few inversions (Keccak implementation overview, 2.2). */
const INVERTED = [1, 2, 8, 12, 17, 20];
/** χ for each lane then: the lane, exclusive or of the next two in its row, some of the three inverted. */
const CHI = [
  ["x ^ (y | z)", "x ^ (~y | z)", "x ^ (y & z)", "x ^ (y | z)", "x ^ (y & z)"],
  ["x ^ (y | z)", "x ^ (y & z)", "x ^ (y | ~z)", "x ^ (y | z)", "x ^ (y & z)"],
  ["x ^ (y | z)", "x ^ (y & z)", "x ^ (~y & z)", "~x ^ (y | z)", "x ^ (y & z)"],
  ["x ^ (y & z)", "x ^ (y | z)", "x ^ (~y | z)", "~x ^ (y & z)", "x ^ (y | z)"],
  ["x ^ (~y & z)", "~x ^ (y | z)", "x ^ (y & z)", "x ^ (y | z)", "x ^ (y & z)"],
].flat();

/** Pushes what χ makes of lane `i`. */
function writeChi(code: Code, formula: string, lanes: readonly number[], i: number): void {
  const row = i - (i % 5);
  for (const [ahead, name] of ["x", "y", "z"].entries()) {
    code.get(lanes[row + ((i + ahead) % 5)]!);
    if (formula.includes(`~${name}`)) code.i64(-1n).op("i64.xor");
  }
  code.op(formula.includes("&") ? "i64.and" : "i64.or").op("i64.xor");
}

function writeAbsorb(
  code: Code,
  { from, block, blocks }: { from: number; block: number; blocks: number },
  base: number,
): void {
  const table = base + HASH_PLACES.table;
  const lanes = (count: number): number[] => Array.from({ length: count }, () => code.local("i64"));
  const [a, b, c, d] = [lanes(LANES), lanes(LANES), lanes(5), lanes(5)];
  const constant = code.local("i32");
  for (const [i, lane] of a.entries())
    code
      .get(from)
      .memory("i64.load", 8 * i)
      .set(lane);
  const nextBlock = code.loop();
  for (const [i, lane] of a.slice(0, RATE_LANES).entries()) {
    code
      .get(lane)
      .get(block)
      .memory("i64.load", 8 * i)
      .op("i64.xor")
      .set(lane);
  }
  code.i32(table).set(constant);
  const nextRound = code.loop();
  for (let x = 0; x < 5; x++) {
    code.get(a[x]!);
    for (let y = 1; y < 5; y++) code.get(a[x + 5 * y]!).op("i64.xor");
    code.set(c[x]!);
  }
  for (let x = 0; x < 5; x++) {
    code
      .get(c[(x + 4) % 5]!)
      .get(c[(x + 1) % 5]!)
      .i64(1n)
      .op("i64.rotl")
      .op("i64.xor")
      .set(d[x]!);
  }
  for (const [i, { to, rotation }] of MOVES.entries()) {
    code
      .get(a[i]!)
      .get(d[i % 5]!)
      .op("i64.xor");
    if (rotation > 0) code.i64(BigInt(rotation)).op("i64.rotl");
    code.set(b[to]!);
  }
  for (let i = 0; i < LANES; i++) {
    writeChi(code, CHI[i]!, b, i);
    if (i === 0) code.get(constant).memory("i64.load").op("i64.xor");
    code.set(a[i]!);
  }
  code.get(constant).i32(8).op("i32.add").tee(constant);
  code
    .i32(table + TABLE_BYTES)
    .op("i32.lt_u")
    .brIf(nextRound);
  code.end();
  code
    .get(block)
    .i32(8 * RATE_LANES)
    .op("i32.add")
    .set(block);
  code.get(blocks).i32(1).op("i32.sub").tee(blocks).brIf(nextBlock);
  code.end();
  for (const [i, lane] of a.entries())
    code
      .i32(base + HASH_PLACES.state)
      .get(lane)
      .memory("i64.store", 8 * i);
}
