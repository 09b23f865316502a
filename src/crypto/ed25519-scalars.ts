import { ED25519_ORDER } from "./ed25519-order.js";

/**
 * Integers in eleven limbs of 24 bits, little-endian, the highest of which has the sign: products of limbs add up exactly in
 * 64-bit floating point. BigInt would take three times as long, and leave garbage.
 */
export type Limbs = Float64Array;

const LIMBS = 11;
const LIMB_BYTES = 3;
const RADIX = 2 ** 24;
const INVERSE_RADIX = 2 ** -24;
/** Of the bytes of a scalar, from which digits are taken. */
export const SCALAR_BYTES = LIMBS * LIMB_BYTES;

const ORDER = limbsOf(ED25519_ORDER);
const ORDER_AS_NUMBER = Number(ED25519_ORDER);
/** The order of every point of edwards25519 divides this. */
const GROUP_ORDER = limbsOf(8n * ED25519_ORDER);
/** What 2^264 falls short of a multiple of the order. */
const SHORT = limbsOf(4096n * (ED25519_ORDER - 2n ** 252n));
/** About the root of the group's order. */
const HALF = 2 ** 128;
/** Quotients whose product is below this can be told by leading bits, and multiplied by limbs. */
const MOST_SHRINKING = 2 ** 25;

function limbsOf(value: bigint): Limbs {
  return Float64Array.from({ length: LIMBS }, (_, i) => Number((value >> BigInt(24 * i)) & 0xffffffn));
}

export function newLimbs(): Limbs {
  return new Float64Array(LIMBS);
}

const wide = new Float64Array(2 * LIMBS);

/** Reads 64 bytes, little-endian, modulo the order. */
export function readModuloOrder(out: Limbs, bytes: Uint8Array): void {
  readLimbs(wide, bytes);
  reduce(out);
}

/** Reads 32 bytes, little-endian. */
export function readScalar(out: Limbs, bytes: Uint8Array): void {
  readLimbs(out, bytes);
}

function readLimbs(out: Limbs, bytes: Uint8Array): void {
  const { length } = bytes;
  for (let i = 0, at = 0; i < out.length; i++, at += LIMB_BYTES) {
    const middle = at + 1 < length ? bytes[at + 1]! : 0;
    const high = at + 2 < length ? bytes[at + 2]! : 0;
    out[i] = at < length ? bytes[at]! | (middle << 8) | (high << 16) : 0;
  }
}

/** out = a · b modulo the order, for numbers that are not negative. */
export function multiplyModuloOrder(out: Limbs, a: Limbs, b: Limbs): void {
  wide.fill(0);
  for (let i = 0; i < LIMBS; i++) {
    const limb = a[i]!;
    if (limb !== 0) for (let j = 0; j < LIMBS; j++) wide[i + j]! += limb * b[j]!;
  }
  carry(wide);
  reduce(out);
}

/** out = `wide` modulo the order. */
function reduce(out: Limbs): void {
  // Each time it has 127 bits less from 2^264 on.
  for (let times = 0; times < 3; times++) {
    for (let i = LIMBS; i < 2 * LIMBS; i++) {
      const limb = wide[i]!;
      wide[i] = 0;
      if (limb !== 0) for (let j = 0; j < 6; j++) wide[i - LIMBS + j]! -= limb * SHORT[j]!;
    }
    carry(wide);
  }
  let rest = 0;
  for (let i = 2 * LIMBS - 1; i >= LIMBS; i--) rest = rest * RADIX + wide[i]!;
  out.set(wide.subarray(0, LIMBS));
  out[LIMBS - 1]! += rest * RADIX;
  addMultiple(out, ORDER, -Math.floor(numberOf(out) / ORDER_AS_NUMBER));
  // The quotient may be wrong by 1.
  if (out[LIMBS - 1]! < 0) addMultiple(out, ORDER, 1);
  else if (!isLess(out, ORDER)) addMultiple(out, ORDER, -1);
}

/** Makes limbs that are not negative and below 2^24, but for the highest. */
function carry(limbs: Float64Array): void {
  const last = limbs.length - 1;
  let quotient = 0;
  for (let i = 0; i < last; i++) {
    const limb = limbs[i]! + quotient;
    quotient = Math.floor(limb * INVERSE_RADIX);
    limbs[i] = limb - quotient * RADIX;
  }
  limbs[last]! += quotient;
}

function addMultiple(out: Limbs, of: Limbs, factor: number): void {
  for (let i = 0; i < LIMBS; i++) out[i]! += factor * of[i]!;
  carry(out);
}

function isLess(a: Limbs, b: Limbs): boolean {
  for (let i = LIMBS - 1; i >= 0; i--) if (a[i] !== b[i]) return a[i]! < b[i]!;
  return false;
}

/** The nearest number, or one beside it. */
function numberOf(limbs: Limbs): number {
  let number = 0;
  for (let i = LIMBS - 1; i >= 0; i--) number = number * RADIX + limbs[i]!;
  return number;
}

/** A number's sign is taken away; whether it was negative. */
export function dropSign(limbs: Limbs): boolean {
  if (limbs[LIMBS - 1]! >= 0) return false;
  for (let i = 0; i < LIMBS; i++) limbs[i] = -limbs[i]!;
  carry(limbs);
  return true;
}

/** `SCALAR_BYTES` bytes, little-endian, of a number that is not negative. How many are not 0. */
export function writeScalar(out: Uint8Array, limbs: Limbs): number {
  let length = 0;
  for (let i = 0, at = 0; i < LIMBS; i++) {
    const limb = limbs[i]!;
    out[at++] = limb;
    out[at++] = limb >> 8;
    out[at++] = limb >> 16;
    if (limb !== 0) length = at;
  }
  return length;
}

/** u and v; both may be negative. */
export interface HalfSizeScalars {
  readonly u: Limbs;
  readonly v: Limbs;
}

const rows: readonly [HalfSizeScalars, HalfSizeScalars, HalfSizeScalars, HalfSizeScalars] = [
  row(),
  row(),
  row(),
  row(),
];
const step = { a: 1, b: 0, c: 0, d: 1 };

function row(): HalfSizeScalars {
  return { u: newLimbs(), v: newLimbs() };
}

/**
 * For a scalar below the order, numbers of about 128 bits, the next call overwrites them: u is v · scalar modulo 8 · the
 * order, and v is odd and below the order. So a point P is zero exactly if v·P is, and u·A is v·scalar·A, whatever the
 * orders of P and A.
 *
 * Euclid's algorithm on 8 · the order and the scalar, stopped halfway: u = v · scalar in every row.
 */
export function halfSizeScalars(scalar: Limbs): HalfSizeScalars {
  let [high, low, nextHigh, nextLow] = rows;
  high.u.set(GROUP_ORDER);
  high.v.fill(0);
  low.u.set(scalar);
  low.v.fill(0);
  low.v[0] = 1;
  while (divideByLeading(numberOf(high.u), numberOf(low.u))) {
    combine(nextHigh, step.a, high, step.b, low);
    combine(nextLow, step.c, high, step.d, low);
    [high, low, nextHigh, nextLow] = isLess(nextHigh.u, nextLow.u)
      ? [nextLow, nextHigh, high, low]
      : [nextHigh, nextLow, high, low];
  }
  // Rows span all that there are, (scalar, 1) too: v is not even in both.
  return low.v[0]! % 2 !== 0 ? low : high;
}

/** Divides down to the half, as far as leading bits tell, and leaves the steps in `step`; false if that is not at all. */
function divideByLeading(high: number, low: number): boolean {
  const least = Math.max(HALF, high / MOST_SHRINKING);
  if (low < least) return false;
  let [a, b, c, d] = [1, 0, 0, 1];
  while (low >= least) {
    const quotient = Math.floor(high / low);
    [high, low] = [low, high - quotient * low];
    [a, b, c, d] = [c, d, a - quotient * c, b - quotient * d];
  }
  [step.a, step.b, step.c, step.d] = [a, b, c, d];
  return true;
}

/** out = a · x + b · y, with the signs that make u not negative: leading bits may tell a quotient wrong by 1. */
function combine(out: HalfSizeScalars, a: number, x: HalfSizeScalars, b: number, y: HalfSizeScalars): void {
  combineLimbs(out.u, a, x.u, b, y.u);
  combineLimbs(out.v, a, x.v, b, y.v);
  if (!dropSign(out.u)) return;
  for (let i = 0; i < LIMBS; i++) out.v[i] = -out.v[i]!;
  carry(out.v);
}

function combineLimbs(out: Limbs, a: number, x: Limbs, b: number, y: Limbs): void {
  let quotient = 0;
  for (let i = 0; i < LIMBS - 1; i++) {
    const limb = a * x[i]! + b * y[i]! + quotient;
    quotient = Math.floor(limb * INVERSE_RADIX);
    out[i] = limb - quotient * RADIX;
  }
  out[LIMBS - 1] = a * x[LIMBS - 1]! + b * y[LIMBS - 1]! + quotient;
}
