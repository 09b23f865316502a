import { FIELD_BYTES } from "./field-wasm/prime-field.js";
import { SECP256K1 } from "./field-wasm/secp256k1.js";
import { GeneratedField, instantiateCurve } from "./generated-field.js";
import { GeneratedPoints } from "./generated-points.js";
import { integerToLe } from "./integer.js";

const POINT_BYTES = 3 * FIELD_BYTES;
const { prime: P } = SECP256K1.field;
const BASE_X = 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n;
const BASE_Y = 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n;

/** Arithmetic on points of secp256k1. */
export class Secp256k1Points extends GeneratedPoints<GeneratedField> {
  readonly #seven: number;
  readonly #square: number;
  readonly #affine: number;

  constructor(field: GeneratedField) {
    super(field, POINT_BYTES);
    this.#seven = field.constant(7n);
    this.#square = field.element();
    this.#affine = field.element();
  }

  setIdentity(out: number): void {
    const { field } = this;
    field.copy(out, field.zero);
    field.copy(out + FIELD_BYTES, field.one);
    field.copy(out + 2 * FIELD_BYTES, field.zero);
  }

  setBase(out: number): void {
    const { field } = this;
    field.decode(out, integerToLe(BASE_X, 32));
    field.decode(out + FIELD_BYTES, integerToLe(BASE_Y, 32));
    field.copy(out + 2 * FIELD_BYTES, field.one);
  }

  /** The point with x, which is below the prime, and a y that is odd or even; false if there is none. */
  setX(out: number, x: bigint, isOdd: boolean): boolean {
    const { field } = this;
    const { multiply, add, squareTimes } = field.ops;
    const [y, square] = [out + FIELD_BYTES, this.#square];
    field.decode(out, integerToLe(x, 32));
    squareTimes(square, out, 1);
    multiply(square, square, out);
    add(square, square, this.#seven);
    multiply(square, square, field.one);
    field.power(y, square, (P + 1n) / 4n);
    squareTimes(this.#affine, y, 1);
    if (!field.areEqual(this.#affine, square)) return false;
    if (field.isNegative(y) !== isOdd) field.negate(y, y);
    field.copy(out + 2 * FIELD_BYTES, field.one);
    return true;
  }

  /** x ‖ y, big-endian; undefined for the identity, which has neither. */
  encode(point: number): Uint8Array | undefined {
    const { field } = this;
    const [inverse, affine] = [this.#square, this.#affine];
    if (field.isZero(point + 2 * FIELD_BYTES)) return undefined;
    field.power(inverse, point + 2 * FIELD_BYTES, P - 2n);
    const encoding = new Uint8Array(64);
    for (const [coordinate, end] of [
      [point + FIELD_BYTES, 64],
      [point, 32],
    ] as const) {
      field.ops.multiply(affine, coordinate, inverse);
      const bytes = field.encode(affine);
      for (let i = 0; i < 32; i++) encoding[end - 1 - i] = bytes[i]!;
    }
    return encoding;
  }
}

let points: Secp256k1Points | null | undefined;

/** The one of this process; null where the host compiles no WebAssembly. */
export function secp256k1Points(): Secp256k1Points | null {
  if (points === undefined) {
    const instance = instantiateCurve(SECP256K1);
    points = instance && new Secp256k1Points(new GeneratedField(instance.bytes, instance.exports));
  }
  return points;
}
