import type { Code } from "../../base/wasm/code.js";
import { ModuleWriter } from "../../base/wasm/module-writer.js";
import { type BlockHash, STATE, TABLE } from "../block-hash.js";
import { cubeRootFractions, squareRootFractions } from "./prime-roots.js";

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

const ROUNDS = 64;

/** SHA-256 (FIPS 180-4). */
export const SHA256_BLOCKS: BlockHash = {
  blockBytes: BLOCK_BYTES,
  // 5.3.3 and 4.2.2
  initialState: () => squareRootFractions(8),
  table: () => cubeRootFractions(ROUNDS),
  module() {
    const writer = new ModuleWriter(["env", "memory"]);
    writeAbsorb(writer.defineFunction("absorb", { parameters: ["i32", "i32", "i32"], results: [] }));
    return writer.finish();
  },
  pad(bytes, start, length, total) {
    const blocks = Math.ceil((length + 9) / BLOCK_BYTES);
    const end = start + blocks * BLOCK_BYTES;
    bytes[start + length] = 0x80;
    bytes.fill(0, start + length + 1, end);
    let bits = total * 8;
    for (let at = end - 1; bits > 0; at--) {
      bytes[at] = bits % 256;
      bits = Math.floor(bits / 256);
    }
    return blocks;
  },
  read(bytes, out, offset) {
    // Big-endian words, which the state has little-endian.
    for (let i = 0; i < DIGEST_BYTES; i++) out[offset + i] = bytes[STATE + (i ^ 3)]!;
  },
};

type Eight = readonly [number, number, number, number, number, number, number, number];

/** Writes the body of `absorb`. */
function writeAbsorb(code: Code): void {
  const [from, block, blocks] = [0, 1, 2];
  const words = (count: number): number[] => Array.from({ length: count }, () => code.local("i32"));
  const [w, v] = [words(16), words(8)];
  const [k, t] = [code.local("i32"), code.local("i32")];
  const nextBlock = code.loop();
  for (const [i, word] of w.entries())
    byteSwapped(
      code
        .get(block)
        .memory("i32.load", 4 * i)
        .tee(t),
      t,
    ).set(word);
  for (const [i, word] of v.entries())
    code
      .get(from)
      .memory("i32.load", 4 * i)
      .set(word);
  code.i32(TABLE).set(k);
  const nextRounds = code.loop();
  for (let i = 0; i < 16; i++) {
    writeRound(code, rotate(v, i), w[i]!, { k, t, index: i });
    writeSchedule(code, w, i);
  }
  code.get(k).i32(64).op("i32.add").tee(k);
  code
    .i32(TABLE + 3 * 64)
    .op("i32.lt_u")
    .brIf(nextRounds);
  code.end();
  for (let i = 0; i < 16; i++) writeRound(code, rotate(v, i), w[i]!, { k, t, index: i });
  for (const [i, word] of v.entries()) {
    code
      .i32(STATE)
      .get(word)
      .get(from)
      .memory("i32.load", 4 * i)
      .op("i32.add")
      .memory("i32.store", 4 * i);
  }
  code.i32(STATE).set(from);
  code.get(block).i32(64).op("i32.add").set(block);
  code.get(blocks).i32(1).op("i32.sub").tee(blocks).brIf(nextBlock);
  code.end();
}

/** The locals a to h of a round: instead of the values the names move on. */
function rotate(v: readonly number[], round: number): Eight {
  return v.map((_, i) => v[(i - round) & 7]!) as unknown as Eight;
}

function writeRound(
  code: Code,
  [a, b, c, d, e, f, g, h]: Eight,
  w: number,
  { k, t, index }: { k: number; t: number; index: number },
): void {
  code
    .get(h)
    .get(w)
    .op("i32.add")
    .get(k)
    .memory("i32.load", 4 * index)
    .op("i32.add");
  code.get(f).get(g).op("i32.xor").get(e).op("i32.and").get(g).op("i32.xor").op("i32.add");
  sum(code, e, 6, 11, 25);
  code.op("i32.add").tee(t).get(d).op("i32.add").set(d);
  code.get(a).get(b).op("i32.or").get(c).op("i32.and").get(a).get(b).op("i32.and").op("i32.or").get(t).op("i32.add");
  sum(code, a, 2, 13, 22);
  code.op("i32.add").set(h);
}

/** The word that takes the place of w[i] 16 rounds later. */
function writeSchedule(code: Code, w: readonly number[], i: number): void {
  code.get(w[i]!);
  sigma(code, w[(i + 1) & 15]!, 7, 18, 3);
  code
    .op("i32.add")
    .get(w[(i + 9) & 15]!)
    .op("i32.add");
  sigma(code, w[(i + 14) & 15]!, 17, 19, 10);
  code.op("i32.add").set(w[i]!);
}

function rotated(code: Code, x: number, by: number): Code {
  return code
    .get(x)
    .i32(32 - by)
    .op("i32.rotl");
}
function sum(code: Code, x: number, a: number, b: number, c: number): void {
  rotated(code, x, a);
  rotated(code, x, b).op("i32.xor");
  rotated(code, x, c).op("i32.xor");
}
function sigma(code: Code, x: number, a: number, b: number, shift: number): void {
  rotated(code, x, a);
  rotated(code, x, b).op("i32.xor");
  code.get(x).i32(shift).op("i32.shr_u").op("i32.xor");
}
/** Turns the word on the stack, which `t` holds too, from big- to little-endian. */
function byteSwapped(code: Code, t: number): Code {
  code.i32(0x00ff00ff).op("i32.and").i32(24).op("i32.rotl");
  return code.get(t).i32(8).op("i32.rotl").i32(0x00ff00ff).op("i32.and").op("i32.or");
}
