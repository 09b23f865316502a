import type { Pubkey } from "../solana/pubkey.js";
import { PubkeyMap } from "../solana/pubkey-map.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import type { TokenIndex } from "./ledger.js";
import { tokenKeyOf } from "./token-index.js";

/** By what accounts can be looked up. */
export type AccountIndexName = "program" | TokenIndex;

export const ACCOUNT_INDEXES: readonly AccountIndexName[] = ["program", "owner", "mint", "delegate"];

/** Under which key an account is found in an index; undefined if it is not in it. */
export function indexKeyOf(account: StoredAccount, index: AccountIndexName): Pubkey | undefined {
  return index === "program" ? account.owner : tokenKeyOf(account, index);
}

/** Accounts in groups: those of a program, an owner, a mint or a delegate. */
export class AccountIndex {
  readonly #groups = new PubkeyMap<PubkeyMap<true>>();

  constructor(private readonly name: AccountIndexName) {}

  add(key: Pubkey, account: StoredAccount): void {
    const groupKey = indexKeyOf(account, this.name);
    if (groupKey === undefined) return;
    let group = this.#groups.get(groupKey);
    if (group === undefined) this.#groups.set(groupKey, (group = new PubkeyMap()));
    group.set(key, true);
  }

  remove(key: Pubkey, account: StoredAccount): void {
    const groupKey = indexKeyOf(account, this.name);
    const group = groupKey === undefined ? undefined : this.#groups.get(groupKey);
    if (group?.delete(key) && group.size === 0) this.#groups.delete(groupKey!);
  }

  keys(groupKey: Pubkey): Iterable<Pubkey> {
    return this.#groups.get(groupKey)?.keys() ?? [];
  }
}
