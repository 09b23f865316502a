/**
 * The operations of solana-curve25519 on one of its two groups. Points and scalars are 32 bytes; null where one of them
 * does not decode. Scalars must be canonical, that is below the order of the base point
 * (curve25519-dalek `Scalar::from_canonical_bytes`).
 */
export interface Curve25519Group {
  isPoint(point: Uint8Array): boolean;
  add(left: Uint8Array, right: Uint8Array): Uint8Array | null;
  subtract(left: Uint8Array, right: Uint8Array): Uint8Array | null;
  multiply(scalar: Uint8Array, point: Uint8Array): Uint8Array | null;
  /** The sum of the products of equally many scalars and points; of none, the identity. */
  multiscalarMultiply(scalars: readonly Uint8Array[], points: readonly Uint8Array[]): Uint8Array | null;
}

/** Null if one of them does not decode. */
export function decodeAll<T>(encodings: readonly Uint8Array[], decode: (bytes: Uint8Array) => T | null): T[] | null {
  const decoded: T[] = [];
  for (const encoding of encodings) {
    const value = decode(encoding);
    if (value === null) return null;
    decoded.push(value);
  }
  return decoded;
}
