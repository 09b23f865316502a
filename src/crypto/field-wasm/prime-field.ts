import { concatBytes } from "../../base/bytes.js";
import type { Code } from "../../base/wasm/code.js";
import { integerToLe } from "../integer.js";
import { forColumn, LIMB_BITS, LIMB_MASK, LIMBS, limbsOf, newLimbs } from "./limbs.js";
import { storeWords } from "./store-words.js";

/**
 * Integers modulo a prime just below 2^255 or 2^256 in nine limbs of 29 bits, little-endian, each in eight bytes: nine
 * products of two add up in 64 bits. What products and differences give is tight: limbs below 2^29 + 2^24. Sums are not; of what
 * is multiplied, the numbers of tight elements added up may be 2 and 3 at most, and of what is subtracted 3.
 */
export const FIELD_BYTES = 72;

/** A number below 2^58 as multiples of limbs: those that are not zero, from the lowest on. */
type Terms = readonly { readonly limb: number; readonly factor: bigint }[];

export interface PrimeField {
  readonly prime: bigint;
  /** Of the prime. */
  readonly bits: bigint;
  /** 2^bits modulo the prime. */
  readonly excess: Terms;
  /** 2^261 modulo the prime. */
  readonly fold: Terms;
  /** A multiple of the prime with limbs from 2^31 on. */
  readonly zero: readonly bigint[];
}

export const FIELD_25519 = primeField(2n ** 255n - 19n, 255n);
/** Of edwards25519: d = -121665/121666. */
export const CURVE_D = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;

export function primeField(prime: bigint, bits: bigint): PrimeField {
  const high = Array.from({ length: LIMBS }, (_, i) => 1n << (31n + LIMB_BITS * BigInt(i))).reduce((a, b) => a + b);
  return {
    prime,
    bits,
    excess: terms((1n << bits) - prime),
    fold: terms(((1n << (LIMB_BITS * BigInt(LIMBS))) - prime) % prime),
    zero: limbsOf(prime - (high % prime)).map((limb) => limb + (1n << 31n)),
  };
}

function terms(value: bigint): Terms {
  return limbsOf(value).flatMap((factor, limb) => (factor === 0n ? [] : [{ limb, factor }]));
}

/** A number below 2^261 as its limbs lie in memory. */
export function fieldToBytes(value: bigint): Uint8Array {
  return concatBytes(...limbsOf(value).map((limb) => integerToLe(limb, 8)));
}

/** Pushes the sum of the products that count 2^(29·k). */
type PushColumn = (k: number) => void;

/** Writes the body of a function (out: i32, a: i32, b: i32) that multiplies two elements in memory. */
export function writeMultiply(code: Code, field: PrimeField): void {
  const [a, b] = [loadLimbs(code, 1), loadLimbs(code, 2)];
  writeProduct(code, field, (k) => {
    forColumn(k, (i, j, isFirst) => {
      code.get(a[i]!).get(b[j]!).op("i64.mul");
      if (!isFirst) code.op("i64.add");
    });
  });
}

/** Writes the body of a function (out: i32, a: i32) that squares. */
export function writeSquare(code: Code, field: PrimeField): void {
  const a = loadLimbs(code, 1);
  const twice = a.map((limb) => {
    const local = code.local("i64");
    code.get(limb).i64(1n).op("i64.shl").set(local);
    return local;
  });
  writeProduct(code, field, (k) => {
    forColumn(k, (i, j, isFirst) => {
      if (i > j) return;
      code
        .get(a[i]!)
        .get((i === j ? a : twice)[j]!)
        .op("i64.mul");
      if (!isFirst) code.op("i64.add");
    });
  });
}

/** Writes code that stores a product at the address in local 0. */
function writeProduct(code: Code, field: PrimeField, pushColumn: PushColumn): void {
  const columns = Array.from({ length: 2 * LIMBS }, () => code.local("i64"));
  // The upper half first, for it must be carried before it is folded.
  for (let k = LIMBS; k < 2 * LIMBS - 1; k++) {
    pushColumn(k);
    if (k > LIMBS) addCarry(code, columns[k - 1]!);
    code.set(columns[k]!);
  }
  code
    .get(columns[2 * LIMBS - 2]!)
    .i64(LIMB_BITS)
    .op("i64.shr_u")
    .set(columns[2 * LIMBS - 1]!);
  for (let k = 0; k < LIMBS; k++) {
    pushColumn(k);
    for (const { limb, factor } of field.fold) {
      const upper = k + LIMBS - limb;
      if (upper >= LIMBS) pushUpper(code, columns, upper).i64(factor).op("i64.mul").op("i64.add");
    }
    if (k > 0) addCarry(code, columns[k - 1]!);
    code.set(columns[k]!);
  }
  code
    .get(columns[LIMBS - 1]!)
    .i64(LIMB_BITS)
    .op("i64.shr_u");
  for (const { limb, factor } of field.fold) {
    if (limb > 0)
      pushUpper(code, columns, 2 * LIMBS - limb)
        .i64(factor)
        .op("i64.mul")
        .op("i64.add");
  }
  code.set(columns[LIMBS]!);
  storeFolded(code, field, columns.slice(0, LIMBS), columns[LIMBS]!);
}

function pushUpper(code: Code, columns: readonly number[], k: number): Code {
  code.get(columns[k]!);
  return k === 2 * LIMBS - 1 ? code : code.i64(LIMB_MASK).op("i64.and");
}

/** Stores limbs that carry into one another still, with `top` times 2^261. */
function storeFolded(code: Code, { fold }: PrimeField, limbs: readonly number[], top: number): void {
  const lastFolded = fold.at(-1)!.limb;
  for (let k = 0; k < LIMBS; k++) {
    const limb = limbs[k]!;
    code.get(limb).i64(LIMB_MASK).op("i64.and");
    for (const term of fold) if (term.limb === k) code.get(top).i64(term.factor).op("i64.mul").op("i64.add");
    if (k > 0 && k <= lastFolded + 1) addCarry(code, limbs[k - 1]!);
    code.set(limb);
    code.get(0).get(limb);
    if (k <= lastFolded) code.i64(LIMB_MASK).op("i64.and");
    code.memory("i64.store", 8 * k);
  }
}

/** Adds to the value on the stack what the limb below has too much. */
function addCarry(code: Code, below: number): void {
  code.get(below).i64(LIMB_BITS).op("i64.shr_u").op("i64.add");
}

/** Writes the body of a function (out: i32, a: i32, b: i32) that adds two tight elements. */
export function writeAdd(code: Code): void {
  for (let i = 0; i < LIMBS; i++) {
    code
      .get(0)
      .get(1)
      .memory("i64.load", 8 * i);
    code
      .get(2)
      .memory("i64.load", 8 * i)
      .op("i64.add")
      .memory("i64.store", 8 * i);
  }
}

/** Writes the body of a function (out: i32, a: i32, b: i32) that subtracts. */
export function writeSubtract(code: Code, field: PrimeField): void {
  const [limbs, top] = [newLimbs(code), code.local("i64")];
  for (let i = 0; i < LIMBS; i++) {
    code
      .get(1)
      .memory("i64.load", 8 * i)
      .i64(field.zero[i]!)
      .op("i64.add");
    code
      .get(2)
      .memory("i64.load", 8 * i)
      .op("i64.sub");
    if (i > 0) addCarry(code, limbs[i - 1]!);
    code.set(limbs[i]!);
  }
  code
    .get(limbs[LIMBS - 1]!)
    .i64(LIMB_BITS)
    .op("i64.shr_u")
    .set(top);
  storeFolded(code, field, limbs, top);
}

/** Locals with the limbs of the element at the address in a local. */
function loadLimbs(code: Code, address: number): number[] {
  const limbs = newLimbs(code);
  for (const [i, limb] of limbs.entries())
    code
      .get(address)
      .memory("i64.load", 8 * i)
      .set(limb);
  return limbs;
}

/** Writes the body of a function (out: i32, from: i32) that takes 32 bytes apart, without those bits that the prime has not. */
export function writeUnpack(code: Code, field: PrimeField): void {
  for (let i = 0; i < LIMBS; i++) {
    const bit = i * Number(LIMB_BITS);
    const byte = Math.min(bit >> 3, 24);
    const mask = i < LIMBS - 1 ? LIMB_MASK : topMask(field);
    code
      .get(0)
      .get(1)
      .memory("i64.load", byte)
      .i64(BigInt(bit - 8 * byte))
      .op("i64.shr_u");
    code
      .i64(mask)
      .op("i64.and")
      .memory("i64.store", 8 * i);
  }
}

/** Writes the body of a function (out: i32, a: i32) that puts a tight element together in 32 bytes, below the prime. */
export function writePack(code: Code, field: PrimeField): void {
  const [limbs, probe] = [loadLimbs(code, 1), newLimbs(code)];
  const quotient = code.local("i64");
  const top = field.bits - LIMB_BITS * BigInt(LIMBS - 1);
  const highest = limbs[LIMBS - 1]!;
  // Below 2^bits and a little more: then the quotient by the prime is 1 if the excess makes 2^bits of it, or else 0.
  code.get(highest).i64(top).op("i64.shr_u").set(quotient);
  code.get(highest).i64(topMask(field)).op("i64.and").set(highest);
  addExcess(code, field, limbs, quotient);
  for (const [i, limb] of limbs.entries()) code.get(limb).set(probe[i]!);
  code.i64(1n).set(quotient);
  addExcess(code, field, probe, quotient);
  code
    .get(probe[LIMBS - 1]!)
    .i64(top)
    .op("i64.shr_u")
    .set(quotient);
  addExcess(code, field, limbs, quotient);
  code.get(highest).i64(topMask(field)).op("i64.and").set(highest);
  storeWords(code, limbs, (limb) => Number(LIMB_BITS) * limb);
}

/** Adds `quotient` times 2^bits less as many primes, and carries. */
function addExcess(code: Code, { excess }: PrimeField, limbs: readonly number[], quotient: number): void {
  const carry = code.local("i64");
  code.i64(0n).set(carry);
  for (const [k, limb] of limbs.entries()) {
    code.get(limb).get(carry).op("i64.add");
    for (const term of excess) if (term.limb === k) code.get(quotient).i64(term.factor).op("i64.mul").op("i64.add");
    code.set(limb);
    if (k === LIMBS - 1) return;
    code.get(limb).i64(LIMB_BITS).op("i64.shr_u").set(carry);
    code.get(limb).i64(LIMB_MASK).op("i64.and").set(limb);
  }
}

/** Of the highest limb of a number below 2^bits. */
function topMask({ bits }: PrimeField): bigint {
  return (1n << (bits - LIMB_BITS * BigInt(LIMBS - 1))) - 1n;
}
