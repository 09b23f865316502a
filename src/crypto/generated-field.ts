import { type CurveExports, type CurveFormulas, curveModule, FREE, writeConstants } from "./field-wasm/curve-module.js";
import { FIELD_BYTES, fieldToBytes } from "./field-wasm/prime-field.js";
import { instantiate, type WasmInstance } from "./wasm-instance.js";

/** Of 64 KiB: room for the multiples of many points. */
const PAGES = 48;
const ENCODING_BYTES = 32;

/** The operations on a curve and its field in generated WebAssembly; null where the host compiles none. */
export function instantiateCurve(curve: CurveFormulas): WasmInstance<CurveExports> | null {
  return instantiate(
    () => curveModule(curve),
    (bytes) => writeConstants(curve, bytes),
    PAGES,
  );
}

/**
 * A field in generated WebAssembly. Elements are numbers: where they lie in its memory. Whoever needs some allocates them
 * once. `ops` has the arithmetic; results of its sums must not be given to anything else here.
 */
export class GeneratedField {
  readonly zero: number;
  readonly one: number;
  readonly #encoding: Uint8Array;
  readonly #encodingPlace: number;
  #free = FREE;
  readonly #difference = this.element();
  readonly #powers = this.allocate(16 * FIELD_BYTES);

  constructor(
    private readonly bytes: Uint8Array,
    readonly ops: CurveExports,
  ) {
    this.#encodingPlace = this.allocate(ENCODING_BYTES);
    this.#encoding = bytes.subarray(this.#encodingPlace, this.#encodingPlace + ENCODING_BYTES);
    this.zero = this.constant(0n);
    this.one = this.constant(1n);
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

  /** Reads 32 little-endian bytes, without those bits that the prime has not. */
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

  /** out = a^exponent, by digits of four bits. */
  power(out: number, a: number, exponent: bigint): void {
    const { multiply, squareTimes } = this.ops;
    this.copy(this.#powers, this.one);
    for (let digit = 1; digit < 16; digit++) multiply(this.#powerOf(digit), this.#powerOf(digit - 1), a);
    this.copy(out, this.one);
    for (const digit of exponent.toString(16)) {
      squareTimes(out, out, 4);
      multiply(out, out, this.#powerOf(Number.parseInt(digit, 16)));
    }
  }

  #powerOf(digit: number): number {
    return this.#powers + digit * FIELD_BYTES;
  }
}
