import type { Pubkey } from "../solana/pubkey.js";
import { PubkeyMap } from "../solana/pubkey-map.js";
import type { LedgerTransaction } from "./block.js";

/** Transactions by keys of 32 bytes, oldest first. They come and go at the ends. */
export class TransactionLists {
  readonly #lists = new PubkeyMap<LedgerTransaction[]>();

  /** Only to be read, until the next change. */
  of(key: Pubkey): readonly LedgerTransaction[] {
    return this.#lists.get(key) ?? [];
  }

  add(key: Pubkey, transaction: LedgerTransaction): void {
    const list = this.#lists.get(key);
    if (list === undefined) this.#lists.set(key, [transaction]);
    else list.push(transaction);
  }

  dropOldest(key: Pubkey): void {
    this.#drop(key, (list) => list.shift());
  }

  dropNewest(key: Pubkey): void {
    this.#drop(key, (list) => list.pop());
  }

  #drop(key: Pubkey, cut: (list: LedgerTransaction[]) => void): void {
    const list = this.#lists.get(key);
    if (list === undefined) return;
    cut(list);
    if (list.length === 0) this.#lists.delete(key);
  }
}
