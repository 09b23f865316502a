import { type EdwardsExports, edwardsModule, FREE, writeConstants } from "./field-wasm/edwards-module.js";
import { CURVE_D, FIELD_BYTES, fieldToBytes } from "./field-wasm/prime-field.js";
import { instantiate } from "./wasm-instance.js";

/** Of 64 KiB: room for the tables of many points. */
const PAGES = 8;
const ENCODING_BYTES = 32;
const SQRT_MINUS_ONE = 0x2b8324804fc1df0b2b4d00993dfbd7a72f431806ad2fe478c4ee1b274a0ea0b0n;

/**
 * The field modulo 2^255 - 19 in generated WebAssembly. Elements are numbers: where they lie in its memory. Whoever needs
 * some allocates them once. `ops` has the arithmetic; results of its sums must not be given to anything else here.
 */
export class EdwardsField {
  readonly zero: number;
  readonly one: number;
  readonly d: number;
  readonly sqrtMinusOne: number;
  readonly #encoding: Uint8Array;
  readonly #encodingPlace: number;
  #free = FREE;
  readonly #difference = this.element();
  readonly #cube = this.element();
  readonly #seventh = this.element();
  readonly #power = this.element();
  readonly #eleventh = this.element();
  readonly #kept = this.element();
  readonly #shifted = this.element();

  constructor(
    private readonly bytes: Uint8Array,
    readonly ops: EdwardsExports,
  ) {
    this.#encodingPlace = this.allocate(ENCODING_BYTES);
    this.#encoding = bytes.subarray(this.#encodingPlace, this.#encodingPlace + ENCODING_BYTES);
    this.zero = this.constant(0n);
    this.one = this.constant(1n);
    this.d = this.constant(CURVE_D);
    this.sqrtMinusOne = this.constant(SQRT_MINUS_ONE);
  }

  /** Room that is never given back. */
  allocate(byteLength: number): number {
    const place = this.#free;
    this.#free += Math.ceil(byteLength / 8) * 8;
    return place;
  }

  element(): number {
    return this.allocate(FIELD_BYTES);
  }

  constant(value: bigint): number {
    const place = this.element();
    this.bytes.set(fieldToBytes(value), place);
    return place;
  }

  copy(out: number, from: number, byteLength = FIELD_BYTES): void {
    this.bytes.copyWithin(out, from, from + byteLength);
  }

  /** Reads the 255 low bits of 32 bytes. */
  decode(out: number, encoding: Uint8Array): void {
    this.#encoding.set(encoding);
    this.ops.unpack(out, this.#encodingPlace);
  }

  /** The 32 bytes of an element, below the prime; the next call overwrites them. */
  encode(a: number): Uint8Array {
    this.ops.pack(this.#encodingPlace, a);
    return this.#encoding;
  }

  /** Whether an element is odd, which RFC 8032 and RFC 9496 call negative. */
  isNegative(a: number): boolean {
    return (this.encode(a)[0]! & 1) === 1;
  }

  isZero(a: number): boolean {
    return this.encode(a).every((byte) => byte === 0);
  }

  negate(out: number, a: number): void {
    this.ops.subtract(out, this.zero, a);
  }

  areEqual(a: number, b: number): boolean {
    this.ops.subtract(this.#difference, a, b);
    return this.isZero(this.#difference);
  }

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
  const instance = instantiate<EdwardsExports>(edwardsModule, writeConstants, PAGES);
  field = instance && new EdwardsField(instance.bytes, instance.exports);
  return field;
}
