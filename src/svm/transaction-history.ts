import type { UndoJournal } from "./undo-journal.js";

const latin1 = new TextDecoder("latin1");

interface Entry<T> {
  readonly key: string;
  readonly result: T;
}

/** The latest results by signature. */
export class TransactionHistory<T> {
  readonly #byKey = new Map<string, Entry<T>>();
  /** Oldest first; from `#first` on. */
  #entries: Entry<T>[] = [];
  #first = 0;
  /** Entries ever added, minus those taken back. */
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

  get(signature: Uint8Array): T | undefined {
    return this.#byKey.get(keyOf(signature))?.result;
  }

  get size(): number {
    return this.#entries.length - this.#first;
  }

  /** Oldest first. */
  results(): readonly T[] {
    return this.#entries.slice(this.#first).map(({ result }) => result);
  }

  /** A result with the signature of an earlier one takes its place. */
  add(signature: Uint8Array, result: T): void {
    if (this.capacity === 0) return;
    const entry = { key: keyOf(signature), result };
    this.#byKey.set(entry.key, entry);
    this.#entries.push(entry);
    this.#added++;
    this.#evict();
  }

  setCapacity(capacity: number): void {
    this.capacity = capacity;
    this.#evict();
  }

  /** Drops all but the oldest so many. */
  keepOldest(count: number): void {
    this.#takeBack(Math.max(this.size - count, 0));
  }

  /** Drops the oldest: for good, also if a snapshot is older. */
  #evict(): void {
    while (this.#entries.length - this.#first > this.capacity) this.#forget(this.#entries[this.#first++]!);
    // Cut the dropped part off once it is the larger one.
    if (this.#first * 2 <= this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#first);
    this.#first = 0;
  }

  #takeBack(count: number): void {
    this.#added -= count;
    for (let left = count; left > 0 && this.#entries.length > this.#first; left--) this.#forget(this.#entries.pop()!);
  }

  #forget(entry: Entry<T>): void {
    if (this.#byKey.get(entry.key) === entry) this.#byKey.delete(entry.key);
  }
}

/** One character a byte. */
function keyOf(signature: Uint8Array): string {
  return latin1.decode(signature);
}
