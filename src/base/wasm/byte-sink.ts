const encoder = new TextEncoder();

const FIRST_CAPACITY = 256;

/** Collects the bytes of a module, with its variable-length integers (LEB128). */
export class ByteSink {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** A byte as it is. */
  byte(value: number): this {
    if (this.#length === this.#bytes.length) this.#grow(this.#length + 1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  bytes(values: ArrayLike<number>): this {
    const end = this.#length + values.length;
    if (end > this.#bytes.length) this.#grow(end);
    this.#bytes.set(values, this.#length);
    this.#length = end;
    return this;
  }

  /** An unsigned integer below 2^32. */
  u32(value: number): this {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return this.byte(rest);
  }

  /** A signed integer of 32 bits. */
  s32(value: number): this {
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      const isLast = (rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40);
      this.byte(isLast ? low : low | 0x80);
      if (isLast) return this;
    }
  }

  /** A signed integer of 64 bits; the low 64 bits of `value` count. */
  s64(value: bigint): this {
    let rest = BigInt.asIntN(64, value);
    if (rest === BigInt.asIntN(32, rest)) return this.s32(Number(rest));
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      const isLast = (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40);
      this.byte(isLast ? low : low | 0x80);
      if (isLast) return this;
    }
  }

  /** A UTF-8 text after its length. */
  name(text: string): this {
    const bytes = encoder.encode(text);
    return this.u32(bytes.length).bytes(bytes);
  }

  /** Another sink's bytes after their length. */
  sized(content: ByteSink): this {
    return this.u32(content.length).bytes(content.#bytes.subarray(0, content.#length));
  }

  /** Elements after their number. */
  vector<T>(elements: readonly T[], write: (element: T) => void): this {
    this.u32(elements.length);
    for (const element of elements) write(element);
    return this;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(wanted: number): void {
    const bytes = new Uint8Array(Math.max(wanted, 2 * this.#bytes.length));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}
