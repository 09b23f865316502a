import { viewOf } from "../base/bytes.js";
import { CallgateError } from "../base/errors.js";
import { type U64, writeU64 } from "../base/u64.js";

const ALIGNMENT = 8;

/** What a syscall reads and writes besides accounts, laid out from the heap's begin on; made anew for each syscall. */
export class Scratch {
  #bytes = new Uint8Array(256);
  #view = viewOf(this.#bytes);
  #length = 0;

  constructor(private readonly heap: { readonly vmAddress: number; readonly length: number }) {}

  /** What was laid out, for the heap's begin. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): this {
    this.#bytes.fill(0, 0, this.#length);
    this.#length = 0;
    return this;
  }

  /** The VM address of `length` zeros, aligned to 8. Throws `heap-exhausted`. */
  reserve(length: number): number {
    const start = this.#length;
    const end = start + Math.ceil(length / ALIGNMENT) * ALIGNMENT;
    if (end > this.heap.length) {
      const message = `memory allocation failed, out of memory: expected at most ${this.heap.length} bytes of heap, got ${end}`;
      throw new CallgateError("heap-exhausted", message, { heapSize: this.heap.length });
    }
    if (end > this.#bytes.length) this.#grow(end);
    this.#length = end;
    return this.heap.vmAddress + start;
  }

  /** The VM address of a copy of `bytes`, aligned to 8. */
  put(bytes: Uint8Array): number {
    const vmAddress = this.reserve(bytes.length);
    this.#bytes.set(bytes, vmAddress - this.heap.vmAddress);
    return vmAddress;
  }

  /** The VM address of slices, each a pointer and a length, to copies of `parts`. */
  putSlices(parts: readonly Uint8Array[]): number {
    const slices = this.reserve(parts.length * 16);
    parts.forEach((part, i) => {
      this.setU64(slices + 16 * i, this.put(part));
      this.setU64(slices + 16 * i + 8, part.length);
    });
    return slices;
  }

  setU8(vmAddress: number, value: number): void {
    this.#bytes[vmAddress - this.heap.vmAddress] = value;
  }

  setU64(vmAddress: number, value: U64): void {
    writeU64(this.#view, vmAddress - this.heap.vmAddress, value);
  }

  #grow(length: number): void {
    const grown = new Uint8Array(Math.max(length, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = viewOf(grown);
  }
}
