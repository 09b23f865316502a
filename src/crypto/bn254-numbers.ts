/** Of the field that coordinates are in. */
export const BN254_PRIME = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;

/** Of BN254's groups. */
export const BN254_ORDER = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;

/** (BETA·x, y) is (x, y) times LAMBDA: both are third roots of 1, in the field and modulo the order. */
export const BETA = 0x59e26bcea0d48bacd4f263f1acdb5c4f5763473177fffffen;

/** BN254's primes are polynomials of it. */
const U = 4965661367192848881n;
const [SHORT, LONG] = [2n * U + 1n, 6n * U * U + 2n * U];

/** Bytes of what `splitScalar` gives, its sign apart. */
export const HALF_BYTES = 17;

/**
 * Two numbers of half the size, first + second·LAMBDA being the scalar modulo the order: the scalar less a sum, near to it,
 * of (LONG + SHORT, SHORT) and (-SHORT, LONG), both of which are 0 there.
 */
export function splitScalar(scalar: bigint): readonly [first: bigint, second: bigint] {
  const [p, q] = [(scalar * LONG) / BN254_ORDER, (scalar * SHORT) / BN254_ORDER];
  return [scalar - p * (LONG + SHORT) - q * SHORT, q * LONG - p * SHORT];
}
