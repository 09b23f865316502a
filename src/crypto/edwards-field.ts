import { EDWARDS } from "./field-wasm/edwards.js";
import { CURVE_D } from "./field-wasm/prime-field.js";
import { GeneratedField, instantiateCurve } from "./generated-field.js";

const SQRT_MINUS_ONE = 0x2b8324804fc1df0b2b4d00993dfbd7a72f431806ad2fe478c4ee1b274a0ea0b0n;

/** The field modulo 2^255 - 19. */
export class EdwardsField extends GeneratedField {
  readonly d = this.constant(CURVE_D);
  readonly sqrtMinusOne = this.constant(SQRT_MINUS_ONE);
  readonly #cube = this.element();
  readonly #seventh = this.element();
  readonly #power = this.element();
  readonly #eleventh = this.element();
  readonly #kept = this.element();
  readonly #shifted = this.element();

  /** out = 1/a, or 0 for 0: a to the power of p - 2. */
  invert(out: number, a: number): void {
    this.#raise(a);
    this.ops.squareTimes(this.#power, this.#power, 5);
    this.ops.multiply(out, this.#power, this.#eleventh);
  }

  /**
   * out = the square root of u/v that is not negative, and true; or if u/v has none, that of √-1·u/v, and false (RFC
   * 9496, 4.2, SQRT_RATIO_M1). `out` is neither u nor v.
   */
  squareRootOfRatio(out: number, u: number, v: number): boolean {
    const { multiply, squareTimes } = this.ops;
    const [cube, seventh] = [this.#cube, this.#seventh];
    squareTimes(cube, v, 1);
    multiply(cube, cube, v);
    squareTimes(seventh, cube, 1);
    multiply(seventh, seventh, v);
    // u·v³·(u·v⁷)^((p - 5)/8), and (p - 5)/8 = 4·(2^250 - 1) + 1
    multiply(seventh, seventh, u);
    this.#raise(seventh);
    squareTimes(this.#power, this.#power, 2);
    multiply(this.#power, this.#power, seventh);
    multiply(out, this.#power, cube);
    multiply(out, out, u);
    return this.#correctRoot(out, u, v);
  }

  /** v·out² is u times a fourth root of 1: multiplies `out` by √-1 if that helps, and makes it not negative. */
  #correctRoot(out: number, u: number, v: number): boolean {
    const { multiply, squareTimes } = this.ops;
    const [square, negative] = [this.#cube, this.#seventh];
    squareTimes(square, out, 1);
    multiply(square, square, v);
    const isRoot = this.areEqual(square, u);
    this.negate(negative, u);
    const isRootOfNegative = this.areEqual(square, negative);
    multiply(negative, negative, this.sqrtMinusOne);
    if (isRootOfNegative || this.areEqual(square, negative)) multiply(out, out, this.sqrtMinusOne);
    if (this.isNegative(out)) this.negate(out, out);
    return isRoot || isRootOfNegative;
  }

  /** Makes a^(2^250 - 1) and a^11. */
  #raise(a: number): void {
    const { multiply, squareTimes } = this.ops;
    const [power, eleventh, kept, shifted] = [this.#power, this.#eleventh, this.#kept, this.#shifted];
    /** out = a^(2^times) · b */
    const extend = (out: number, a: number, times: number, b: number): void => {
      squareTimes(shifted, a, times);
      multiply(out, shifted, b);
    };
    squareTimes(kept, a, 1);
    extend(power, kept, 2, a); // a^9
    multiply(eleventh, power, kept);
    extend(power, eleventh, 1, power); // a^(2^5 - 1)
    extend(kept, power, 5, power); // 2^10 - 1
    extend(power, kept, 10, kept);
    extend(power, power, 20, power); // 2^40 - 1
    extend(kept, power, 10, kept); // 2^50 - 1
    extend(power, kept, 50, kept);
    extend(power, power, 100, power); // 2^200 - 1
    extend(power, power, 50, kept);
  }
}

let field: EdwardsField | null | undefined;

/** The one of this process; null where the host compiles no WebAssembly. */
export function edwardsField(): EdwardsField | null {
  if (field !== undefined) return field;
  const instance = instantiateCurve(EDWARDS);
  field = instance && new EdwardsField(instance.bytes, instance.exports);
  return field;
}
