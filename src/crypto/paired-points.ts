import { type EdwardsFieldPairs, edwardsFieldPairs } from "./edwards-field-pairs.js";
import { POINT_BYTES } from "./field-wasm/edwards-pairs-module.js";
import { PAIR_BYTES } from "./field-wasm/field-pairs.js";
import { CURVE_D } from "./field-wasm/prime-field.js";
import { SumSteps } from "./sum-steps.js";

/** Odd multiples (1, 3, 5 and so on) of a point, for digits of `width`. */
export interface Multiples {
  readonly place: number;
  readonly width: number;
}

/** As many bytes of a scalar from `start` on, little-endian, times a point whose multiples there are, or its negative. */
export interface PairedTerm {
  readonly multiples: Multiples;
  isNegative: boolean;
  readonly scalar: Uint8Array;
  readonly start: number;
  length: number;
}

/** Arithmetic on points of edwards25519, which are numbers: where they lie in the field's memory. */
export class PairedPoints {
  readonly #u: number;
  readonly #v: number;
  readonly #x: number;
  readonly #y: number;
  readonly #d: number;
  readonly #one: number;
  readonly #steps: SumSteps;
  readonly #twice: number;
  readonly #twiceAddend: number;

  constructor(readonly field: EdwardsFieldPairs) {
    [this.#u, this.#v, this.#x, this.#y] = [field.pair(), field.pair(), field.pair(), field.pair()];
    this.#d = field.constant(CURVE_D, CURVE_D);
    this.#one = field.constant(1n, 1n);
    this.#steps = new SumSteps(field.words, field.allocate(SumSteps.byteLength));
    this.#twice = this.newPoint();
    this.#twiceAddend = this.newPoint();
  }

  /** Room for a point, which is never given back. */
  newPoint(): number {
    return this.field.allocate(POINT_BYTES);
  }

  /** Room for multiples, which is never given back. */
  newMultiples(width: number): Multiples {
    return { place: this.field.allocate(multiplesBytes(width)), width };
  }

  setIdentity(out: number): void {
    const { words } = this.field;
    words.fill(0, out / 4, (out + POINT_BYTES) / 4);
    words[out / 4 + 1] = 1;
    words[(out + PAIR_BYTES) / 4] = 1;
  }

  isIdentity(point: number): boolean {
    return this.field.isZero(point, 0) && this.field.areEqual(point, point + PAIR_BYTES);
  }

  /**
   * Reads the negatives of two points as curve25519-dalek's `CompressedEdwardsY::decompress` does; false if one of them is
   * none.
   */
  decodeNegatives(first: number, firstEncoding: Uint8Array, second: number, secondEncoding: Uint8Array): boolean {
    const { field } = this;
    const { multiply, squareTimes, add, subtract } = field.ops;
    const [u, v, x, y] = [this.#u, this.#v, this.#x, this.#y];
    field.unpack(y, 0, firstEncoding);
    field.unpack(y, 1, secondEncoding);
    squareTimes(u, y, 1);
    multiply(v, u, this.#d);
    add(v, v, this.#one);
    subtract(u, u, this.#one);
    if (!field.squareRootsOfRatios(x, u, v, [!hasSign(firstEncoding), !hasSign(secondEncoding)])) return false;
    multiply(u, x, y);
    this.#gather(first, 0);
    this.#gather(second, 1);
    return true;
  }

  /** The point whose x, y and xy are halves of x, y and u. */
  #gather(point: number, half: 0 | 1): void {
    const { field } = this;
    field.copyHalf(point, 0, this.#x, half);
    field.copyHalf(point, 1, this.#y, half);
    field.copyHalf(point + PAIR_BYTES, 0, this.#one, 0);
    field.copyHalf(point + PAIR_BYTES, 1, this.#u, half);
  }

  encode(point: number): Uint8Array {
    const { field } = this;
    const [inverse, xy] = [this.#u, this.#v];
    field.invert(inverse, point + PAIR_BYTES);
    field.copyHalf(inverse, 1, inverse, 0);
    field.ops.multiply(xy, point, inverse);
    const isNegative = field.isNegative(xy, 0);
    const encoding = field.pack(xy, 1).slice();
    if (isNegative) encoding[31]! |= 0x80;
    return encoding;
  }

  /** Makes the multiples of a point. */
  fillMultiples({ place, width }: Multiples, point: number): void {
    const { makeAddend, addPoint, doublePoint } = this.field.ops;
    const [twice, twiceAddend] = [this.#twice, this.#twiceAddend];
    this.copyPoint(twice, point);
    doublePoint(twice, 1);
    makeAddend(twiceAddend, twice);
    // The multiples go by in `twice` from here on.
    this.copyPoint(twice, point);
    makeAddend(place, twice);
    const end = place + multiplesBytes(width);
    for (let at = place + POINT_BYTES; at < end; at += POINT_BYTES) {
      addPoint(twice, twiceAddend);
      makeAddend(at, twice);
    }
  }

  copyPoint(out: number, point: number): void {
    this.field.bytes.copyWithin(out, point, point + POINT_BYTES);
  }

  /** out = the sum. Straus's way: all terms share the doublings. */
  sum(out: number, terms: readonly PairedTerm[]): void {
    for (const term of terms) this.#steps.add(term);
    const end = this.#steps.finish();
    const { takeSteps, doublePoint } = this.field.ops;
    this.setIdentity(out);
    if (end === this.#steps.place) return;
    takeSteps(out, this.#steps.place, end);
    if (this.#steps.doublings > 0) doublePoint(out, this.#steps.doublings);
  }
}

function hasSign(encoding: Uint8Array): boolean {
  return (encoding[31]! & 0x80) !== 0;
}

function multiplesBytes(width: number): number {
  return POINT_BYTES << (width - 2);
}

let points: PairedPoints | null | undefined;

/** The one of this process; null where the host compiles no WebAssembly with vectors. */
export function pairedPoints(): PairedPoints | null {
  if (points === undefined) {
    const field = edwardsFieldPairs();
    points = field && new PairedPoints(field);
  }
  return points;
}
