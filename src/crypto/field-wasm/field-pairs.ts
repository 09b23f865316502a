import type { Code } from "../../base/wasm/code.js";
import { storeWords } from "./store-words.js";

/**
 * Pairs of integers modulo 2^255 - 19, for vectors of two. A pair is ten limbs of 26 and 25 bits in turns, little-endian:
 * of each limb the one number's four bytes, then the other's. What products give is tight: limbs below 2^26 + 2^18 and 2^25 + 2^18.
 * Sums and differences are not, and count for more than one tight number: a sum for as many as its terms, a difference
 * for 2 more than what it is taken from; only tight numbers may be subtracted. Of what is multiplied, the second factor may
 * count for 2 at most, or for 4 if it is carried, that is, its even limbs are below 2^26; the product of what both
 * count for may be 30 at most, of what is squared 9.
 */
export const PAIR_BYTES = 80;
export const PAIR_VECTORS = PAIR_BYTES / 16;
const LIMBS = 10;
const WRAP = 19;

const PRIME_25519 = 2n ** 255n - 19n;

function limbBits(limb: number): number {
  return limb % 2 === 0 ? 26 : 25;
}

/** Where a limb begins. */
function limbStart(limb: number): number {
  return Math.ceil(25.5 * limb);
}

/** The limbs of a number below 2^256. */
function limbsOf(value: bigint): number[] {
  return Array.from({ length: LIMBS }, (_, i) =>
    Number((value >> BigInt(limbStart(i))) & ((1n << BigInt(i === LIMBS - 1 ? 26 : limbBits(i))) - 1n)),
  );
}

/** A pair as it lies in memory. */
export function pairToBytes(first: bigint, second: bigint): Uint8Array {
  const [a, b] = [limbsOf(first), limbsOf(second)];
  return new Uint8Array(Uint32Array.from({ length: 2 * LIMBS }, (_, i) => (i % 2 === 0 ? a : b)[i >> 1]!).buffer);
}

/** Twice the prime twice, in limbs twice as large as the prime's: what differences begin with. */
export const ZERO_PAIR = new Uint8Array(
  Uint32Array.from({ length: 2 * LIMBS }, (_, i) => 2 * limbsOf(PRIME_25519)[i >> 1]!).buffer,
);

const HALF_LIMBS = LIMBS / 2;

/**
 * Writes the body of a function (out: i32, a: i32, b: i32) that multiplies two pairs in memory: even limbs by even ones, odd by
 * odd ones, and sums by sums, of which the mixed products are the rest (Karatsuba).
 */
export function writePairMultiply(code: Code): void {
  const limbs = Array.from({ length: LIMBS }, (_, i) => loadLimb(code, i));
  const [even, odd] = [limbs.filter((_, i) => i % 2 === 0), limbs.filter((_, i) => i % 2 === 1)];
  const sums = even.map((limb, m) => keep(code.get(limb).get(odd[m]!).vector("i32x4.add")));
  const b = loadPair(code, 2);
  const wrappedB = wrapped(code, b);
  const sumsOfB = b.map((vector) =>
    keep(code.get(vector).get(vector).get(vector).shuffleWords(2, 3, 0, 1).vector("i32x4.add")),
  );
  const evens = cyclicProducts(code, LOW, even, b, wrappedB);
  const odds = cyclicProducts(code, HIGH, odd, b, wrappedB);
  const all = cyclicProducts(code, LOW, sums, sumsOfB, wrapped(code, sumsOfB));
  const columns: number[] = [];
  for (let m = 0; m < HALF_LIMBS; m++) {
    code.get(evens[m]!);
    // Two odd limbs count for one bit more than where they begin; 38 = 2 + 4 + 32.
    for (const bits of m > 0 ? [1] : [1, 2, 5]) {
      code
        .get(odds.at(m - 1)!)
        .i32(bits)
        .vector("i64x2.shl")
        .vector("i64x2.add");
    }
    columns.push(keep(code));
    columns.push(keep(code.get(all[m]!).get(evens[m]!).vector("i64x2.sub").get(odds[m]!).vector("i64x2.sub")));
  }
  storeColumns(code, columns);
}

const LOW = "i64x2.extmul_low_i32x4_u";
const HIGH = "i64x2.extmul_high_i32x4_u";

/** Locals with the five sums of products of every second limb, those from 2^255 on wrapped. */
function cyclicProducts(
  code: Code,
  product: typeof LOW | typeof HIGH,
  limbs: readonly number[],
  vectors: readonly number[],
  wrappedVectors: readonly number[],
): number[] {
  return limbs.map((_, m) => {
    for (const [i, limb] of limbs.entries()) {
      const vector = i > m ? wrappedVectors[m - i + HALF_LIMBS] : vectors[m - i];
      code.get(limb).get(vector!).vector(product);
      if (i > 0) code.vector("i64x2.add");
    }
    return keep(code);
  });
}

/** Writes the body of a function (out: i32, a: i32) that squares. */
export function writePairSquare(code: Code): void {
  const limbs = Array.from({ length: LIMBS }, (_, i) => loadLimb(code, i));
  const byFactor = new Map([
    [1, limbs],
    [2, limbs.map((limb) => shifted(code, limb, 1))],
    [4, limbs.map((limb, i) => (i % 2 === 0 ? limb : shifted(code, limb, 2)))],
  ]);
  const b = loadPair(code, 1);
  const wrappedB = wrapped(code, b);
  const columns: number[] = [];
  for (let k = 0; k < LIMBS; k++) {
    let isFirst = true;
    for (let i = 0; i < LIMBS; i++) {
      const j = (k - i + LIMBS) % LIMBS;
      if (j < i) continue;
      const factor = (i === j ? 1 : 2) * (i % 2 === 1 && j % 2 === 1 ? 2 : 1);
      code
        .get(byFactor.get(factor)![i]!)
        .get((i > k ? wrappedB : b)[j >> 1]!)
        .vector(j % 2 === 0 ? LOW : HIGH);
      if (!isFirst) code.vector("i64x2.add");
      isFirst = false;
    }
    columns.push(keep(code));
  }
  storeColumns(code, columns);
}

/** A new local with the vector on the stack. */
function keep(code: Code): number {
  const local = code.local("v128");
  code.set(local);
  return local;
}

/** A local with a limb of the pair at the address in local 1, in both halves. */
function loadLimb(code: Code, limb: number): number {
  return keep(code.get(1).vectorMemory("v128.load64_splat", 8 * limb));
}

function shifted(code: Code, vector: number, bits: number): number {
  return keep(code.get(vector).i32(bits).vector("i32x4.shl"));
}

/** Locals with the pair at the address in a local, an even and an odd limb in each. */
function loadPair(code: Code, address: number): number[] {
  return Array.from({ length: PAIR_VECTORS }, (_, m) => keep(code.get(address).vectorMemory("v128.load", 16 * m)));
}

/** Locals with what vectors count for from 2^255 on. */
function wrapped(code: Code, vectors: readonly number[]): number[] {
  const wrap = keep(code.i32(WRAP).vector("i32x4.splat"));
  return vectors.map((vector) => keep(code.get(vector).get(wrap).vector("i32x4.mul")));
}

/** The limbs in the order of their carries. Two chains at once, from limbs 0 and 5 on, would take longer. */
const CARRIES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0];

/** Carries, and stores the pair at the address in local 0. */
function storeColumns(code: Code, columns: readonly number[]): void {
  const [even, odd, carry] = [code.local("v128"), code.local("v128"), code.local("v128")];
  for (const [mask, bits] of [
    [even, 26n],
    [odd, 25n],
  ] as const)
    code
      .i64((1n << bits) - 1n)
      .vector("i64x2.splat")
      .set(mask);
  for (const limb of CARRIES) {
    const [column, next] = [columns[limb]!, columns[(limb + 1) % LIMBS]!];
    code.get(column).i32(limbBits(limb)).vector("i64x2.shr_u").set(carry);
    code
      .get(column)
      .get(limb % 2 === 0 ? even : odd)
      .vector("v128.and")
      .set(column);
    code.get(next).get(carry).vector("i64x2.add");
    // 19 = 1 + 2 + 16
    if (limb === LIMBS - 1)
      for (const bits of [1, 4]) code.get(carry).i32(bits).vector("i64x2.shl").vector("i64x2.add");
    code.set(next);
  }
  for (let m = 0; m < PAIR_VECTORS; m++) {
    code
      .get(0)
      .get(columns[2 * m]!)
      .get(columns[2 * m + 1]!)
      .shuffleWords(0, 2, 4, 6);
    code.vectorMemory("v128.store", 16 * m);
  }
}

/** Writes the body of a function (out: i32, bytes: i32) that takes 32 bytes but for the highest bit apart, to half a pair. */
export function writeUnpackHalf(code: Code): void {
  for (let i = 0; i < LIMBS; i++) {
    const byte = Math.min(limbStart(i) >> 3, 24);
    code
      .get(0)
      .get(1)
      .memory("i64.load", byte)
      .i64(BigInt(limbStart(i) - 8 * byte))
      .op("i64.shr_u");
    code
      .i64((1n << BigInt(limbBits(i))) - 1n)
      .op("i64.and")
      .memory("i64.store32", 8 * i);
  }
}

/** Writes the body of a function (out: i32, a: i32) that puts half a pair together in 32 bytes, below the prime. */
export function writePackHalf(code: Code): void {
  const limbs = Array.from({ length: LIMBS }, (_, i) => {
    const local = code.local("i64");
    code
      .get(1)
      .memory("i64.load32_u", 8 * i)
      .set(local);
    return local;
  });
  const quotient = code.local("i64");
  carryHalf(code, limbs, quotient);
  addWrapped(code, limbs[0]!, quotient);
  // Below 2^255 and a little more: with 19 added it reaches 2^255 exactly if it is not below the prime.
  code.i64(BigInt(WRAP)).set(quotient);
  for (const [i, limb] of limbs.entries())
    code
      .get(quotient)
      .get(limb)
      .op("i64.add")
      .i64(BigInt(limbBits(i)))
      .op("i64.shr_u")
      .set(quotient);
  addWrapped(code, limbs[0]!, quotient);
  carryHalf(code, limbs, quotient);
  storeWords(code, limbs, limbStart);
}

/** Carries from limb to limb; what the highest has too much goes to `carry`. */
function carryHalf(code: Code, limbs: readonly number[], carry: number): void {
  code.i64(0n).set(carry);
  for (const [i, limb] of limbs.entries()) {
    const bits = BigInt(limbBits(i));
    code.get(limb).get(carry).op("i64.add").set(limb);
    code.get(limb).i64(bits).op("i64.shr_u").set(carry);
    code
      .get(limb)
      .i64((1n << bits) - 1n)
      .op("i64.and")
      .set(limb);
  }
}

/** Adds 2^255 times the quotient to the lowest limb. */
function addWrapped(code: Code, lowest: number, quotient: number): void {
  code.get(lowest).get(quotient).i64(BigInt(WRAP)).op("i64.mul").op("i64.add").set(lowest);
}
