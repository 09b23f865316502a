import type { GeneratedField } from "./generated-field.js";
import { SCALAR_BITS, signedDigits } from "./signed-digits.js";

/** Odd multiples of a point, P, 3P, 5P and so on, for digits of `width`. */
export interface Table {
  readonly place: number;
  readonly width: number;
}

/** A scalar of 32 bytes, little-endian, and what it is multiplied by: a point, or one whose table there is. */
export interface Term {
  readonly scalar: Uint8Array;
  readonly factor: number | Table;
}

const WIDTH = 5;
const BASE_WIDTH = 8;
/** Terms that can be added up at once. */
export const MOST_TERMS = 64;

/** Arithmetic on the points of a curve, which are numbers: where they lie in the field's memory. */
export abstract class GeneratedPoints<Field extends GeneratedField> {
  readonly #twice: number;
  readonly #tables: number;
  #base: Table | undefined;

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
  get base(): Table {
    if (this.#base !== undefined) return this.#base;
    const [point, place] = [this.newPoint(), this.field.allocate(this.#tableBytes(BASE_WIDTH))];
    this.setBase(point);
    this.#base = this.#fillTable({ place, width: BASE_WIDTH }, point);
    return this.#base;
  }

  /** out = the sum of the products of at most `MOST_TERMS`; of none, the identity. Straus's way: all share the doublings. */
  sumOfProducts(out: number, terms: readonly Term[]): void {
    const { addPoints, subtractPoints, doublePoint } = this.field.ops;
    const tables = terms.map(({ factor }, i) => (typeof factor === "number" ? this.#tableOf(factor, i) : factor));
    const digits = terms.map(({ scalar }, i) => signedDigits(scalar, tables[i]!.width));
    this.setIdentity(out);
    let doublings = 0;
    let isIdentity = true;
    for (let bit = SCALAR_BITS; bit >= 0; bit--) {
      doublings++;
      for (const [i, { place }] of tables.entries()) {
        const digit = digits[i]![bit]!;
        if (digit === 0) continue;
        if (doublings > 0 && !isIdentity) doublePoint(out, out, doublings);
        doublings = 0;
        isIdentity = false;
        const multiple = place + (Math.abs(digit) >> 1) * this.pointBytes;
        (digit > 0 ? addPoints : subtractPoints)(out, out, multiple);
      }
    }
    if (doublings > 0 && !isIdentity) doublePoint(out, out, doublings);
  }

  #tableOf(point: number, index: number): Table {
    return this.#fillTable({ place: this.#tables + index * this.#tableBytes(WIDTH), width: WIDTH }, point);
  }

  #fillTable(table: Table, point: number): Table {
    const { addPoints, doublePoint } = this.field.ops;
    const { place, width } = table;
    this.field.copy(place, point, this.pointBytes);
    doublePoint(this.#twice, point, 1);
    for (let at = place; at < place + this.#tableBytes(width) - this.pointBytes; at += this.pointBytes) {
      addPoints(at + this.pointBytes, at, this.#twice);
    }
    return table;
  }

  #tableBytes(width: number): number {
    return 2 ** (width - 2) * this.pointBytes;
  }
}
