import type { UndoJournal } from "./undo-journal.js";

const latin1 = new TextDecoder("latin1");

/** The latest results by signature. */
export class TransactionHistory<T> {
  /** Oldest first. */
  readonly #results = new Map<string, T>();

  constructor(
    private capacity: number,
    private readonly journal: UndoJournal,
  ) {}

  get(signature: Uint8Array): T | undefined {
    return this.#results.get(keyOf(signature));
  }

  get size(): number {
    return this.#results.size;
  }

  /** Oldest first. */
  results(): IterableIterator<T> {
    return this.#results.values();
  }

  add(signature: Uint8Array, result: T): void {
    if (this.capacity === 0) return;
    this.#evict(this.capacity - 1);
    const key = keyOf(signature);
    const results = this.#results;
    const replaced = results.get(key);
    results.set(key, result);
    if (this.journal.isRecording) {
      this.journal.record(() => {
        if (replaced === undefined) results.delete(key);
        else results.set(key, replaced);
      });
    }
  }

  /** Keeps the oldest so many; not to be undone. */
  keepOldest(count: number): void {
    for (const key of [...this.#results.keys()].slice(count)) this.#results.delete(key);
  }

  setCapacity(capacity: number): void {
    this.capacity = capacity;
    this.#evict(capacity);
  }

  /** Drops the oldest beyond so many. DIVERGES from a mere list: what a snapshot could bring back stays until then. */
  #evict(count: number): void {
    for (const key of this.#results.keys()) {
      if (this.#results.size <= count || this.journal.isRecording) return;
      this.#results.delete(key);
    }
  }
}

/** One character a byte. */
function keyOf(signature: Uint8Array): string {
  return latin1.decode(signature);
}
