import { type EdwardsField, edwardsField } from "./edwards-field.js";
import { POINT_BYTES } from "./field-wasm/edwards-module.js";
import { FIELD_BYTES } from "./field-wasm/prime-field.js";
import { signedDigits } from "./signed-digits.js";

/** Odd multiples of a point, P, 3P, 5P and so on, for digits of `width`. */
interface Table {
  readonly place: number;
  readonly width: number;
}

/** A scalar of 32 bytes below 2^253 and what it is multiplied by: a point, or one whose table there is. */
export interface Term {
  readonly scalar: Uint8Array;
  readonly factor: number | Table;
}

const WIDTH = 5;
const BASE_WIDTH = 8;
/** Terms that can be added up at once. */
export const MOST_TERMS = 64;

const tableBytes = (width: number): number => 2 ** (width - 2) * POINT_BYTES;

/** Arithmetic on points of edwards25519, which are numbers: where they lie in the field's memory. */
export class EdwardsPoints {
  readonly #u: number;
  readonly #v: number;
  readonly #identity: number;
  readonly #twice: number;
  readonly #tables: number;
  #base: Table | undefined;

  constructor(readonly field: EdwardsField) {
    this.#u = field.element();
    this.#v = field.element();
    this.#identity = this.newPoint();
    this.#twice = this.newPoint();
    this.#tables = field.allocate(MOST_TERMS * tableBytes(WIDTH));
    this.setAffine(this.#identity, field.zero, field.one);
  }

  /** Room for a point, which is never given back. */
  newPoint(): number {
    return this.field.allocate(POINT_BYTES);
  }

  setAffine(out: number, x: number, y: number): void {
    const { field } = this;
    field.copy(out, x);
    field.copy(out + FIELD_BYTES, y);
    field.copy(out + 2 * FIELD_BYTES, field.one);
    field.ops.multiply(out + 3 * FIELD_BYTES, x, y);
  }

  /** Reads a point as curve25519-dalek's `CompressedEdwardsY::decompress` does; false if the 32 bytes are none's. */
  decode(out: number, encoding: Uint8Array): boolean {
    const { field } = this;
    const { ops } = field;
    const [u, v, x, y] = [this.#u, this.#v, out, out + FIELD_BYTES];
    field.decode(y, encoding);
    ops.squareTimes(u, y, 1);
    ops.multiply(v, u, field.d);
    ops.add(v, v, field.one);
    ops.subtract(u, u, field.one);
    if (!field.squareRootOfRatio(x, u, v)) return false;
    if ((encoding[31]! & 0x80) !== 0) field.negate(x, x);
    field.copy(out + 2 * FIELD_BYTES, field.one);
    ops.multiply(out + 3 * FIELD_BYTES, x, y);
    return true;
  }

  encode(point: number): Uint8Array {
    const { field } = this;
    const [inverse, coordinate] = [this.#u, this.#v];
    field.invert(inverse, point + 2 * FIELD_BYTES);
    field.ops.multiply(coordinate, point + FIELD_BYTES, inverse);
    const encoding = field.encode(coordinate).slice();
    field.ops.multiply(coordinate, point, inverse);
    if (field.isNegative(coordinate)) encoding[31]! |= 0x80;
    return encoding;
  }

  /** The base point of Ed25519, y = 4/5. */
  get base(): Table {
    if (this.#base !== undefined) return this.#base;
    const [point, place] = [this.newPoint(), this.field.allocate(tableBytes(BASE_WIDTH))];
    this.decode(
      point,
      Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x58 : 0x66)),
    );
    this.#base = this.#fillTable({ place, width: BASE_WIDTH }, point);
    return this.#base;
  }

  /** out = the sum of the products of at most `MOST_TERMS`; of none, the identity. Straus's way: all share the doublings. */
  sumOfProducts(out: number, terms: readonly Term[]): void {
    const { addPoints, subtractPoints, doublePoint } = this.field.ops;
    const tables = terms.map(({ factor }, i) => (typeof factor === "number" ? this.#tableOf(factor, i) : factor));
    const digits = terms.map(({ scalar }, i) => signedDigits(scalar, tables[i]!.width));
    this.field.copy(out, this.#identity, POINT_BYTES);
    let doublings = 0;
    let isIdentity = true;
    for (let bit = 255; bit >= 0; bit--) {
      doublings++;
      for (const [i, { place }] of tables.entries()) {
        const digit = digits[i]![bit]!;
        if (digit === 0) continue;
        if (doublings > 0 && !isIdentity) doublePoint(out, out, doublings);
        doublings = 0;
        isIdentity = false;
        const multiple = place + (Math.abs(digit) >> 1) * POINT_BYTES;
        (digit > 0 ? addPoints : subtractPoints)(out, out, multiple);
      }
    }
    if (doublings > 0 && !isIdentity) doublePoint(out, out, doublings);
  }

  #tableOf(point: number, index: number): Table {
    return this.#fillTable({ place: this.#tables + index * tableBytes(WIDTH), width: WIDTH }, point);
  }

  #fillTable(table: Table, point: number): Table {
    const { addPoints, doublePoint } = this.field.ops;
    const { place, width } = table;
    this.field.copy(place, point, POINT_BYTES);
    doublePoint(this.#twice, point, 1);
    for (let at = place; at < place + tableBytes(width) - POINT_BYTES; at += POINT_BYTES) {
      addPoints(at + POINT_BYTES, at, this.#twice);
    }
    return table;
  }
}

let points: EdwardsPoints | null | undefined;

/** The one of this process; null where the host compiles no WebAssembly. */
export function edwardsPoints(): EdwardsPoints | null {
  if (points === undefined) {
    const field = edwardsField();
    points = field && new EdwardsPoints(field);
  }
  return points;
}
