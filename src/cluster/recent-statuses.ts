import { latin1 } from "../base/latin1.js";
import type { TransactionError } from "../solana/errors.js";
import type { Block } from "./block.js";

/** What is remembered of a transaction of a kept block. */
export interface RecentStatus {
  readonly slot: bigint;
  readonly err: TransactionError | null;
}

/** Agave's status cache: MAX_CACHE_ENTRIES. */
const MAX_SLOTS = 300;

/** The outcomes of the transactions of the latest blocks, by their first signatures. */
export class RecentStatuses {
  readonly #statuses = new Map<string, RecentStatus>();
  /** Oldest first. */
  readonly #blocks: { readonly slot: bigint; readonly signatures: readonly string[] }[] = [];

  get(signature: Uint8Array): RecentStatus | undefined {
    return this.#statuses.get(latin1(signature));
  }

  add({ slot, transactions }: Block): void {
    const signatures = transactions.map(({ transaction }) => latin1(transaction.signatures[0]!));
    transactions.forEach(({ meta }, i) => {
      this.#statuses.set(signatures[i]!, { slot, err: meta.err });
    });
    this.#blocks.push({ slot, signatures });
    if (this.#blocks.length > MAX_SLOTS) this.#forget(this.#blocks.shift()!.signatures);
  }

  /** Forgets the slots after this one. */
  rewind(slot: bigint): void {
    while (this.#blocks.length > 0 && this.#blocks.at(-1)!.slot > slot) this.#forget(this.#blocks.pop()!.signatures);
  }

  #forget(signatures: readonly string[]): void {
    for (const signature of signatures) this.#statuses.delete(signature);
  }
}
