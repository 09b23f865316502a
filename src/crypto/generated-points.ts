import type { GeneratedField } from "./generated-field.js";
import { signedDigits } from "./signed-digits.js";

/**
 * What makes multiplying a point cheaper: for each part of a scalar, the odd multiples (1, 3, 5 and so on) of the point
 * times what that part counts, for digits of `width`.
 */
export interface Multiples {
  readonly places: readonly number[];
  readonly width: number;
}

/** A scalar of 32 bytes, little-endian, and what it is multiplied by: a point, or one whose multiples there are. */
export interface Term {
  readonly scalar: Uint8Array;
  readonly factor: number | Multiples;
}

/** Odd multiples of a point, at `place`, and the digits they are multiplied by. Kept from sum to sum. */
interface Addend {
  place: number;
  digitCount: number;
  readonly digits: Int8Array;
}

const SCALAR_BYTES = 32;
const PARTS = 8;
const PART_BYTES = SCALAR_BYTES / PARTS;
/** Digits of a point that is multiplied only once, and of the base point. */
const WIDTH = 5;
const BASE_WIDTH = 8;
/** Terms that can be added up at once. */
export const MOST_TERMS = 64;

/** Arithmetic on the points of a curve, which are numbers: where they lie in the field's memory. */
export abstract class GeneratedPoints<Field extends GeneratedField> {
  readonly #twice: number;
  readonly #tables: number;
  #base: Multiples | undefined;
  readonly #addends: Addend[] = [];

  constructor(
    readonly field: Field,
    private readonly pointBytes: number,
  ) {
    this.#twice = this.newPoint();
    this.#tables = field.allocate(MOST_TERMS * this.#tableBytes(WIDTH));
  }

  abstract setIdentity(out: number): void;
  abstract setBase(out: number): void;

  /** Room for a point, which is never given back. */
  newPoint(): number {
    return this.field.allocate(this.pointBytes);
  }

  /** The group's base point. */
  get base(): Multiples {
    if (this.#base === undefined) {
      const point = this.newPoint();
      this.setBase(point);
      this.#base = this.newMultiples(BASE_WIDTH);
      this.fillMultiples(this.#base, point);
    }
    return this.#base;
  }

  /** Room for the multiples of a point, which is never given back. */
  newMultiples(width: number): Multiples {
    const places = Array.from({ length: PARTS }, () => this.field.allocate(this.#tableBytes(width)));
    return { places, width };
  }

  /** Makes the multiples of a point, which is lost. */
  fillMultiples({ places, width }: Multiples, point: number): void {
    for (const [part, place] of places.entries()) {
      if (part > 0) this.field.ops.doublePoint(point, point, 8 * PART_BYTES);
      this.#fillTable(place, width, point);
    }
  }

  /** out = the sum of the products of at most `MOST_TERMS`; of none, the identity. Straus's way: all share the doublings. */
  sumOfProducts(out: number, terms: readonly Term[]): void {
    const { addPoints, subtractPoints, doublePoint } = this.field.ops;
    const addendCount = this.#prepare(terms);
    let digitCount = 0;
    for (let j = 0; j < addendCount; j++) digitCount = Math.max(digitCount, this.#addends[j]!.digitCount);
    this.setIdentity(out);
    let doublings = 0;
    let isIdentity = true;
    for (let i = digitCount - 1; i >= 0; i--) {
      doublings++;
      for (let j = 0; j < addendCount; j++) {
        const addend = this.#addends[j]!;
        const digit = i < addend.digitCount ? addend.digits[i]! : 0;
        if (digit === 0) continue;
        if (doublings > 0 && !isIdentity) doublePoint(out, out, doublings);
        doublings = 0;
        isIdentity = false;
        const multiple = addend.place + (Math.abs(digit) >> 1) * this.pointBytes;
        if (digit > 0) addPoints(out, out, multiple);
        else subtractPoints(out, out, multiple);
      }
    }
    if (doublings > 0 && !isIdentity) doublePoint(out, out, doublings);
  }

  /** Makes what the terms add up; how many addends. */
  #prepare(terms: readonly Term[]): number {
    let count = 0;
    for (const [i, { scalar, factor }] of terms.entries()) {
      if (typeof factor === "number") {
        const place = this.#tables + i * this.#tableBytes(WIDTH);
        this.#fillTable(place, WIDTH, factor);
        this.#setAddend(count++, place, scalar, 0, SCALAR_BYTES, WIDTH);
      } else {
        for (const [part, place] of factor.places.entries()) {
          this.#setAddend(count++, place, scalar, part * PART_BYTES, PART_BYTES, factor.width);
        }
      }
    }
    return count;
  }

  #setAddend(index: number, place: number, scalar: Uint8Array, start: number, length: number, width: number): void {
    this.#addends[index] ??= { place, digitCount: 0, digits: new Int8Array(8 * SCALAR_BYTES + 1) };
    const addend = this.#addends[index];
    addend.place = place;
    addend.digitCount = signedDigits(addend.digits, scalar, start, length, width);
  }

  #fillTable(place: number, width: number, point: number): void {
    const { addPoints, doublePoint } = this.field.ops;
    this.field.copy(place, point, this.pointBytes);
    doublePoint(this.#twice, point, 1);
    const last = place + this.#tableBytes(width) - this.pointBytes;
    for (let at = place; at < last; at += this.pointBytes) addPoints(at + this.pointBytes, at, this.#twice);
  }

  #tableBytes(width: number): number {
    return 2 ** (width - 2) * this.pointBytes;
  }
}
