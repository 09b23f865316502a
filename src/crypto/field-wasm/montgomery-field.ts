import type { Code } from "../../base/wasm/code.js";
import { inverseModulo } from "../integer.js";
import { LIMB_BITS, LIMB_MASK, LIMBS, limbsOf, newLimbs } from "./limbs.js";
import { storeWords } from "./store-words.js";

/**
 * Integers modulo any odd prime below 2^254, in Montgomery's form: x is kept as x·2^261, in nine limbs of 29 bits,
 * little-endian, four bytes for each. Two elements share a pair of 72 bytes, limb by limb, so that vectors take both; an
 * element's address is its pair's, or 4 more. Elements may be below 32 primes, unless something else is said: a product is
 * below 2 primes and the product of its factors over 2^261.
 */
export const PAIR_BYTES = 72;
/** From an element to the second of its pair. */
export const SECOND = 4;
export const LIMB_BYTES = 8;
const RADIX = 1n << LIMB_BITS;

export interface MontgomeryField {
  readonly prime: bigint;
  readonly limbs: readonly bigint[];
  /** 2^-29 modulo the prime: what the lowest limb counts, once all limbs are moved down by one. */
  readonly fold: readonly bigint[];
  /** -1/prime modulo 2^29. */
  readonly inverse: bigint;
}

export function montgomeryField(prime: bigint): MontgomeryField {
  return {
    prime,
    limbs: limbsOf(prime),
    fold: limbsOf(inverseModulo(RADIX, prime)),
    inverse: RADIX - inverseModulo(prime % RADIX, RADIX),
  };
}

/** Writes the limbs of an integer as it is. */
export function writeLimbs(bytes: Uint8Array, address: number, value: bigint): void {
  const view = new DataView(bytes.buffer);
  for (const [i, limb] of limbsOf(value).entries()) view.setUint32(address + LIMB_BYTES * i, Number(limb), true);
}

/** A power of 2^261: an integer times the second is its element, the inverse of an element times the third the inverse's. */
export function radixPower({ prime }: MontgomeryField, power: 2 | 3): bigint {
  return (1n << (BigInt(power * LIMBS) * LIMB_BITS)) % prime;
}

/** Locals with the limbs of the element at the address in a local. */
export function loadLimbs(code: Code, address: number): number[] {
  const limbs = newLimbs(code);
  for (const [i, limb] of limbs.entries()) {
    code
      .get(address)
      .memory("i64.load32_u", LIMB_BYTES * i)
      .set(limb);
  }
  return limbs;
}

/** Writes the body of a function (out: i32, from: i32) → i32 that takes 32 bytes apart; whether they are below the prime. */
export function writeUnpack(code: Code, field: MontgomeryField): void {
  const borrow = code.local("i64");
  for (let i = 0; i < LIMBS; i++) {
    const limb = code.local("i64");
    const bit = i * Number(LIMB_BITS);
    const byte = Math.min(bit >> 3, 24);
    code
      .get(1)
      .memory("i64.load", byte)
      .i64(BigInt(bit - 8 * byte))
      .op("i64.shr_u");
    code.i64(LIMB_MASK).op("i64.and").set(limb);
    code
      .get(0)
      .get(limb)
      .memory("i64.store32", LIMB_BYTES * i);
    pushDifference(code, limb, field.limbs[i]!, i === 0 ? undefined : borrow);
    code.set(borrow);
  }
  code.get(borrow).i64(63n).op("i64.shr_u").op("i32.wrap_i64");
}

/** Pushes what a limb is more than the prime's, less what the limb below lacks. */
function pushDifference(code: Code, limb: number, ofPrime: bigint, below: number | undefined): void {
  code.get(limb).i64(ofPrime).op("i64.sub");
  if (below !== undefined) code.get(below).i64(LIMB_BITS).op("i64.shr_s").op("i64.add");
}

/** Writes the body of a function (out: i32, a: i32) that puts limbs below 3 primes together in 32 bytes, below the prime. */
export function writePack(code: Code, field: MontgomeryField): void {
  const limbs = loadLimbs(code, 1);
  for (let times = 0; times < 2; times++) subtractPrime(code, field, limbs);
  storeWords(code, limbs, (limb) => Number(LIMB_BITS) * limb);
}

/** Subtracts the prime if the limbs are not below it. */
function subtractPrime(code: Code, field: MontgomeryField, limbs: readonly number[]): void {
  const differences = newLimbs(code);
  for (const [i, limb] of limbs.entries()) {
    pushDifference(code, limb, field.limbs[i]!, differences[i - 1]);
    code.set(differences[i]!);
  }
  for (const [i, limb] of limbs.entries()) {
    code.get(limb).get(differences[i]!).i64(LIMB_MASK).op("i64.and");
    code
      .get(differences[LIMBS - 1]!)
      .i64(0n)
      .op("i64.lt_s")
      .op("select")
      .set(limb);
  }
}
