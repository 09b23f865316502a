import { AT_INFINITY, FLAGS } from "./bn254-encoding.js";
import { BETA, BN254_ORDER, BN254_PRIME, HALF_BYTES, splitScalar } from "./bn254-numbers.js";
import { AFFINE_BYTES, POINT_BYTES, WZ, Y, Z } from "./field-wasm/bn254-formulas.js";
import { BN254_PLACES, type Bn254Exports, bn254Module, FREE, writeConstants } from "./field-wasm/bn254-module.js";
import { montgomeryField } from "./field-wasm/montgomery-field.js";
import { integerFromBe, integerFromLe, integerToLe } from "./integer.js";
import { signedDigits } from "./signed-digits.js";
import { instantiate, type WasmInstance } from "./wasm-instance.js";
import type { Endianness } from "./weierstrass.js";

const COORDINATE_BYTES = 32;
const ENCODING_BYTES = 2 * COORDINATE_BYTES;
/** Of the halves of a scalar. */
const DIGITS = 8 * HALF_BYTES + 1;
const WIDTH = 5;
/** Odd multiples, each with its negative. */
const MULTIPLES = 2 ** (WIDTH - 2);
const MULTIPLE_BYTES = 2 * AFFINE_BYTES;

/** Where the multiples of a point are, and the digits of what it is multiplied by. */
interface Term {
  readonly multiples: number;
  readonly digits: Int8Array;
}

/** G1 of BN254 in generated WebAssembly: y² = x³ + 3. */
export class Bn254G1 {
  readonly #exports: Bn254Exports;
  readonly #bytes: Uint8Array;
  readonly #encoded: Uint8Array;
  #free = FREE;
  readonly #three = this.#allocate(AFFINE_BYTES);
  readonly #beta = this.#allocate(AFFINE_BYTES);
  readonly #one = this.#allocate(AFFINE_BYTES);
  readonly #zero = this.#allocate(AFFINE_BYTES);
  readonly #left = this.#allocate(AFFINE_BYTES);
  readonly #right = this.#allocate(AFFINE_BYTES);
  readonly #kept = this.#allocate(AFFINE_BYTES);
  readonly #factor = this.#allocate(AFFINE_BYTES);
  readonly #stretch = this.#allocate(AFFINE_BYTES);
  readonly #point = this.#allocate(POINT_BYTES);
  readonly #factors = this.#allocate(MULTIPLES * AFFINE_BYTES);
  readonly #terms: readonly [Term, Term];

  private constructor({ bytes, exports }: WasmInstance<Bn254Exports>) {
    this.#exports = exports;
    this.#bytes = bytes;
    this.#encoded = bytes.subarray(BN254_PLACES.encoded, BN254_PLACES.encoded + COORDINATE_BYTES);
    const newTerm = (): Term => ({
      multiples: this.#allocate(MULTIPLES * MULTIPLE_BYTES),
      digits: new Int8Array(DIGITS),
    });
    this.#terms = [newTerm(), newTerm()];
    for (const [place, value] of [
      [this.#three, 3n],
      [this.#beta, BETA],
      [this.#one, 1n],
      [this.#one + Y, 1n],
    ] as const) {
      this.#encoded.set(integerToLe(value, COORDINATE_BYTES));
      exports.read(place);
    }
  }

  /** Null where the host compiles no WebAssembly, or none with vectors. */
  static create(): Bn254G1 | null {
    const field = montgomeryField(BN254_PRIME);
    const prepare = (bytes: Uint8Array): void => writeConstants(field, bytes);
    const instance = instantiate<Bn254Exports>(() => bn254Module(field), prepare);
    return instance && new Bn254G1(instance);
  }

  /** The sum of the two points in 128 bytes; null if one is none. */
  add(input: Uint8Array, endianness: Endianness): Uint8Array | null {
    const { add, subtract, multiply, square, invert, isZero } = this.#exports;
    const [p, q, slope, difference, toX] = [this.#left, this.#right, this.#kept, this.#kept + Y, this.#factor];
    const left = this.#decode(p, input.subarray(0, ENCODING_BYTES), endianness);
    const right = left && this.#decode(q, input.subarray(ENCODING_BYTES), endianness);
    if (right === null) return null;
    if (left === "infinity") return right === "infinity" ? infinity() : this.#encode(q, endianness);
    if (right === "infinity") return this.#encode(p, endianness);
    subtract(difference, p, q);
    subtract(slope, p + Y, q + Y);
    if (isZero(difference)) {
      if (!isZero(slope)) return infinity();
      square(slope, p);
      multiply(slope, slope, this.#three);
      add(difference, p + Y, p + Y);
    }
    invert(difference, difference);
    multiply(slope, slope, difference);
    // x3 = slope² - (x1 + x2), y3 = slope·(x1 - x3) - y1
    square(difference, slope);
    add(q, q, p);
    add(toX, q, p);
    subtract(toX, toX, difference);
    subtract(q, difference, q);
    multiply(toX, toX, slope);
    subtract(q + Y, toX, p + Y);
    return this.#encode(q, endianness);
  }

  /** A point in 64 bytes times a scalar in 32; null if it is none, undefined if an addition found two points with one x. */
  multiply(input: Uint8Array, endianness: Endianness): Uint8Array | null | undefined {
    const base = this.#decode(this.#left, input.subarray(0, ENCODING_BYTES), endianness);
    if (base === null) return null;
    const reduced =
      (endianness === "big" ? integerFromBe : integerFromLe)(input.subarray(ENCODING_BYTES)) % BN254_ORDER;
    if (base === "infinity" || reduced === 0n) return infinity();
    this.#setDigits(reduced);
    this.#fillMultiples();
    this.#sumOfTerms();
    return this.#toAffine(this.#left, this.#point) ? this.#encode(this.#left, endianness) : undefined;
  }

  #allocate(byteLength: number): number {
    const place = this.#free;
    this.#free += byteLength;
    return place;
  }

  /** Copies pairs. */
  #copy(out: number, from: number, byteLength: number = AFFINE_BYTES): void {
    this.#bytes.copyWithin(out, from, from + byteLength);
  }

  /** Reads an affine point on the curve, by the rules of `Bn254Points`. */
  #decode(out: number, bytes: Uint8Array, endianness: Endianness): "point" | "infinity" | null {
    if (bytes.every((byte) => byte === 0)) return "infinity";
    const { read } = this.#exports;
    this.#setEncoded(bytes.subarray(0, COORDINATE_BYTES), endianness);
    const isX = read(out);
    this.#setEncoded(bytes.subarray(COORDINATE_BYTES), endianness);
    const flags = this.#encoded[COORDINATE_BYTES - 1]! & FLAGS;
    this.#encoded[COORDINATE_BYTES - 1]! ^= flags;
    if (!read(out + Y) || !isX || flags === FLAGS) return null;
    if (flags & AT_INFINITY) return "infinity";
    return this.#isOnCurve(out) ? "point" : null;
  }

  #isOnCurve(affine: number): boolean {
    const { add, subtract, multiply, square, isZero } = this.#exports;
    const [ofX, ofY] = [this.#kept, this.#kept + Y];
    square(ofX, affine);
    multiply(ofX, ofX, affine);
    add(ofX, ofX, this.#three);
    square(ofY, affine + Y);
    subtract(ofX, ofX, ofY);
    return isZero(ofX) === 1;
  }

  #encode(affine: number, endianness: Endianness): Uint8Array {
    const encoding = new Uint8Array(ENCODING_BYTES);
    for (const [coordinate, start] of [
      [affine, 0],
      [affine + Y, COORDINATE_BYTES],
    ] as const) {
      this.#exports.write(coordinate);
      if (endianness === "big") this.#encoded.reverse();
      encoding.set(this.#encoded, start);
    }
    return encoding;
  }

  #setEncoded(bytes: Uint8Array, endianness: Endianness): void {
    this.#encoded.set(bytes);
    if (endianness === "big") this.#encoded.reverse();
  }

  /** False if the point's Z is 0. */
  #toAffine(out: number, point: number): boolean {
    const { invert, isZero } = this.#exports;
    if (isZero(point + Z)) return false;
    const inverse = this.#kept + Y;
    invert(inverse, point + Z);
    this.#stretchBy(out, point, inverse);
    return true;
  }

  #setDigits(scalar: bigint): void {
    for (const [i, half] of splitScalar(scalar).entries()) {
      const { digits } = this.#terms[i]!;
      signedDigits(digits, integerToLe(half < 0n ? -half : half, HALF_BYTES), 0, HALF_BYTES, WIDTH);
      if (half < 0n) for (let j = 0; j < DIGITS; j++) digits[j] = -digits[j]!;
    }
  }

  /**
   * Fills the tables for the affine point at `#left`. Twice the point is taken as affine, on a curve where all coordinates
   * are stretched; additions to it give the multiples, each with a Z of its own, and what the Z differ by gives all the
   * last one's. The second element of `#stretch` is that Z.
   */
  #fillMultiples(): void {
    const { multiply, doublePoint, addAffine } = this.#exports;
    const [{ multiples }, point, twice, base] = [this.#terms[0], this.#point, this.#right, this.#left];
    const stretch = this.#stretch + Y;
    this.#setPoint(point, base);
    doublePoint(point, 1);
    for (const offset of [0, Y]) multiply(twice + offset, point + offset, this.#one);
    this.#copy(this.#stretch, point + WZ);
    this.#stretchBy(base, base, point + Z);
    this.#setPoint(point, base);
    for (let i = 0; i < MULTIPLES; i++) {
      if (i > 0) addAffine(point, twice);
      this.#copy(multiples + i * MULTIPLE_BYTES, point);
      this.#copy(this.#factors + i * AFFINE_BYTES, BN254_PLACES.h);
    }
    multiply(stretch, stretch, point + Z);
    const factor = this.#factor;
    this.#copy(factor, this.#one);
    for (let i = MULTIPLES - 1; i >= 0; i--) {
      this.#finishMultiple(i, factor);
      multiply(factor, factor, this.#factors + i * AFFINE_BYTES);
    }
  }

  /** Stretches the multiple by a factor, and makes its negative and what the other half is multiplied by. */
  #finishMultiple(i: number, factor: number): void {
    const { multiply, subtract } = this.#exports;
    const [place, other] = this.#terms.map(({ multiples }) => multiples + i * MULTIPLE_BYTES) as [number, number];
    this.#stretchBy(place, place, factor);
    this.#copy(place + AFFINE_BYTES, place);
    subtract(place + AFFINE_BYTES + Y, this.#zero, place + Y);
    this.#copy(other, place, MULTIPLE_BYTES);
    for (const sign of [0, AFFINE_BYTES]) multiply(other + sign, other + sign, this.#beta);
  }

  /** (X·factor², Y·factor³) */
  #stretchBy(out: number, affine: number, factor: number): void {
    const { multiply, square } = this.#exports;
    const power = this.#kept;
    square(power, factor);
    multiply(out, affine, power);
    multiply(power, power, factor);
    multiply(out + Y, affine + Y, power);
  }

  #setPoint(point: number, affine: number): void {
    this.#copy(point, affine);
    this.#copy(point + WZ, this.#one);
  }

  /** `#point` = the sum of the terms, which are not all 0. */
  #sumOfTerms(): void {
    const { doublePoint, addAffine, multiply } = this.#exports;
    const point = this.#point;
    let isEmpty = true;
    let doublings = 0;
    for (let i = DIGITS - 1; i >= 0; i--) {
      doublings++;
      for (const { multiples, digits } of this.#terms) {
        const digit = digits[i]!;
        if (digit === 0) continue;
        const multiple = multiples + (Math.abs(digit) >> 1) * MULTIPLE_BYTES + (digit < 0 ? AFFINE_BYTES : 0);
        if (isEmpty) this.#setPoint(point, multiple);
        else {
          if (doublings > 0) doublePoint(point, doublings);
          addAffine(point, multiple);
        }
        isEmpty = false;
        doublings = 0;
      }
    }
    if (doublings > 0) doublePoint(point, doublings);
    multiply(point + Z, point + Z, this.#stretch + Y);
  }
}

function infinity(): Uint8Array {
  return new Uint8Array(ENCODING_BYTES);
}
