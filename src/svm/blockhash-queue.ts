import { pubkeyEqual } from "../solana/pubkey.js";
import { PubkeyMap } from "../solana/pubkey-map.js";
import type { UndoJournal } from "./undo-journal.js";

/** The latest blockhashes (Agave: accounts-db/src/blockhash_queue.rs). */
export class BlockhashQueue {
  /** Newest last; never changed in place. */
  #hashes: Uint8Array[] = [];
  #indexes = new PubkeyMap<number>();
  #lastIndex = -1;

  /** @param maxAge how many newer blockhashes a valid one may have. */
  constructor(
    private readonly maxAge: number,
    journal: UndoJournal,
  ) {
    journal.track(() => {
      const hashes = this.#hashes;
      const lastIndex = this.#lastIndex;
      return () => {
        if (this.#hashes === hashes) return;
        this.#hashes = hashes;
        this.#reindex(lastIndex);
      };
    });
  }

  get latest(): Uint8Array {
    return this.#hashes[this.#hashes.length - 1]!;
  }

  /** Newest first. */
  recent(limit: number): Uint8Array[] {
    return this.#hashes.slice(-limit).reverse();
  }

  register(blockhash: Uint8Array): void {
    this.#hashes = [...this.#hashes, blockhash].slice(-this.maxAge - 1);
    this.#reindex(this.#lastIndex + 1);
  }

  /** Forgets every blockhash and starts again with this one. */
  replaceAll(blockhash: Uint8Array): void {
    this.#hashes = [blockhash];
    this.#reindex(this.#lastIndex + 1);
  }

  /** Whether at most `age` newer blockhashes follow this one. */
  isValid(blockhash: Uint8Array, age: number = this.maxAge): boolean {
    if (pubkeyEqual(blockhash, this.latest)) return true;
    const index = this.#indexes.get(blockhash);
    return index !== undefined && this.#lastIndex - index <= age;
  }

  #reindex(lastIndex: number): void {
    this.#lastIndex = lastIndex;
    this.#indexes = new PubkeyMap();
    const first = lastIndex + 1 - this.#hashes.length;
    this.#hashes.forEach((hash, i) => {
      this.#indexes.set(hash, first + i);
    });
  }
}
