import { setBytes, subBytes } from "./bytes.js";

/**
 * Hands out zeroed arrays, small ones cut from larger ones: engines take half a microsecond and more to make and to drop
 * an array of its own. As long as one is held, so is the chunk that it was cut from.
 */
export class BytePool {
  #chunk = new Uint8Array(0);
  #used = 0;

  /** @param maxBytes what is larger gets an array of its own. */
  constructor(
    private readonly chunkBytes: number,
    private readonly maxBytes: number,
  ) {}

  /** `length` zeros. */
  take(length: number): Uint8Array {
    if (length > this.maxBytes) return new Uint8Array(length);
    if (this.#used + length > this.#chunk.length) {
      this.#chunk = new Uint8Array(this.chunkBytes);
      this.#used = 0;
    }
    const bytes = subBytes(this.#chunk, this.#used, this.#used + length);
    this.#used += length;
    return bytes;
  }

  /** A copy of bytes. */
  copy(bytes: Uint8Array): Uint8Array {
    const copy = this.take(bytes.length);
    setBytes(copy, bytes, 0);
    return copy;
  }
}

/** For transactions on the wire, of which little stays, and not for long. */
export const WIRE_POOL = new BytePool(32 * 1024, 4096);
