import type { WeierstrassPoint } from "@noble/curves/abstract/weierstrass.js";
import { noble } from "#noble";
import { type Affine, type Endianness, FQ, FQ2, type PrimeField, WeierstrassCurve } from "./weierstrass.js";

const FIELD: PrimeField = {
  order: 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn,
  bytes: 48,
};

/** Zcash's flags, on top of x. */
const COMPRESSED = 0x80;
const AT_INFINITY = 0x40;
const Y_IS_LARGER = 0x20;
const FLAGS = COMPRESSED | AT_INFINITY | Y_IS_LARGER;

/**
 * The points of G1 or G2 of BLS12-381 as bytes. Big-endian is Zcash's encoding, as blst reads it; little-endian
 * reverses every coordinate, so that the flags come on the last byte of x (solana-bls12-381-syscall `encoding`).
 */
export class Bls12381Points<T> extends WeierstrassCurve<T> {
  /** The point of `pointBytes` bytes; null if it is not on the curve, or not in the subgroup when that is asked for. */
  decode(bytes: Uint8Array, endianness: Endianness, inSubgroup: boolean): WeierstrassPoint<T> | null {
    const little = this.reorder(bytes, endianness);
    const flags = this.#takeFlags(little);
    if (flags & (COMPRESSED | Y_IS_LARGER)) return null;
    if (flags & AT_INFINITY) return this.#infinityIfZero(little);
    const x = this.readCoordinate(little.subarray(0, this.coordinateBytes));
    const y = this.readCoordinate(little.subarray(this.coordinateBytes));
    if (x === null || y === null || !this.isOnCurve({ x, y })) return null;
    return this.#point({ x, y }, inSubgroup);
  }

  /** The point of `coordinateBytes` bytes; null if there is none with that x or it is not in the subgroup. */
  decodeCompressed(bytes: Uint8Array, endianness: Endianness): WeierstrassPoint<T> | null {
    const little = this.reorder(bytes, endianness);
    const flags = this.#takeFlags(little);
    if (!(flags & COMPRESSED)) return null;
    if (flags & AT_INFINITY) return flags & Y_IS_LARGER ? null : this.#infinityIfZero(little);
    const x = this.readCoordinate(little);
    const affine = x === null ? null : this.atX(x, (flags & Y_IS_LARGER) !== 0);
    return affine && this.#point(affine, true);
  }

  encode(point: WeierstrassPoint<T>, endianness: Endianness): Uint8Array {
    const little = this.writePoint(point.toAffine()); // whose coordinates are 0 at infinity
    if (point.is0()) little[this.coordinateBytes - 1] = AT_INFINITY;
    return this.reorder(little, endianness);
  }

  /** Clears and returns the flags of little-endian bytes. */
  #takeFlags(little: Uint8Array): number {
    const at = this.coordinateBytes - 1;
    const flags = little[at]! & FLAGS;
    little[at]! ^= flags;
    return flags;
  }

  #infinityIfZero(rest: Uint8Array): WeierstrassPoint<T> | null {
    return rest.every((byte) => byte === 0) ? this.Point.ZERO : null;
  }

  #point(affine: Affine<T>, inSubgroup: boolean): WeierstrassPoint<T> | null {
    // blst refuses x = 0 on G1, (0, ±2), whatever it is asked to check: that order-3 point is not in the group.
    if (this.Point.Fp.is0(affine.x)) return null;
    const point = this.Point.fromAffine(affine);
    return inSubgroup && !point.isTorsionFree() ? null : point;
  }
}

export const bls12381G1 = new Bls12381Points(() => noble.bls12381().bls12_381.G1.Point, FQ, FIELD);
export const bls12381G2 = new Bls12381Points(() => noble.bls12381().bls12_381.G2.Point, FQ2, FIELD);
