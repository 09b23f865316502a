import type { WeierstrassPoint } from "@noble/curves/abstract/weierstrass.js";
import { noble } from "#noble";
import { BN254_PRIME } from "./bn254-numbers.js";
import { type Affine, type Endianness, FQ, FQ2, type PrimeField, WeierstrassCurve } from "./weierstrass.js";

const FIELD: PrimeField = {
  order: BN254_PRIME,
  bytes: 32,
};

/** The two flags that arkworks keeps on top of the last coefficient (ark-ec `SWFlags`); both at once are an error. */
const Y_IS_LARGER = 0x80;
export const AT_INFINITY = 0x40;
export const FLAGS = Y_IS_LARGER | AT_INFINITY;

/**
 * The points of G1 or G2 of BN254 as bytes, by arkworks' rules (ark-ec 0.5 `SWCurveConfig::deserialize_with_mode`):
 * coefficients below the field's order, and flags on the last one of them, little-endian. All zeros are the point at
 * infinity, and so is anything that carries the flag for it. Big-endian is EIP-197's encoding.
 */
export class Bn254Points<T> extends WeierstrassCurve<T> {
  /** The point of `pointBytes` bytes; null if it is not on the curve, or not in the subgroup when that is asked for. */
  decode(bytes: Uint8Array, endianness: Endianness, inSubgroup: boolean): WeierstrassPoint<T> | null {
    const affine = this.#read(this.reorder(bytes, endianness));
    if (affine === null) return null;
    if (affine === "infinity") return this.Point.ZERO;
    if (!this.isOnCurve(affine)) return null;
    const point = this.Point.fromAffine(affine);
    return inSubgroup && !point.isTorsionFree() ? null : point;
  }

  encode(point: WeierstrassPoint<T>, endianness: Endianness): Uint8Array {
    return this.reorder(this.writePoint(point.toAffine()), endianness); // whose coordinates are 0 at infinity
  }

  /** The compressed form of `pointBytes` bytes (null for any other number), which need not be on the curve. */
  compress(bytes: Uint8Array, endianness: Endianness): Uint8Array | null {
    if (bytes.length !== this.pointBytes) return null;
    if (isZero(bytes)) return new Uint8Array(this.coordinateBytes);
    const affine = this.#read(this.reorder(bytes, endianness));
    if (affine === null) return null;
    const atInfinity = affine === "infinity";
    const compressed = this.writeCoordinate(atInfinity ? this.Point.Fp.ZERO : affine.x);
    compressed[compressed.length - 1]! |= atInfinity ? AT_INFINITY : this.isLarger(affine.y) ? Y_IS_LARGER : 0;
    return this.reorder(compressed, endianness);
  }

  /** The `pointBytes` bytes of a compressed form; null if x is no point's. The subgroup is not looked at. */
  decompress(bytes: Uint8Array, endianness: Endianness): Uint8Array | null {
    if (bytes.length !== this.coordinateBytes) return null;
    const infinity = new Uint8Array(this.pointBytes);
    if (isZero(bytes)) return infinity;
    const read = this.#readFlagged(this.reorder(bytes, endianness));
    if (read === null) return null;
    if (read.flags & AT_INFINITY) return infinity;
    const affine = this.atX(read.coordinate, (read.flags & Y_IS_LARGER) !== 0);
    return affine && this.reorder(this.writePoint(affine), endianness);
  }

  #read(bytes: Uint8Array): Affine<T> | "infinity" | null {
    if (isZero(bytes)) return "infinity";
    const x = this.readCoordinate(bytes.subarray(0, this.coordinateBytes));
    const y = this.#readFlagged(bytes.subarray(this.coordinateBytes));
    if (x === null || y === null) return null;
    return y.flags & AT_INFINITY ? "infinity" : { x, y: y.coordinate };
  }

  /** Clears the flags in `bytes`. */
  #readFlagged(bytes: Uint8Array): { coordinate: T; flags: number } | null {
    const last = bytes.length - 1;
    const flags = bytes[last]! & FLAGS;
    bytes[last]! ^= flags;
    const coordinate = this.readCoordinate(bytes);
    return coordinate === null || flags === FLAGS ? null : { coordinate, flags };
  }
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

export const bn254G1 = new Bn254Points(() => noble.bn254().bn254.G1.Point, FQ, FIELD);
export const bn254G2 = new Bn254Points(() => noble.bn254().bn254.G2.Point, FQ2, FIELD);
