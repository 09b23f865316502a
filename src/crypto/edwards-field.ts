import { EDWARDS } from "./field-wasm/edwards.js";
import { CURVE_D } from "./field-wasm/prime-field.js";
import { GeneratedField, instantiateCurve } from "./generated-field.js";
import { type PowerPlaces, raise } from "./raise-field25519.js";

const SQRT_MINUS_ONE = 0x2b8324804fc1df0b2b4d00993dfbd7a72f431806ad2fe478c4ee1b274a0ea0b0n;

/** The field modulo 2^255 - 19. */
export class EdwardsField extends GeneratedField {
  readonly d = this.constant(CURVE_D);
  readonly sqrtMinusOne = this.constant(SQRT_MINUS_ONE);
  readonly #cube = this.element();
  readonly #seventh = this.element();
  readonly #powers: PowerPlaces = {
    power: this.element(),
    eleventh: this.element(),
    kept: this.element(),
    shifted: this.element(),
  };

  /** out = 1/a, or 0 for 0: a to the power of p - 2. */
  invert(out: number, a: number): void {
    const { power, eleventh } = this.#powers;
    raise(this.ops, a, this.#powers);
    this.ops.squareTimes(power, power, 5);
    this.ops.multiply(out, power, eleventh);
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
    const { power } = this.#powers;
    raise(this.ops, seventh, this.#powers);
    squareTimes(power, power, 2);
    multiply(power, power, seventh);
    multiply(out, power, cube);
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
}

let field: EdwardsField | null | undefined;

/** The one of this process; null where the host compiles no WebAssembly. */
export function edwardsField(): EdwardsField | null {
  if (field !== undefined) return field;
  const instance = instantiateCurve(EDWARDS);
  field = instance && new EdwardsField(instance.bytes, instance.exports);
  return field;
}
