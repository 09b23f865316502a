import type { Account } from "../solana/account.js";
import type { Pubkey } from "../solana/pubkey.js";
import { PubkeyMap } from "../solana/pubkey-map.js";
import { sharedPubkey } from "../solana/shared-pubkeys.js";
import type { UndoJournal } from "./undo-journal.js";

/** An account at rest. Nothing in it, its data included, changes: a change is another account. */
export type StoredAccount = Readonly<Account>;

/** Accounts as they were before somebody began to watch; undefined for those that did not exist. */
export type AccountsBefore = PubkeyMap<{ readonly account: StoredAccount | undefined }>;

const NO_DATA = new Uint8Array(0);
/** About as many as there are of gates, sysvars and programs. */
const ACCOUNTS_AT_GENESIS = 384;

function atRest({ lamports, data, owner, executable, rentEpoch }: StoredAccount): StoredAccount {
  return { lamports, data: data.length === 0 ? NO_DATA : data, owner: sharedPubkey(owner), executable, rentEpoch };
}

/**
 * All accounts by key. Accounts without lamports do not exist. Values are never changed in place, so that snapshots,
 * running transactions and results can share them.
 */
export class AccountsStore {
  readonly #accounts = new PubkeyMap<StoredAccount>(ACCOUNTS_AT_GENESIS);
  /** Keys whose account before the latest snapshot is in the journal already. */
  readonly #recorded = new PubkeyMap<true>();
  #recordedGeneration = 0;
  /** Where the first change of each account is written down, if somebody watches. */
  watch: AccountsBefore | undefined;

  constructor(private readonly journal: UndoJournal) {}

  get size(): number {
    return this.#accounts.size;
  }

  get(key: Pubkey): StoredAccount | undefined {
    return this.#accounts.get(key);
  }

  /** Stores an account as it is; the store keeps `data` and `owner`, which must not change any more. */
  set(key: Pubkey, account: StoredAccount): void {
    if (account.lamports === 0n) this.delete(key);
    else this.setEvenIfEmpty(key, account);
  }

  /** DIVERGES: an account without lamports, which LiteSVM may leave behind, exists too. */
  setEvenIfEmpty(key: Pubkey, account: StoredAccount): void {
    if (this.journal.isRecording) this.#recordPrevious(key);
    if (this.watch !== undefined) this.#noteBefore(this.watch, key);
    this.#accounts.set(key, account);
  }

  delete(key: Pubkey): void {
    if (this.journal.isRecording) this.#recordPrevious(key);
    if (this.watch !== undefined) this.#noteBefore(this.watch, key);
    this.#accounts.delete(key);
  }

  /** The same, of an account's parts. */
  store(key: Pubkey, account: StoredAccount): void {
    this.set(key, atRest(account));
  }

  /** The same, even without lamports. */
  storeEvenIfEmpty(key: Pubkey, account: StoredAccount): void {
    this.setEvenIfEmpty(key, atRest(account));
  }

  entries(): IterableIterator<[Pubkey, StoredAccount]> {
    return this.#accounts.entries();
  }

  #noteBefore(watch: AccountsBefore, key: Pubkey): void {
    if (!watch.has(key)) watch.set(key, { account: this.#accounts.get(key) });
  }

  #recordPrevious(key: Pubkey): void {
    const { journal } = this;
    if (this.#recordedGeneration !== journal.generation) {
      this.#recorded.clear();
      this.#recordedGeneration = journal.generation;
    }
    if (this.#recorded.has(key)) return;
    this.#recorded.set(key, true);
    const ownKey = key.slice();
    const previous = this.#accounts.get(key);
    journal.record(() => {
      if (previous === undefined) this.#accounts.delete(ownKey);
      else this.#accounts.set(ownKey, previous);
    });
  }
}
