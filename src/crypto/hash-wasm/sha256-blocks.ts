import type { Code } from "../../base/wasm/code.js";
import { type BlockHash, HASH_PLACES, writeZeros } from "./block-hash-module.js";
import { cubeRootFractions, squareRootFractions } from "./prime-roots.js";

const BLOCK_BYTES = 64;
const ROUNDS = 64;
const WORDS = 8;
/** Rounds between two looks at the loop, which are those that a block's words last. */
const TURN_ROUNDS = 16;
const TURN_BYTES = 4 * TURN_ROUNDS;

/** SHA-256 (FIPS 180-4). The message schedule is computed in vectors, four words at a time. */
export const SHA256_BLOCKS: BlockHash = {
  blockBytes: BLOCK_BYTES,
  // 5.3.3 and 4.2.2
  initialState: () => squareRootFractions(WORDS),
  table: () => cubeRootFractions(ROUNDS),
  writeAbsorb,
  writePad,
  writeDigest(code, out, base) {
    const word = code.local("i32");
    for (let i = 0; i < WORDS; i++) {
      code
        .get(out)
        .i32(base + HASH_PLACES.state)
        .memory("i32.load", 4 * i)
        .tee(word);
      byteSwapped(code, word).memory("i32.store", 4 * i);
    }
  },
};

/** 0x80, zeros, and the length in bits as a big-endian u64 (5.1.1). */
function writePad(code: Code, { start, length, total }: { start: number; length: number; total: number }): void {
  const [end, last, bits] = [code.local("i32"), code.local("i32"), code.local("i32")];
  code.get(start).get(length).op("i32.add").set(end);
  writeZeros(code, () => code.get(end), BLOCK_BYTES + 9);
  code.get(end).i32(0x80).memory("i32.store8");
  code.get(length).i32(8).op("i32.add").i32(6).op("i32.shr_u").i32(1).op("i32.add").tee(last);
  code.get(start).get(last).i32(6).op("i32.shl").op("i32.add").set(end);
  // Fewer than 2^32 bytes: of the upper half only the last byte is not 0.
  code.get(end).i32(5).op("i32.sub").get(total).i32(29).op("i32.shr_u").memory("i32.store8");
  code.get(end).i32(4).op("i32.sub").get(total).i32(3).op("i32.shl").tee(bits);
  byteSwapped(code, bits).memory("i32.store");
}

/** Turns the word on the stack, which `word` holds too, from big- to little-endian or back. */
function byteSwapped(code: Code, word: number): Code {
  code.i32(0x00ff00ff).op("i32.and").i32(24).op("i32.rotl");
  return code.get(word).i32(8).op("i32.rotl").i32(0x00ff00ff).op("i32.and").op("i32.or");
}

type Eight = readonly [number, number, number, number, number, number, number, number];
type Four = readonly [number, number, number, number];

/** What the code of a block is written with. */
interface Locals {
  readonly code: Code;
  /** The working variables a to h. */
  readonly v: readonly number[];
  /** The last 16 words of the schedule, four in each. */
  readonly w: Four;
  readonly vector: number;
  /** Place of the round's constants. */
  readonly k: number;
  readonly t: number;
  /** Where the sums of words and constants lie that the next 16 rounds add. */
  readonly sums: number;
}

function writeAbsorb(
  code: Code,
  { from, block, blocks }: { from: number; block: number; blocks: number },
  base: number,
): void {
  const v = Array.from({ length: WORDS }, () => code.local("i32"));
  const w: Four = [code.local("v128"), code.local("v128"), code.local("v128"), code.local("v128")];
  const [vector, k, t] = [code.local("v128"), code.local("i32"), code.local("i32")];
  const locals: Locals = { code, v, w, vector, k, t, sums: base + HASH_PLACES.scratch };
  const table = base + HASH_PLACES.table;
  const nextBlock = code.loop();
  code.i32(table).set(k);
  for (const [i, words] of w.entries()) {
    for (let operand = 0; operand < 2; operand++) code.get(block).vectorMemory("v128.load", 16 * i);
    code.shuffle(BYTE_SWAP).set(words);
    writeSums(locals, i, 0);
  }
  for (const [i, word] of v.entries())
    code
      .get(from)
      .memory("i32.load", 4 * i)
      .set(word);
  const nextTurn = code.loop();
  for (let i = 0; i < TURN_ROUNDS; i++) {
    writeRound(locals, i);
    if (i % 4 < 3) continue;
    writeSchedule(locals, Math.floor(i / 4));
    writeSums(locals, Math.floor(i / 4), TURN_BYTES);
  }
  code.get(k).i32(TURN_BYTES).op("i32.add").tee(k);
  code
    .i32(table + 4 * (ROUNDS - TURN_ROUNDS))
    .op("i32.lt_u")
    .brIf(nextTurn)
    .end();
  for (let i = 0; i < TURN_ROUNDS; i++) writeRound(locals, i);
  const state = base + HASH_PLACES.state;
  for (const [i, word] of v.entries()) {
    code
      .i32(state)
      .get(word)
      .get(from)
      .memory("i32.load", 4 * i)
      .op("i32.add")
      .memory("i32.store", 4 * i);
  }
  code.i32(state).set(from);
  code.get(block).i32(BLOCK_BYTES).op("i32.add").set(block);
  code.get(blocks).i32(1).op("i32.sub").tee(blocks).brIf(nextBlock).end();
}

/** Puts four words of the schedule plus their constants where the rounds take them. */
function writeSums({ code, w, k, sums }: Locals, i: number, ahead: number): void {
  code
    .i32(sums)
    .get(w[i]!)
    .get(k)
    .vectorMemory("v128.load", ahead + 16 * i);
  code.vector("i32x4.add").vectorMemory("v128.store", 16 * i);
}

/** One of 16 rounds (6.2.2). */
function writeRound({ code, v, t, sums }: Locals, round: number): void {
  // Instead of the values the names move on.
  const [a, b, c, d, e, f, g, h] = v.map((_, i) => v[(i - round) & 7]!) as unknown as Eight;
  code
    .get(h)
    .i32(sums)
    .memory("i32.load", 4 * round)
    .op("i32.add");
  code.get(f).get(g).op("i32.xor").get(e).op("i32.and").get(g).op("i32.xor").op("i32.add");
  writeSum(code, e, [6, 11, 25]);
  code.op("i32.add").tee(t).get(d).op("i32.add").set(d);
  code.get(a).get(b).op("i32.or").get(c).op("i32.and").get(a).get(b).op("i32.and").op("i32.or").get(t).op("i32.add");
  writeSum(code, a, [2, 13, 22]);
  code.op("i32.add").set(h);
}

/** Pushes the exclusive or of a word rotated to the right by each. */
function writeSum(code: Code, word: number, rotations: readonly number[]): void {
  for (const [i, rotation] of rotations.entries()) {
    code
      .get(word)
      .i32(32 - rotation)
      .op("i32.rotl");
    if (i > 0) code.op("i32.xor");
  }
}

const BYTE_SWAP = [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12];

/** The four words that take the place of w[i] 16 rounds later (6.2.2, step 1). */
function writeSchedule(locals: Locals, i: number): void {
  const { code, w, vector } = locals;
  const [minus16, minus12, minus8, minus4] = [0, 1, 2, 3].map((later) => w[(i + later) & 3]!) as unknown as Four;
  code.get(minus16).get(minus12).shuffleWords(1, 2, 3, 4).set(vector);
  writeRotated(code, vector, 7);
  writeRotated(code, vector, 18);
  code.vector("v128.xor").get(vector).i32(3).vector("i32x4.shr_u").vector("v128.xor");
  code.get(minus16).vector("i32x4.add");
  code.get(minus8).get(minus4).shuffleWords(1, 2, 3, 4).vector("i32x4.add").set(minus16);
  // The latter two depend on the former two.
  writeLateSigma(locals, minus4, [2, 2, 3, 3], [0, 2, 4, 4]);
  code.get(minus16).vector("i32x4.add").set(minus16);
  writeLateSigma(locals, minus16, [0, 0, 1, 1], [4, 4, 0, 2]);
  code.get(minus16).vector("i32x4.add").set(minus16);
}

function writeRotated(code: Code, vector: number, right: number): void {
  code.get(vector).i32(right).vector("i32x4.shr_u");
  code
    .get(vector)
    .i32(32 - right)
    .vector("i32x4.shl")
    .vector("v128.or");
}

/**
 * Pushes σ1 of two words: each stands twice in a row, so that shifting 64 bits rotates 32. `placed` says where the
 * results go; word 4 is 0.
 */
function writeLateSigma({ code, vector }: Locals, words: number, doubled: number[], placed: number[]): void {
  code
    .get(words)
    .get(words)
    .shuffleWords(...doubled)
    .tee(vector)
    .i32(17)
    .vector("i64x2.shr_u");
  code.get(vector).i32(19).vector("i64x2.shr_u").vector("v128.xor");
  code.get(vector).i32(10).vector("i32x4.shr_u").vector("v128.xor");
  code.zeroVector().shuffleWords(...placed);
}
