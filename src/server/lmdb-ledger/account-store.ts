import { concatBytes } from "../../base/bytes.js";
import { ACCOUNT_INDEXES, type AccountIndexName, indexKeyOf } from "../../cluster/account-index.js";
import { PUBKEY_BYTES, type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import type { StoredAccount } from "../../svm/accounts-store.js";
import { accountCodec } from "../ledger-codec/account-codec.js";
import type { OpenDatabase } from "./environment.js";
import { KeySet } from "./key-set.js";
import { Table } from "./table.js";

/** Accounts by key, and their keys by program, owner, mint and delegate. */
export class AccountStore {
  readonly #accounts: Table<StoredAccount>;
  /** An index's number, then the key that it is by, then the account's. */
  readonly #index: KeySet;

  constructor(open: OpenDatabase) {
    this.#accounts = new Table(open("accounts"), "an account", accountCodec);
    this.#index = new KeySet(open("account-index"), "the index of accounts");
  }

  all(): Iterable<readonly [Pubkey, StoredAccount]> {
    return this.#accounts.entries();
  }

  /** The keys of the accounts that are in a group of an index. */
  *keys(index: AccountIndexName, group: Pubkey): Iterable<Pubkey> {
    const prefix = indexPrefix(index, group);
    for (const key of this.#index.keysWith(prefix)) yield new Uint8Array(key.subarray(prefix.length));
  }

  set(key: Pubkey, account: StoredAccount | undefined): void {
    this.#reindex(key, this.#accounts.get(key), account);
    if (account === undefined) this.#accounts.remove(key);
    else this.#accounts.put(key, account);
  }

  #reindex(key: Pubkey, before: StoredAccount | undefined, after: StoredAccount | undefined): void {
    for (const index of ACCOUNT_INDEXES) {
      const from = before === undefined ? undefined : indexKeyOf(before, index);
      const to = after === undefined ? undefined : indexKeyOf(after, index);
      if (from !== undefined && to !== undefined && pubkeyEqual(from, to)) continue;
      if (from !== undefined) this.#index.remove(concatBytes(indexPrefix(index, from), key));
      if (to !== undefined) this.#index.add(concatBytes(indexPrefix(index, to), key));
    }
  }
}

function indexPrefix(index: AccountIndexName, group: Pubkey): Uint8Array {
  const prefix = new Uint8Array(1 + PUBKEY_BYTES);
  prefix[0] = ACCOUNT_INDEXES.indexOf(index);
  prefix.set(group, 1);
  return prefix;
}
