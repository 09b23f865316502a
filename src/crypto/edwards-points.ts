import { type EdwardsField, edwardsField } from "./edwards-field.js";
import { FIELD_BYTES } from "./field-wasm/prime-field.js";
import { GeneratedPoints } from "./generated-points.js";

const POINT_BYTES = 4 * FIELD_BYTES;

/** Arithmetic on points of edwards25519. */
export class EdwardsPoints extends GeneratedPoints<EdwardsField> {
  readonly #u: number;
  readonly #v: number;

  constructor(field: EdwardsField) {
    super(field, POINT_BYTES);
    this.#u = field.element();
    this.#v = field.element();
  }

  setIdentity(out: number): void {
    this.setAffine(out, this.field.zero, this.field.one);
  }

  /** y = 4/5. */
  setBase(out: number): void {
    this.decode(
      out,
      Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x58 : 0x66)),
    );
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
