import type { Fp2 } from "@noble/curves/abstract/tower.js";
import type { WeierstrassPoint, WeierstrassPointCons } from "@noble/curves/abstract/weierstrass.js";

/** How a coordinate is made of coefficients in the prime field: itself, or c0 + c1·u. */
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

export interface Affine<T> {
  readonly x: T;
  readonly y: T;
}

/** A curve y² = x³ + b, as what the encodings of its points need to know of it. */
export class WeierstrassCurve<T> {
  constructor(
    private readonly load: () => WeierstrassPointCons<T>,
    readonly coordinate: Coordinate<T>,
  ) {}

  get Point(): WeierstrassPointCons<T> {
    return this.load();
  }

  get zero(): WeierstrassPoint<T> {
    return this.Point.ZERO;
  }

  isOnCurve({ x, y }: Affine<T>): boolean {
    const { Fp } = this.Point;
    return Fp.eql(Fp.sqr(y), this.#ySquared(x));
  }

  /** The point with this x and the larger or smaller of its two y; null if x is no point's. */
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

  /** Whether y > -y, the highest coefficients compared first. */
  isLarger(y: T): boolean {
    const { split } = this.coordinate;
    const ours = split(y);
    const theirs = split(this.Point.Fp.neg(y));
    for (let i = ours.length - 1; i >= 0; i--) if (ours[i] !== theirs[i]) return ours[i]! > theirs[i]!;
    return false;
  }

  #ySquared(x: T): T {
    const { Fp, CURVE } = this.Point as WeierstrassPointCons<T> & { CURVE(): { b: T } };
    return Fp.add(Fp.mul(Fp.sqr(x), x), CURVE().b);
  }
}
