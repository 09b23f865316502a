import { concatBytes } from "../../base/bytes.js";
import type { Code } from "../../base/wasm/code.js";
import { integerToLe } from "../integer.js";

/**
 * Integers modulo p = 2^255 - 19 in nine limbs of 29 bits, little-endian, each in eight bytes: nine products of two add
 * up in 64 bits. Products have limbs below 2^29 + 2^18; a factor may be the sum of two of those.
 */
export const FIELD_BYTES = 72;
const LIMBS = 9;
const LIMB_BITS = 29n;
const LIMB_MASK = (1n << LIMB_BITS) - 1n;

export const P = 2n ** 255n - 19n;
/** Of the highest limb, below 2^255. */
const TOP_BITS = 23n;
const TOP_MASK = (1n << TOP_BITS) - 1n;
/** 2^261 modulo p. */
const FOLD = 64n * 19n;

/** The limbs of a number below 2^261. */
export function limbsOf(value: bigint): bigint[] {
  return Array.from({ length: LIMBS }, (_, i) => (value >> (LIMB_BITS * BigInt(i))) & LIMB_MASK);
}

/** The same as they lie in memory. */
export function fieldToBytes(value: bigint): Uint8Array {
  return concatBytes(...limbsOf(value).map((limb) => integerToLe(limb, 8)));
}

/** Writes the body of a function (out: i32, a: i32, b: i32) that multiplies two elements in memory. */
export function writeMultiply(code: Code): void {
  const limbs = (): number[] => Array.from({ length: LIMBS }, () => code.local("i64"));
  const [a, b] = [limbs(), limbs()];
  const columns = Array.from({ length: 2 * LIMBS }, () => code.local("i64"));
  for (let i = 0; i < LIMBS; i++) {
    code
      .get(1)
      .memory("i64.load", 8 * i)
      .set(a[i]!);
    code
      .get(2)
      .memory("i64.load", 8 * i)
      .set(b[i]!);
  }
  // The upper half first, for it must be carried before it is folded.
  for (let k = LIMBS; k < 2 * LIMBS - 1; k++) {
    column(code, a, b, k);
    if (k > LIMBS) carry(code, columns[k - 1]!);
    code.set(columns[k]!);
  }
  const top = columns[2 * LIMBS - 1]!;
  code
    .get(columns[2 * LIMBS - 2]!)
    .i64(LIMB_BITS)
    .op("i64.shr_u")
    .set(top);
  for (let k = 0; k < LIMBS; k++) {
    column(code, a, b, k);
    const upper = columns[k + LIMBS]!;
    code.get(upper);
    if (upper !== top) code.i64(LIMB_MASK).op("i64.and");
    code.i64(FOLD).op("i64.mul").op("i64.add");
    if (k > 0) carry(code, columns[k - 1]!);
    code.set(columns[k]!);
  }
  // The last carry goes round.
  code.get(columns[0]!).i64(LIMB_MASK).op("i64.and");
  code
    .get(columns[LIMBS - 1]!)
    .i64(LIMB_BITS)
    .op("i64.shr_u")
    .i64(FOLD)
    .op("i64.mul")
    .op("i64.add")
    .set(columns[0]!);
  code.get(columns[1]!).i64(LIMB_MASK).op("i64.and");
  carry(code, columns[0]!);
  code.set(columns[1]!);
  for (let k = 0; k < LIMBS; k++) {
    code.get(0).get(columns[k]!);
    if (k !== 1) code.i64(LIMB_MASK).op("i64.and");
    code.memory("i64.store", 8 * k);
  }
}

/** Pushes the sum of the products of limbs that count 2^(29·k). */
function column(code: Code, a: readonly number[], b: readonly number[], k: number): void {
  const first = Math.max(0, k - LIMBS + 1);
  for (let i = first; i <= Math.min(k, LIMBS - 1); i++) {
    code
      .get(a[i]!)
      .get(b[k - i]!)
      .op("i64.mul");
    if (i > first) code.op("i64.add");
  }
}

/** Adds to the value on the stack what the limb below has too much. */
function carry(code: Code, below: number): void {
  code.get(below).i64(LIMB_BITS).op("i64.shr_u").op("i64.add");
}

/** Writes code that takes the 255 low bits of the 32 bytes at `from` apart into an element at `to`. */
export function writeUnpack(code: Code, to: number, from: number): void {
  for (let i = 0; i < LIMBS; i++) {
    const bit = i * Number(LIMB_BITS);
    const byte = Math.min(bit >> 3, 24);
    const mask = i < LIMBS - 1 ? LIMB_MASK : TOP_MASK;
    code
      .i32(to)
      .i32(from)
      .memory("i64.load", byte)
      .i64(BigInt(bit - 8 * byte))
      .op("i64.shr_u");
    code
      .i64(mask)
      .op("i64.and")
      .memory("i64.store", 8 * i);
  }
}

/** Writes code that puts the element at `from`, a product, together in the 32 bytes at `to`: below 2^255 + 2^10. */
export function writePack(code: Code, to: number, from: number): void {
  const rest = code.local("i64");
  const words = Array.from({ length: 4 }, () => code.local("i64"));
  for (const word of words) code.i64(0n).set(word);
  code
    .i32(from)
    .memory("i64.load", 8 * (LIMBS - 1))
    .i64(TOP_BITS)
    .op("i64.shr_u")
    .i64(19n)
    .op("i64.mul")
    .set(rest);
  for (let i = 0; i < LIMBS; i++) {
    const isTop = i === LIMBS - 1;
    code.i32(from).memory("i64.load", 8 * i);
    if (isTop) code.i64(TOP_MASK).op("i64.and");
    code.get(rest).op("i64.add").set(rest);
    const [word, shift] = [(i * Number(LIMB_BITS)) >> 6, (i * Number(LIMB_BITS)) & 63];
    const pushLimb = () => (isTop ? code.get(rest) : code.get(rest).i64(LIMB_MASK).op("i64.and"));
    pushLimb().i64(BigInt(shift)).op("i64.shl").get(words[word]!).op("i64.or").set(words[word]!);
    if (shift + Number(LIMB_BITS) > 64 && !isTop)
      pushLimb()
        .i64(BigInt(64 - shift))
        .op("i64.shr_u")
        .set(words[word + 1]!);
    code.get(rest).i64(LIMB_BITS).op("i64.shr_u").set(rest);
  }
  for (const [i, word] of words.entries()) {
    code
      .i32(to)
      .get(word)
      .memory("i64.store", 8 * i);
  }
}
