import { bytesEqual } from "../base/bytes.js";
import { readU32At } from "../base/u64.js";
import type { UndoJournal } from "./undo-journal.js";

const MIN_SLOTS = 64;
/** Positions are counted anew before they leave 31 bits. */
const MAX_POSITION = 0x4000_0000;

/**
 * The latest results by signature, in a ring: what is dropped is overwritten, so that nothing old keeps it alive. Each
 * bucket of signatures knows its newest position, each position the one before it in its bucket; a chain ends where
 * positions get older than the oldest result.
 */
export class TransactionHistory<T> {
  /** By slot, which is a position's low bits. */
  #results: (T | undefined)[] = [];
  #signatures: (Uint8Array | undefined)[] = [];
  /** Positions + 1; 0 is none. */
  #older = new Int32Array(0);
  #newest = new Int32Array(0);
  /** The positions of the oldest result, and after the newest. */
  #first = 0;
  #end = 0;
  /** Results ever added, minus those taken back. */
  #added = 0;

  constructor(
    private capacity: number,
    journal: UndoJournal,
  ) {
    journal.track(() => {
      const added = this.#added;
      return () => this.#takeBack(this.#added - added);
    });
  }

  /** The latest result with this signature, 64 bytes. */
  get(signature: Uint8Array): T | undefined {
    if (this.size === 0) return undefined;
    for (let next = this.#newest[this.#bucketOf(signature)]; next > this.#first; ) {
      const slot = this.#slotOf(next - 1);
      if (bytesEqual(this.#signatures[slot]!, signature)) return this.#results[slot];
      next = this.#older[slot];
    }
    return undefined;
  }

  get size(): number {
    return this.#end - this.#first;
  }

  /** Oldest first. */
  results(): readonly T[] {
    return Array.from({ length: this.size }, (_, i) => this.#results[this.#slotOf(this.#first + i)]!);
  }

  /** A result with the signature of an earlier one hides it. */
  add(signature: Uint8Array, result: T): void {
    if (this.capacity === 0) return;
    this.#dropUntil(this.capacity - 1);
    if (this.size === this.#results.length || this.#end === MAX_POSITION) this.#recount();
    this.#append(signature, result);
    this.#added++;
  }

  setCapacity(capacity: number): void {
    this.capacity = capacity;
    this.#dropUntil(capacity);
  }

  /** Drops all but the oldest so many. */
  keepOldest(count: number): void {
    this.#takeBack(Math.max(this.size - count, 0));
  }

  #append(signature: Uint8Array, result: T): void {
    const slot = this.#slotOf(this.#end);
    const bucket = this.#bucketOf(signature);
    this.#results[slot] = result;
    this.#signatures[slot] = signature;
    this.#older[slot] = this.#newest[bucket];
    this.#newest[bucket] = ++this.#end;
  }

  /** Drops the oldest until `count` are left: for good, also if a snapshot is older. */
  #dropUntil(count: number): void {
    while (this.size > count) this.#clear(this.#slotOf(this.#first++));
  }

  #takeBack(count: number): void {
    this.#added -= count;
    for (let left = Math.min(count, this.size); left > 0; left--) {
      const slot = this.#slotOf(--this.#end);
      this.#newest[this.#bucketOf(this.#signatures[slot]!)] = this.#older[slot];
      this.#clear(slot);
    }
  }

  #clear(slot: number): void {
    this.#results[slot] = undefined;
    this.#signatures[slot] = undefined;
  }

  /** Counts positions from 0 again, in a ring with room for as many results again. */
  #recount(): void {
    const results = this.results();
    const signatures = results.map((_, i) => this.#signatures[this.#slotOf(this.#first + i)]!);
    let slots = MIN_SLOTS;
    while (slots < results.length * 2) slots *= 2;
    this.#results = new Array(slots).fill(undefined);
    this.#signatures = new Array(slots).fill(undefined);
    this.#older = new Int32Array(slots);
    this.#newest = new Int32Array(slots);
    this.#first = 0;
    this.#end = 0;
    results.forEach((result, i) => {
      this.#append(signatures[i], result);
    });
  }

  #slotOf(position: number): number {
    return position & (this.#results.length - 1);
  }

  #bucketOf(signature: Uint8Array): number {
    const mixed = Math.imul(readU32At(signature, 0) + 5 * readU32At(signature, 32), 0x9e3779b1);
    return (mixed ^ (mixed >>> 15)) & (this.#newest.length - 1);
  }
}
