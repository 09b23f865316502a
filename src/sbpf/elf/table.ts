import { viewOf } from "../../base/bytes.js";
import { ElfParserError } from "./parser-error.js";
import { type Range, sliceOf } from "./structures.js";

const ALIGNMENT = 8n;

/** Records of one size that lie one after the other in a file, read when asked for. */
export class ElfTable<T> {
  readonly #view: DataView;

  /**
   * The table at `range` (solana-sbpf `Elf64::slice_from_bytes`).
   *
   * @throws ElfParserError if the range holds no whole number of records, leaves the file or is not aligned to 8.
   */
  constructor(
    bytes: Uint8Array,
    range: Range,
    private readonly recordSize: number,
    private readonly read: (view: DataView, at: number) => T,
  ) {
    const length = range.end > range.start ? range.end - range.start : 0n;
    if (length % BigInt(recordSize) !== 0n) throw new ElfParserError("InvalidSize");
    const slice = sliceOf(bytes, range);
    if (slice === undefined) throw new ElfParserError("OutOfBounds");
    if (range.start % ALIGNMENT !== 0n) throw new ElfParserError("InvalidAlignment");
    this.#view = viewOf(slice);
  }

  get length(): number {
    return this.#view.byteLength / this.recordSize;
  }

  at(index: number): T | undefined {
    return index < this.length ? this.get(index) : undefined;
  }

  /** The record at an index that is there. */
  get(index: number): T {
    return this.read(this.#view, index * this.recordSize);
  }

  *[Symbol.iterator](): Generator<T> {
    for (let at = 0; at < this.#view.byteLength; at += this.recordSize) yield this.read(this.#view, at);
  }
}
