const encoder = new TextEncoder();

/** Collects the bytes of a module, with its variable-length integers (LEB128). */
export class ByteSink {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  /** A byte as it is. */
  byte(value: number): this {
    this.#bytes.push(value);
    return this;
  }

  bytes(values: ArrayLike<number>): this {
    for (let i = 0; i < values.length; i++) this.#bytes.push(values[i]);
    return this;
  }

  /** An unsigned integer below 2^32. */
  u32(value: number): this {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.#bytes.push((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.#bytes.push(rest);
    return this;
  }

  /** A signed integer of 32 bits. */
  s32(value: number): this {
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      const isLast = (rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40);
      this.#bytes.push(isLast ? low : low | 0x80);
      if (isLast) return this;
    }
  }

  /** A signed integer of 64 bits; the low 64 bits of `value` count. */
  s64(value: bigint): this {
    let rest = BigInt.asIntN(64, value);
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      const isLast = (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40);
      this.#bytes.push(isLast ? low : low | 0x80);
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
    return this.u32(content.length).bytes(content.#bytes);
  }

  /** Elements after their number. */
  vector<T>(elements: readonly T[], write: (element: T) => void): this {
    this.u32(elements.length);
    for (const element of elements) write(element);
    return this;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }
}
