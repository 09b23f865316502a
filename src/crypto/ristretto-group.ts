import { noble } from "#noble";
import { integerFromLe } from "./integer.js";

/** The order of the group, which scalars count modulo. */
export const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** Beyond as many points Pippenger's buckets beat adding each point's multiples. */
const FEW_POINTS = 32;

const pointClass = () => noble.ed25519().ristretto255.Point;
type NoblePoint = ReturnType<typeof pointClass>["BASE"];

/** A point of the group ristretto255. */
export class RistrettoPoint {
  private constructor(private readonly inner: NoblePoint) {}

  /** The point that 32 bytes encode; undefined unless the encoding is canonical (RFC 9496, 4.3.1). */
  static decode(bytes: Uint8Array): RistrettoPoint | undefined {
    try {
      return new RistrettoPoint(pointClass().fromBytes(bytes));
    } catch {
      return undefined; // the library has no other way to say so
    }
  }

  /** The generator that comes with the group. */
  static base(): RistrettoPoint {
    return new RistrettoPoint(pointClass().BASE);
  }

  /** The point that 64 uniform bytes give (RFC 9496, 4.3.4). */
  static fromUniformBytes(bytes: Uint8Array): RistrettoPoint {
    return new RistrettoPoint(noble.ed25519().ristretto255_hasher.deriveToCurve!(bytes));
  }

  /** Whether the sum of `scalars[i] · points[i]` is the identity. Scalars are reduced. */
  static sumsToIdentity(points: readonly RistrettoPoint[], scalars: bigint[]): boolean {
    const { mulAddUnsafe, pippenger } = noble.curve();
    const sum = points.length <= FEW_POINTS ? mulAddUnsafe : pippenger;
    const inner = points.map((point) => point.inner);
    return sum(pointClass(), inner, scalars).is0();
  }

  encode(): Uint8Array {
    return this.inner.toBytes();
  }

  /** This point plus `scalar · other`. */
  addScaled(other: RistrettoPoint, scalar: bigint): RistrettoPoint {
    return new RistrettoPoint(this.inner.add(other.inner.multiplyUnsafe(scalar)));
  }
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
