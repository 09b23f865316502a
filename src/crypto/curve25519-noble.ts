import { noble } from "#noble";
import { type Curve25519Group, decodeAll } from "./curve25519-group.js";
import { integerFromLe } from "./integer.js";
import { isOnCurve } from "./is-on-curve.js";

const edwardsPoint = () => noble.ed25519().ed25519.Point;
const ristrettoPoint = () => noble.ed25519().ristretto255.Point;

type EdwardsPoint = ReturnType<typeof edwardsPoint>["BASE"];
type RistrettoPoint = ReturnType<typeof ristrettoPoint>["BASE"];

// The groups by @noble/curves, for hosts that compile no WebAssembly.

export const nobleEdwards: Curve25519Group = {
  ...group<EdwardsPoint>(
    (bytes) => (isOnCurve(bytes) ? edwardsPoint().fromBytes(bytes, true) : null),
    (points, scalars) => noble.curve().mulAddUnsafe(edwardsPoint(), points, scalars),
  ),
  isPoint: isOnCurve,
};

export const nobleRistretto: Curve25519Group = group<RistrettoPoint>(decodeRistretto, (points, scalars) =>
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
