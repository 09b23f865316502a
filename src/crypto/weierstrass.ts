import type { Fp2 } from "@noble/curves/abstract/tower.js";
import type { WeierstrassPointCons } from "@noble/curves/abstract/weierstrass.js";
import { concatBytes } from "../base/bytes.js";
import { integerFromLe, integerToLe } from "./integer.js";

/**
 * The two orders in which a point's bytes come. Little-endian is the lowest coefficient first, each little-endian;
 * big-endian has the bytes of every coordinate the other way round.
 */
export type Endianness = "big" | "little";

/** How a coordinate is made of coefficients in the prime field: it is one, or c0 + c1·u. */
export interface Coordinate<T> {
  readonly coefficients: 1 | 2;
  join(coefficients: readonly bigint[]): T;
  split(coordinate: T): bigint[];
}

export const FQ: Coordinate<bigint> = { coefficients: 1, join: ([c0]) => c0!, split: (c0) => [c0] };
export const FQ2: Coordinate<Fp2> = {
  coefficients: 2,
  join: ([c0, c1]) => ({ c0: c0!, c1: c1! }),
  split: ({ c0, c1 }) => [c0, c1],
};

/** The prime field of a pairing-friendly curve. */
export interface PrimeField {
  readonly order: bigint;
  readonly bytes: number;
}

export interface Affine<T> {
  readonly x: T;
  readonly y: T;
}

/** A curve y² = x³ + b with its coordinates as bytes: what the encodings of BN254 and BLS12-381 have in common. */
export class WeierstrassCurve<T> {
  readonly coordinateBytes: number;
  readonly pointBytes: number;

  constructor(
    private readonly load: () => WeierstrassPointCons<T>,
    private readonly coordinate: Coordinate<T>,
    private readonly field: PrimeField,
  ) {
    this.coordinateBytes = field.bytes * coordinate.coefficients;
    this.pointBytes = 2 * this.coordinateBytes;
  }

  /** The library's class of points. */
  get Point(): WeierstrassPointCons<T> {
    return this.load();
  }

  isOnCurve({ x, y }: Affine<T>): boolean {
    const { Fp } = this.Point;
    return Fp.eql(Fp.sqr(y), this.#ySquared(x));
  }

  /** The point with this x and the larger or the smaller of its two y; null if x is no point's. */
  atX(x: T, larger: boolean): Affine<T> | null {
    const { Fp } = this.Point;
    let y: T;
    try {
      y = Fp.sqrt(this.#ySquared(x));
    } catch {
      return null; // the library has no other way to say so
    }
    return { x, y: this.isLarger(y) === larger ? y : Fp.neg(y) };
  }

  /** Whether y > -y, the highest coefficient compared first. */
  isLarger(y: T): boolean {
    const ours = this.coordinate.split(y);
    const theirs = this.coordinate.split(this.Point.Fp.neg(y));
    for (let i = ours.length - 1; i >= 0; i--) if (ours[i] !== theirs[i]) return ours[i]! > theirs[i]!;
    return false;
  }

  /** A copy of whole coordinates, changed from `endianness` to little-endian or back. */
  reorder(bytes: Uint8Array, endianness: Endianness): Uint8Array {
    const reordered = new Uint8Array(bytes);
    if (endianness === "little") return reordered;
    for (let start = 0; start < reordered.length; start += this.coordinateBytes) {
      reordered.subarray(start, start + this.coordinateBytes).reverse();
    }
    return reordered;
  }

  /** A coordinate from little-endian bytes; null if a coefficient is not below the field's order. */
  readCoordinate(bytes: Uint8Array): T | null {
    const coefficients: bigint[] = [];
    for (let start = 0; start < bytes.length; start += this.field.bytes) {
      const coefficient = integerFromLe(bytes.subarray(start, start + this.field.bytes));
      if (coefficient >= this.field.order) return null;
      coefficients.push(coefficient);
    }
    return this.coordinate.join(coefficients);
  }

  writeCoordinate(coordinate: T): Uint8Array {
    return concatBytes(...this.coordinate.split(coordinate).map((value) => integerToLe(value, this.field.bytes)));
  }

  writePoint({ x, y }: Affine<T>): Uint8Array {
    return concatBytes(this.writeCoordinate(x), this.writeCoordinate(y));
  }

  #ySquared(x: T): T {
    const { Fp, CURVE } = this.Point as WeierstrassPointCons<T> & { CURVE(): { b: T } };
    return Fp.add(Fp.mul(Fp.sqr(x), x), CURVE().b);
  }
}
