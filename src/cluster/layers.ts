import type { Pubkey } from "../solana/pubkey.js";
import { PubkeyMap } from "../solana/pubkey-map.js";
import { type AccountsBefore, AccountsStore, type StoredAccount } from "../svm/accounts-store.js";
import { UndoJournal } from "../svm/undo-journal.js";

/** What one slot changed: the accounts as they were before it. */
export interface Layer {
  readonly slot: bigint;
  readonly before: AccountsBefore;
}

/** The accounts as they were before some layers, in front of those that are now. Only to be read. */
export class PastAccounts extends AccountsStore {
  /** @param layers those that came later than the past that is meant, oldest first; they may still grow. */
  constructor(
    private readonly now: AccountsStore,
    private readonly layers: () => Iterable<Layer>,
  ) {
    super(new UndoJournal());
  }

  override get(key: Pubkey): StoredAccount | undefined {
    for (const { before } of this.layers()) {
      const found = before.get(key);
      if (found !== undefined) return found.account;
    }
    return this.now.get(key);
  }

  override *entries(): IterableIterator<[Pubkey, StoredAccount]> {
    const changed = changedIn(this.layers());
    for (const [key, account] of this.now.entries()) if (!changed.has(key)) yield [key, account];
    for (const key of changed.keys()) {
      const account = this.get(key);
      if (account !== undefined) yield [key, account];
    }
  }
}

/** Accounts of which some are replaced. Only to be read. */
export class ReplacedAccounts extends AccountsStore {
  readonly #replaced = new PubkeyMap<{ readonly account: StoredAccount | undefined }>();

  constructor(
    private readonly base: AccountsStore,
    replaced: Iterable<readonly [Pubkey, StoredAccount | undefined]>,
  ) {
    super(new UndoJournal());
    for (const [key, account] of replaced) this.#replaced.set(key, { account });
  }

  override get(key: Pubkey): StoredAccount | undefined {
    const found = this.#replaced.get(key);
    return found === undefined ? this.base.get(key) : found.account;
  }
}

/** The keys that layers changed. */
export function changedIn(layers: Iterable<Layer>): PubkeyMap<true> {
  const changed = new PubkeyMap<true>();
  for (const { before } of layers) for (const key of before.keys()) changed.set(key, true);
  return changed;
}
