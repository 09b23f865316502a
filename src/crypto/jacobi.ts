const LIMB_BITS = 24;
const LIMB_MASK = (1 << LIMB_BITS) - 1;

/**
 * The Jacobi symbol (a/n), for odd n and equally many 24-bit limbs, little-endian, of each: by halving and subtracting,
 * with quadratic reciprocity, which for 255 bits costs a fraction of a power. Overwrites both.
 */
export function jacobi(a: Int32Array, n: Int32Array): -1 | 0 | 1 {
  let length = a.length;
  let flips = 0; // bit 1: the sign
  if (isZero(a)) return isOne(n) ? 1 : 0;
  for (;;) {
    const zeros = dropTrailingZeros(a, length);
    // (2/n) is -1 for n of 3 or 5 modulo 8: where bits 1 and 2 of n differ.
    if (zeros & 1) flips ^= n[0]! ^ (n[0]! >> 1);
    while (length > 1 && a[length - 1] === 0 && n[length - 1] === 0) length--;
    const order = compare(a, n, length);
    if (order === 0) return isOne(n) ? (flips & 2 ? -1 : 1) : 0;
    if (order < 0) {
      [a, n] = [n, a];
      flips ^= a[0]! & n[0]!; // (a/n) = -(n/a) if both are 3 modulo 4
    }
    subtract(a, n, length);
  }
}

function isZero(limbs: Int32Array): boolean {
  return limbs.every((limb) => limb === 0);
}

function isOne(limbs: Int32Array): boolean {
  return limbs.every((limb, i) => limb === (i === 0 ? 1 : 0));
}

function compare(a: Int32Array, b: Int32Array, length: number): number {
  for (let i = length - 1; i >= 0; i--) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}

/** a -= b, for a >= b. */
function subtract(a: Int32Array, b: Int32Array, length: number): void {
  let borrow = 0;
  for (let i = 0; i < length; i++) {
    const difference = a[i]! - b[i]! + borrow;
    a[i] = difference & LIMB_MASK;
    borrow = difference >> LIMB_BITS;
  }
}

/** Shifts a, which is not zero, right until it is odd; by how many bits, whole limbs (an even number) left out. */
function dropTrailingZeros(a: Int32Array, length: number): number {
  while (a[0] === 0) {
    a.copyWithin(0, 1, length);
    a[length - 1] = 0;
  }
  const zeros = 31 - Math.clz32(a[0]! & -a[0]!);
  for (let i = 0; i < length - 1; i++) a[i] = (a[i]! >> zeros) | ((a[i + 1]! << (LIMB_BITS - zeros)) & LIMB_MASK);
  a[length - 1]! >>= zeros;
  return zeros;
}
