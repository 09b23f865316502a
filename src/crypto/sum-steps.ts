import { POINT_BYTES, STEP_BYTES } from "./field-wasm/edwards-pairs-module.js";
import type { PairedTerm } from "./paired-points.js";

const MOST_BITS = 8 * 32 + 1;
/** The digits that are not zero, of all terms; a term has one in every five bits at most. */
const MOST_ADDENDS = 1024;
const NONE = -1;

/** Turns the terms of a sum into the steps that the generated module takes. */
export class SumSteps {
  /** For each bit, the latest addend that counts 2^bit; for each addend, the one before it. */
  readonly #latest = new Int16Array(MOST_BITS).fill(NONE);
  readonly #before = new Int16Array(MOST_ADDENDS);
  readonly #addends = new Int32Array(MOST_ADDENDS);
  /** How often to double after the last step. */
  doublings = 0;
  #count = 0;
  #highest = NONE;

  /** `words` is the memory from `place` on, which has room for `byteLength` bytes. */
  constructor(
    private readonly words: Int32Array,
    readonly place: number,
  ) {}

  static readonly byteLength = MOST_ADDENDS * STEP_BYTES;

  /** Adds the products of a term. Its digits are 0 or odd; of `width` bits one at most is not 0. */
  add({ multiples: { place, width }, isNegative, scalar, start, length }: PairedTerm): void {
    const mask = (1 << width) - 1;
    const end = start + length;
    const last = 8 * length;
    let carry = 0;
    for (let bit = 0; bit <= last; ) {
      const at = start + (bit >> 3);
      const low = at < end ? scalar[at]! : 0;
      const high = at + 1 < end ? scalar[at + 1]! : 0;
      const value = (((low | (high << 8)) >> (bit & 7)) & mask) + carry;
      if ((value & 1) === 0) {
        bit++;
        continue;
      }
      carry = value >> (width - 1);
      const isBelowZero = carry !== 0;
      const size = isBelowZero ? mask + 1 - value : value;
      const addend = place + (size >> 1) * POINT_BYTES;
      this.#addAt(bit, isBelowZero === isNegative ? addend : -addend);
      bit += width;
    }
  }

  #addAt(bit: number, addend: number): void {
    const index = this.#count++;
    this.#addends[index] = addend;
    this.#before[index] = this.#latest[bit]!;
    this.#latest[bit] = index;
    if (bit > this.#highest) this.#highest = bit;
  }

  /** Writes the steps; where they end. Forgets the terms. */
  finish(): number {
    const { words } = this;
    const [latest, before, addends] = [this.#latest, this.#before, this.#addends];
    let next = this.place >> 2;
    let doublings = 0;
    for (let bit = this.#highest; bit >= 0; bit--) {
      for (let index = latest[bit]!; index !== NONE; index = before[index]!) {
        words[next] = doublings;
        words[next + 1] = addends[index]!;
        next += 2;
        doublings = 0;
      }
      latest[bit] = NONE;
      doublings++;
    }
    this.#count = 0;
    this.#highest = NONE;
    this.doublings = doublings - 1;
    return next << 2;
  }
}
