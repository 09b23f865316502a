import type { Code } from "../../base/wasm/code.js";
import { inverseModulo } from "../integer.js";

/**
 * Integers modulo any odd prime below 2^254, in Montgomery's form: x is kept as x·2^261, in nine limbs of 29 bits,
 * little-endian. Two elements share a pair of 72 bytes: four bytes for a limb of the first, four for that of the second,
 * and so on, so that vectors take them both. An element's address is its pair's, or 4 more. Limbs are below 2^29, but
 * the highest has what is left; elements are below four primes.
 */
export const PAIR_BYTES = 72;
/** From an element to the second of its pair. */
export const SECOND = 4;
export const LIMBS = 9;
export const LIMB_BYTES = 8;
export const LIMB_BITS = 29n;
const RADIX = 1n << LIMB_BITS;
export const LIMB_MASK = RADIX - 1n;
/** Of a product. */
const COLUMNS = 2 * LIMBS - 1;
/** So many pairs of products add up in 64 bits, with what reducing them adds. */
const PAIRS_AT_ONCE = 3;

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

export function limbsOf(value: bigint): bigint[] {
  return Array.from({ length: LIMBS }, (_, i) => (value >> (LIMB_BITS * BigInt(i))) & LIMB_MASK);
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

/** Pushes the sum of the products that count 2^(29·k). */
type PushColumn = (k: number) => void;

/** Writes the body of a function (out: i32, a: i32, b: i32) that multiplies two elements. */
export function writeMultiply(code: Code, field: MontgomeryField): void {
  const [a, b] = [loadLimbs(code, 1), loadLimbs(code, 2)];
  writeReduced(code, field, (k) => {
    forColumn(k, (i, j, isFirst) => {
      code.get(a[i]!).get(b[j]!).op("i64.mul");
      if (!isFirst) code.op("i64.add");
    });
  });
}

/** Writes the body of a function (out: i32, a: i32) that squares. */
export function writeSquare(code: Code, field: MontgomeryField): void {
  const a = loadLimbs(code, 1);
  const twice = newLocals(code, "i64", LIMBS);
  for (const [i, limb] of a.entries()) code.get(limb).i64(1n).op("i64.shl").set(twice[i]!);
  writeReduced(code, field, (k) => {
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

/**
 * Writes the body of a function (out: i32, a: i32, b: i32, pairs: i32, addend: i32) that multiplies the elements of
 * pairs, at least one, with those of others, of which one side is below the prime, and adds up all products and `addend`,
 * which is below the prime. `out` may be anywhere.
 */
export function writeSumOfProducts(code: Code, field: MontgomeryField): void {
  const [a, b, pairs, addend] = [1, 2, 3, 4];
  const columns = newLocals(code, "v128", COLUMNS);
  const done = code.block();
  const again = code.loop();
  addProducts(code, columns, a, b);
  for (const pointer of [a, b]) code.get(pointer).i32(PAIR_BYTES).op("i32.add").set(pointer);
  code.get(pairs).i32(1).op("i32.sub").tee(pairs).op("i32.eqz").brIf(done);
  code.get(pairs).i32(PAIRS_AT_ONCE).op("i32.rem_u").brIf(again);
  carryColumns(code, columns);
  code.br(again).end().end();
  writeReduced(
    code,
    field,
    (k) => {
      for (const lane of [0, 1] as const) code.get(columns[k]!).extractDoubleWord(lane);
      code.op("i64.add");
    },
    addend,
  );
}

/** Adds the products of two pairs, side by side. */
function addProducts(code: Code, columns: readonly number[], a: number, b: number): void {
  const [left, right] = [a, b].map((pair) => {
    const limbs = newLocals(code, "v128", LIMBS);
    for (const [i, limb] of limbs.entries()) {
      code
        .get(pair)
        .vectorMemory("v128.load64_zero", LIMB_BYTES * i)
        .set(limb);
    }
    return limbs;
  });
  for (const [k, column] of columns.entries()) {
    code.get(column);
    forColumn(k, (i, j) => {
      code.get(left![i]!).get(right![j]!).vector("i64x2.extmul_low_i32x4_u").vector("i64x2.add");
    });
    code.set(column);
  }
}

/** The last column stays small, for the highest limbs are. */
function carryColumns(code: Code, columns: readonly number[]): void {
  const mask = code.local("v128");
  code.i64(LIMB_MASK).vector("i64x2.splat").set(mask);
  for (let k = 1; k < COLUMNS; k++) {
    const [below, column] = [columns[k - 1]!, columns[k]!];
    code.get(column).get(below).i32(Number(LIMB_BITS)).vector("i64x2.shr_u").vector("i64x2.add").set(column);
    code.get(below).get(mask).vector("v128.and").set(below);
  }
}

function forColumn(k: number, visit: (i: number, j: number, isFirst: boolean) => void): void {
  const first = Math.max(0, k - LIMBS + 1);
  for (let i = first; i <= Math.min(k, LIMBS - 1); i++) visit(i, k - i, i === first);
}

/**
 * Writes code that stores a sum of products over 2^261, plus the element at `addend`, at the address in local 0. Eight
 * times the lowest limb goes away by adding its multiple of `fold` to what is above, which needs no factor of its own;
 * the last time, by adding a multiple of the prime, so that the result is below 2 primes and what the sum was over 2^261.
 */
function writeReduced(code: Code, field: MontgomeryField, pushColumn: PushColumn, addend?: number): void {
  const [sum, lowest] = [code.local("i64"), newLocals(code, "i64", LIMBS)];
  const last = LIMBS - 1;
  for (let k = 0; k < COLUMNS; k++) {
    pushColumn(k);
    if (k > 0) code.get(sum).i64(LIMB_BITS).op("i64.shr_u").op("i64.add");
    for (let i = Math.max(0, k - LIMBS); i < Math.min(k, last); i++) {
      addMultiple(code, lowest[i]!, field.fold[k - 1 - i]!);
    }
    if (k === last) {
      code.tee(sum).i64(field.inverse).op("i64.mul").i64(LIMB_MASK).op("i64.and").set(lowest[last]!).get(sum);
    }
    if (k >= last) addMultiple(code, lowest[last]!, field.limbs[k - last]!);
    if (k >= LIMBS) addAddend(code, addend, k - LIMBS);
    code.set(sum);
    if (k < last) code.get(sum).i64(LIMB_MASK).op("i64.and").set(lowest[k]!);
    if (k >= LIMBS) storeLimb(code, k - LIMBS, () => code.get(sum).i64(LIMB_MASK).op("i64.and"));
  }
  storeLimb(code, last, () => {
    code.get(sum).i64(LIMB_BITS).op("i64.shr_u");
    addAddend(code, addend, last);
  });
}

function addMultiple(code: Code, limb: number, factor: bigint): void {
  code.get(limb).i64(factor).op("i64.mul").op("i64.add");
}

function addAddend(code: Code, addend: number | undefined, limb: number): void {
  if (addend === undefined) return;
  code
    .get(addend)
    .memory("i64.load32_u", LIMB_BYTES * limb)
    .op("i64.add");
}

function storeLimb(code: Code, i: number, push: () => void): void {
  code.get(0);
  push();
  code.memory("i64.store32", LIMB_BYTES * i);
}

function newLocals(code: Code, type: "i64" | "v128", count: number): number[] {
  return Array.from({ length: count }, () => code.local(type));
}

/** Locals with the limbs of the element at the address in a local. */
export function loadLimbs(code: Code, address: number): number[] {
  const limbs = newLocals(code, "i64", LIMBS);
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
    storeLimb(code, i, () => code.get(limb));
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
  for (let word = 0; word < 4; word++) {
    code.get(0).i64(0n);
    for (const [i, limb] of limbs.entries()) {
      const shift = BigInt(64 * word) - LIMB_BITS * BigInt(i);
      if (shift <= -64n || shift >= LIMB_BITS) continue;
      code
        .get(limb)
        .i64(shift < 0n ? -shift : shift)
        .op(shift < 0n ? "i64.shl" : "i64.shr_u")
        .op("i64.or");
    }
    code.memory("i64.store", 8 * word);
  }
}

/** Subtracts the prime if the limbs are not below it. */
function subtractPrime(code: Code, field: MontgomeryField, limbs: readonly number[]): void {
  const differences = newLocals(code, "i64", LIMBS);
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
