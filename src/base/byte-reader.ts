import { subBytes, viewOf } from "./bytes.js";

const NOTHING = new Uint8Array(0);

/**
 * Reads little-endian values from `bytes` one after the other. A read past the end sets `failure` and gives zero (or no
 * bytes), and so does every later one: check `failure` once at the end, and inside loops whose length was read.
 */
export class ByteReader {
  offset: number;
  /** Why the bytes were refused, or undefined so far. */
  failure: string | undefined;
  #dataView: DataView | undefined;

  constructor(
    readonly bytes: Uint8Array,
    offset = 0,
  ) {
    this.offset = offset;
  }

  get remaining(): number {
    return this.failure === undefined ? this.bytes.length - this.offset : 0;
  }

  u8(): number {
    const at = this.skip(1);
    return at < 0 ? 0 : this.bytes[at];
  }

  u16(): number {
    const at = this.skip(2);
    return at < 0 ? 0 : this.#view.getUint16(at, true);
  }

  i16(): number {
    return (this.u16() << 16) >> 16;
  }

  u32(): number {
    const at = this.skip(4);
    return at < 0 ? 0 : this.#view.getUint32(at, true);
  }

  u64(): bigint {
    const at = this.skip(8);
    return at < 0 ? 0n : this.#view.getBigUint64(at, true);
  }

  i64(): bigint {
    return BigInt.asIntN(64, this.u64());
  }

  u128(): bigint {
    const low = this.u64();
    return low | (this.u64() << 64n);
  }

  f64(): number {
    const at = this.skip(8);
    return at < 0 ? 0 : this.#view.getFloat64(at, true);
  }

  /** A bincode bool: any byte but 0 and 1 fails. */
  bool(): boolean {
    const byte = this.u8();
    if (byte > 1) this.fail(`invalid bool ${byte}`);
    return byte === 1;
  }

  /** The next `length` bytes: a view, not a copy. */
  take(length: number): Uint8Array {
    const at = this.skip(length);
    return at < 0 ? NOTHING : subBytes(this.bytes, at, at + length);
  }

  /** Where the next `length` bytes begin, after which reading goes on; -1 if they are not there. */
  skip(length: number): number {
    if (!this.holds(length)) return -1;
    const at = this.offset;
    this.offset = at + length;
    return at;
  }

  /** Whether `length` more bytes are there; if not, the bytes are refused. */
  holds(length: number): boolean {
    if (this.failure === undefined && length <= this.bytes.length - this.offset) return true;
    this.fail("unexpected end of data");
    return false;
  }

  /** Refuses the bytes: everything from here on fails. The first reason stays. */
  fail(reason: string): void {
    this.failure ??= reason;
  }

  /** Made when first needed: many readers only take bytes. */
  get #view(): DataView {
    this.#dataView ??= viewOf(this.bytes);
    return this.#dataView;
  }
}
