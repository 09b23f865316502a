import { noble } from "#noble";
import { integerFromLe } from "./integer.js";

const pointClass = () => noble.ed25519().ristretto255.Point;

/** A point of the ristretto255 group: opaque outside this file. */
export type RistrettoPoint = ReturnType<typeof pointClass>["BASE"];

/** The order of the group, which scalars count modulo. */
export const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** Beyond as many points Pippenger's buckets beat adding each point's multiples. */
const FEW_POINTS = 32;

/** The point that 32 bytes encode; undefined unless the encoding is canonical (RFC 9496, 4.3.1). */
export function decodePoint(bytes: Uint8Array): RistrettoPoint | undefined {
  try {
    return pointClass().fromBytes(bytes);
  } catch {
    return undefined;
  }
}

/** The generator that comes with the group. */
export function basePoint(): RistrettoPoint {
  return pointClass().BASE;
}

/** The point that 64 uniform bytes give (RFC 9496, 4.3.4). */
export function pointFromUniformBytes(bytes: Uint8Array): RistrettoPoint {
  return noble.ed25519().ristretto255_hasher.deriveToCurve!(bytes);
}

/** `point + scalar · other`. */
export function addScaled(point: RistrettoPoint, other: RistrettoPoint, scalar: bigint): RistrettoPoint {
  return point.add(other.multiplyUnsafe(scalar));
}

/** Whether the sum of `scalars[i] · points[i]` is the identity. Scalars are reduced. */
export function sumsToIdentity(points: RistrettoPoint[], scalars: bigint[]): boolean {
  const { mulAddUnsafe, pippenger } = noble.curve();
  const sum = points.length <= FEW_POINTS ? mulAddUnsafe : pippenger;
  return sum(pointClass(), points, scalars).is0();
}

/** The scalar between 0 and the order that is congruent to `value`. */
export function reduceScalar(value: bigint): bigint {
  const rest = value % GROUP_ORDER;
  return rest < 0n ? rest + GROUP_ORDER : rest;
}

/** The scalar that 32 little-endian bytes spell; undefined unless it is reduced. */
export function decodeScalar(bytes: Uint8Array): bigint | undefined {
  const scalar = integerFromLe(bytes);
  return scalar < GROUP_ORDER ? scalar : undefined;
}

/** The scalar that little-endian bytes of any length spell, reduced. */
export function scalarFromWideBytes(bytes: Uint8Array): bigint {
  return integerFromLe(bytes) % GROUP_ORDER;
}

/** 1 / scalar, which must not be 0. */
export function invertScalar(scalar: bigint): bigint {
  return pointClass().Fn.inv(scalar);
}
