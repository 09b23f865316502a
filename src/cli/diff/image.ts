import { concatBytes } from "../../base/bytes.js";
import { u64 } from "./bytes.js";

/** Bytes that a script writes to one place in guest memory, with pointers from part to part. */
export class Image {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** @param base the VM address that the image is written to. */
  constructor(readonly base: bigint) {}

  /** Adds bytes at a multiple of 8; their VM address. */
  add(bytes: Uint8Array): bigint {
    const padding = (8 - (this.#length % 8)) % 8;
    this.#parts.push(new Uint8Array(padding), bytes);
    const address = this.base + BigInt(this.#length + padding);
    this.#length += padding + bytes.length;
    return address;
  }

  addWords(...words: readonly bigint[]): bigint {
    return this.add(concatBytes(...words.map(u64)));
  }

  bytes(): Uint8Array {
    return concatBytes(...this.#parts);
  }
}
