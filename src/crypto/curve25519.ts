import { noble } from "#noble";
import { integerFromLe } from "./integer.js";
import { isOnCurve } from "./is-on-curve.js";

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

const edwardsPoint = () => noble.ed25519().ed25519.Point;
const ristrettoPoint = () => noble.ed25519().ristretto255.Point;

type EdwardsPoint = ReturnType<typeof edwardsPoint>["BASE"];
type RistrettoPoint = ReturnType<typeof ristrettoPoint>["BASE"];

/** The points of edwards25519, all of them: encodings with y from p up and points outside the main group count. */
export const edwards: Curve25519Group = {
  ...group<EdwardsPoint>(
    (bytes) => (isOnCurve(bytes) ? edwardsPoint().fromBytes(bytes, true) : null),
    (points, scalars) => noble.curve().mulAddUnsafe(edwardsPoint(), points, scalars),
  ),
  isPoint: isOnCurve,
};

/** ristretto255 (RFC 9496), in canonical encodings only. */
export const ristretto: Curve25519Group = group<RistrettoPoint>(decodeRistretto, (points, scalars) =>
  noble.curve().mulAddUnsafe(ristrettoPoint(), points, scalars),
);

function decodeRistretto(bytes: Uint8Array): RistrettoPoint | null {
  try {
    return ristrettoPoint().fromBytes(bytes);
  } catch {
    return null; // the library has no other way to say so
  }
}

interface Point<Self> {
  add(other: Self): Self;
  subtract(other: Self): Self;
  toBytes(): Uint8Array;
}

function group<P extends Point<P>>(
  decode: (bytes: Uint8Array) => P | null,
  sumOfProducts: (points: P[], scalars: bigint[]) => P,
): Curve25519Group {
  const combine = (left: Uint8Array, right: Uint8Array, operation: (left: P, right: P) => P) => {
    const points = decodeAll([left, right], decode);
    return points && operation(points[0]!, points[1]!).toBytes();
  };
  const multiscalarMultiply = (scalars: readonly Uint8Array[], points: readonly Uint8Array[]) => {
    const factors = decodeAll(scalars, decodeScalar);
    const terms = factors && decodeAll(points, decode);
    return terms && sumOfProducts(terms, factors).toBytes();
  };
  return {
    isPoint: (point) => decode(point) !== null,
    add: (left, right) => combine(left, right, (a, b) => a.add(b)),
    subtract: (left, right) => combine(left, right, (a, b) => a.subtract(b)),
    multiply: (scalar, point) => multiscalarMultiply([scalar], [point]),
    multiscalarMultiply,
  };
}

function decodeScalar(bytes: Uint8Array): bigint | null {
  const scalar = integerFromLe(bytes);
  return scalar < edwardsPoint().Fn.ORDER ? scalar : null;
}

function decodeAll<T>(encodings: readonly Uint8Array[], decode: (bytes: Uint8Array) => T | null): T[] | null {
  const decoded: T[] = [];
  for (const encoding of encodings) {
    const value = decode(encoding);
    if (value === null) return null;
    decoded.push(value);
  }
  return decoded;
}
