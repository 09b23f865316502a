import { bytesEqual } from "../base/bytes.js";
import type { EdwardsField } from "./edwards-field.js";
import type { EdwardsPoints } from "./edwards-points.js";
import { FIELD_BYTES } from "./field-wasm/prime-field.js";

/** 1/√(a - d) for a = -1 (RFC 9496, 4.1). */
const INVSQRT_A_MINUS_D = 0x786c8905cfaffca216c27b91fe01d8409d2f16175a4172be99c8fdaa805d40ean;

/** Elements of ristretto255 (RFC 9496): points of edwards25519, several for each, and their own encoding. */
export class RistrettoPoints {
  readonly #field: EdwardsField;
  readonly #invSqrtAMinusD: number;
  readonly #elements: readonly number[];

  constructor(readonly points: EdwardsPoints) {
    const { field } = points;
    this.#field = field;
    this.#invSqrtAMinusD = field.constant(INVSQRT_A_MINUS_D);
    this.#elements = Array.from({ length: 7 }, () => field.element());
  }

  /** Reads a point (4.3.1); false unless the encoding is canonical. */
  decode(out: number, encoding: Uint8Array): boolean {
    const field = this.#field;
    const { multiply, add, subtract, squareTimes } = field.ops;
    const [s, u1, u2, u2Squared, v, inverse, factor] = this.#elements as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const [x, y] = [out, out + FIELD_BYTES];
    field.decode(s, encoding);
    if (!bytesEqual(field.encode(s), encoding) || (encoding[0]! & 1) !== 0) return false;
    squareTimes(v, s, 1);
    subtract(u1, field.one, v);
    add(u2, field.one, v);
    squareTimes(u2Squared, u2, 1);
    // v = -(d·u1²) - u2²
    squareTimes(v, u1, 1);
    multiply(v, v, field.d);
    field.negate(v, v);
    subtract(v, v, u2Squared);
    multiply(factor, v, u2Squared);
    const isSquare = field.squareRootOfRatio(inverse, field.one, factor);
    multiply(factor, inverse, u2);
    multiply(x, s, factor);
    add(x, x, x);
    multiply(x, x, field.one);
    if (field.isNegative(x)) field.negate(x, x);
    multiply(factor, factor, inverse);
    multiply(factor, factor, v);
    multiply(y, u1, factor);
    this.points.setAffine(out, x, y);
    return isSquare && !field.isNegative(out + 3 * FIELD_BYTES) && !field.isZero(y);
  }

  /** 4.3.2 */
  encode(point: number): Uint8Array {
    const field = this.#field;
    const { multiply, add, subtract, squareTimes } = field.ops;
    const [u1, u2, root, den1, den2, zInverse, product] = this.#elements as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const [x0, y0, z0, t0] = [0, 1, 2, 3].map((i) => point + i * FIELD_BYTES) as [number, number, number, number];
    add(u1, z0, y0);
    subtract(u2, z0, y0);
    multiply(u1, u1, u2);
    multiply(u2, x0, y0);
    squareTimes(product, u2, 1);
    multiply(product, product, u1);
    field.squareRootOfRatio(root, field.one, product);
    multiply(den1, root, u1);
    multiply(den2, root, u2);
    multiply(zInverse, den1, den2);
    multiply(zInverse, zInverse, t0);
    multiply(product, t0, zInverse);
    const [x, y] = [u1, u2];
    if (field.isNegative(product)) {
      multiply(x, y0, field.sqrtMinusOne);
      multiply(y, x0, field.sqrtMinusOne);
      multiply(den2, den1, this.#invSqrtAMinusD);
    } else {
      field.copy(x, x0);
      field.copy(y, y0);
    }
    multiply(product, x, zInverse);
    if (field.isNegative(product)) field.negate(y, y);
    subtract(product, z0, y);
    multiply(product, product, den2);
    if (field.isNegative(product)) field.negate(product, product);
    return field.encode(product).slice();
  }
}
