import {
  type EdwardsPairsExports,
  edwardsPairsModule,
  FREE,
  writeConstants,
} from "./field-wasm/edwards-pairs-module.js";
import { PAIR_BYTES, pairToBytes } from "./field-wasm/field-pairs.js";
import { FIELD_25519 } from "./field-wasm/prime-field.js";
import { type PowerPlaces, raise } from "./raise-field25519.js";
import { instantiate, type WasmInstance } from "./wasm-instance.js";

/** Of 64 KiB: room for the multiples of many points. */
const PAGES = 224;
const ENCODING_BYTES = 32;
const PAIR_WORDS = PAIR_BYTES / 4;
const SQRT_MINUS_ONE = 0x2b8324804fc1df0b2b4d00993dfbd7a72f431806ad2fe478c4ee1b274a0ea0b0n;

/** One of the two numbers of a pair. */
export type Half = 0 | 1;

/** The field modulo 2^255 - 19, two numbers at a time. Pairs are numbers: where they lie in the memory of `ops`. */
export class EdwardsFieldPairs {
  readonly ops: EdwardsPairsExports;
  /** The memory, in bytes and in words. */
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly #encoding: Uint8Array;
  readonly #encodingPlace: number;
  #free = FREE;
  readonly #powers: PowerPlaces;
  readonly #square = this.pair();
  readonly #factors = this.pair();
  readonly #sum = this.pair();
  /** (1, √-1) and (1, -1). */
  readonly #root: number;
  readonly #sign: number;

  constructor({ bytes, exports }: WasmInstance<EdwardsPairsExports>) {
    this.ops = exports;
    this.bytes = bytes;
    this.words = new Int32Array(bytes.buffer);
    this.#encodingPlace = this.allocate(ENCODING_BYTES);
    this.#encoding = bytes.subarray(this.#encodingPlace, this.#encodingPlace + ENCODING_BYTES);
    this.#powers = { power: this.pair(), eleventh: this.pair(), kept: this.pair(), shifted: this.pair() };
    this.#root = this.constant(1n, SQRT_MINUS_ONE);
    this.#sign = this.constant(1n, FIELD_25519.prime - 1n);
  }

  /** Room that is never given back. */
  allocate(byteLength: number): number {
    const place = this.#free;
    this.#free += Math.ceil(byteLength / 16) * 16;
    return place;
  }

  pair(): number {
    return this.allocate(PAIR_BYTES);
  }

  constant(first: bigint, second: bigint): number {
    const place = this.pair();
    this.bytes.set(pairToBytes(first, second), place);
    return place;
  }

  /** Reads 32 little-endian bytes without the highest bit. */
  unpack(out: number, half: Half, encoding: Uint8Array): void {
    this.#encoding.set(encoding);
    this.ops.unpackHalf(out + 4 * half, this.#encodingPlace);
  }

  /** The 32 bytes of a number, below the prime; the next call overwrites them. */
  pack(a: number, half: Half): Uint8Array {
    this.ops.packHalf(this.#encodingPlace, a + 4 * half);
    return this.#encoding;
  }

  isZero(a: number, half: Half): boolean {
    const { words } = this;
    const place = this.#encodingPlace;
    this.ops.packHalf(place, a + 4 * half);
    let bits = 0;
    for (let i = 0; i < ENCODING_BYTES / 4; i++) bits |= words[(place >> 2) + i]!;
    return bits === 0;
  }

  /** Whether the second number of one pair is the first one of another. */
  areEqual(secondOf: number, firstOf: number): boolean {
    this.copyHalf(this.#factors, 0, secondOf, 1);
    this.ops.subtract(this.#sum, firstOf, this.#factors);
    return this.isZero(this.#sum, 0);
  }

  /** Whether a number is odd, which RFC 8032 calls negative. */
  isNegative(a: number, half: Half): boolean {
    return (this.pack(a, half)[0]! & 1) === 1;
  }

  copyHalf(out: number, half: Half, from: number, fromHalf: Half): void {
    const { words } = this;
    for (let i = 0; i < PAIR_WORDS; i += 2) words[out / 4 + i + half] = words[from / 4 + i + fromHalf]!;
  }

  /** out = 1/a, or 0 for 0: a to the power of p - 2. */
  invert(out: number, a: number): void {
    const { power, eleventh } = this.#powers;
    raise(this.ops, a, this.#powers);
    this.ops.squareTimes(power, power, 5);
    this.ops.multiply(out, power, eleventh);
  }

  /**
   * out = the square roots of u/v, whose halves are negative as `negative` says; false if one has none. `out` is neither u
   * nor v, and v counts for 2 at most.
   */
  squareRootsOfRatios(out: number, u: number, v: number, negative: readonly [boolean, boolean]): boolean {
    const { multiply, squareTimes } = this.ops;
    squareTimes(out, v, 1);
    multiply(out, out, v);
    multiply(out, u, out); // u·v³
    const seventh = this.#square;
    squareTimes(seventh, v, 2);
    multiply(seventh, seventh, out);
    // u·v³·(u·v⁷)^((p - 5)/8), and (p - 5)/8 = 4·(2^250 - 1) + 1
    const { power } = this.#powers;
    raise(this.ops, seventh, this.#powers);
    squareTimes(power, power, 2);
    multiply(power, power, seventh);
    multiply(out, out, power);
    return this.#correctRoots(out, u, v) && this.#setSigns(out, negative);
  }

  /** v·out² is u times a fourth root of 1: multiplies `out` by √-1 where that helps. */
  #correctRoots(out: number, u: number, v: number): boolean {
    const { multiply, squareTimes, add, subtract } = this.ops;
    squareTimes(this.#square, out, 1);
    multiply(this.#square, this.#square, v);
    subtract(this.#sum, u, this.#square);
    const [first, second] = [this.isZero(this.#sum, 0), this.isZero(this.#sum, 1)];
    add(this.#sum, u, this.#square);
    if (!first && !this.isZero(this.#sum, 0)) return false;
    if (!second && !this.isZero(this.#sum, 1)) return false;
    this.#multiplyHalves(out, this.#root, !first, !second);
    return true;
  }

  #setSigns(out: number, [first, second]: readonly [boolean, boolean]): true {
    this.#multiplyHalves(out, this.#sign, this.isNegative(out, 0) !== first, this.isNegative(out, 1) !== second);
    return true;
  }

  /** Multiplies those halves that are named by the second of two numbers, the others by the first, which is 1. */
  #multiplyHalves(out: number, factors: number, first: boolean, second: boolean): void {
    if (!first && !second) return;
    this.copyHalf(this.#factors, 0, factors, first ? 1 : 0);
    this.copyHalf(this.#factors, 1, factors, second ? 1 : 0);
    this.ops.multiply(out, out, this.#factors);
  }
}

let field: EdwardsFieldPairs | null | undefined;

/** The one of this process; null where the host compiles no WebAssembly with vectors. */
export function edwardsFieldPairs(): EdwardsFieldPairs | null {
  if (field !== undefined) return field;
  const instance = instantiate<EdwardsPairsExports>(edwardsPairsModule, writeConstants, PAGES);
  field = instance && new EdwardsFieldPairs(instance);
  return field;
}
