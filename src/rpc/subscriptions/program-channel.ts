import { encodeUiAccount, type UiAccountEncoding, type UiDataSliceConfig } from "../../account-decoder/ui-account.js";
import type { JsonObject } from "../../base/json.js";
import type { BankView } from "../../cluster/bank-view.js";
import type { CommitmentLevel } from "../../cluster/events.js";
import { isKnownSplTokenId } from "../../solana/generic-token.js";
import { addressFromPubkey, type Pubkey } from "../../solana/pubkey.js";
import { PubkeyMap } from "../../solana/pubkey-map.js";
import type { StoredAccount } from "../../svm/accounts-store.js";
import { type AccountFilter, filterAllows } from "../account-filters.js";
import { encodeParsedTokenAccounts } from "../encode-account.js";
import { NO_ACCOUNT } from "./account-channel.js";
import { type Advance, byLevel, type Channel } from "./channel.js";
import { KeyedSet } from "./keyed-set.js";
import type { Subscription } from "./subscription.js";

export interface ProgramParams {
  readonly programId: Pubkey;
  readonly filters: readonly AccountFilter[];
  readonly encoding: UiAccountEncoding;
  /** Agave takes these two and leaves them. */
  readonly dataSlice: UiDataSliceConfig | undefined;
  readonly withContext: boolean;
  readonly commitment: CommitmentLevel;
}

/** `programSubscribe`: each changed account that a program owns (Agave: rpc_subscriptions.rs, `filter_program_results`). */
export class ProgramChannel implements Channel<ProgramParams> {
  readonly notification = "programNotification";
  readonly #subscriptions = byLevel(() => new KeyedSet<Subscription<ProgramParams>>());

  add(subscription: Subscription<ProgramParams>): void {
    this.#subscriptions[subscription.params.commitment].add(subscription.params.programId, subscription);
  }

  remove(subscription: Subscription<ProgramParams>): void {
    this.#subscriptions[subscription.params.commitment].remove(subscription.params.programId, subscription);
  }

  advance({ level, records, view }: Advance): void {
    if (this.#subscriptions[level].isEmpty) return;
    const changed = new PubkeyMap<true>();
    for (const record of records) for (const key of record.changed) changed.set(key, true);
    this.changed(level, changed.keys(), view);
  }

  /** Tells of accounts that changed, as `view` shows them. One that is gone belongs to the system program, as in Agave. */
  changed(level: CommitmentLevel, keys: Iterable<Pubkey>, view: BankView): void {
    if (this.#subscriptions[level].isEmpty) return;
    for (const key of keys) {
      const account = view.getAccount(key) ?? NO_ACCOUNT;
      for (const subscription of this.#subscriptions[level].get(account.owner))
        notify(subscription, view, key, account);
    }
  }
}

function notify(subscription: Subscription<ProgramParams>, view: BankView, key: Pubkey, account: StoredAccount): void {
  const { filters, encoding } = subscription.params;
  if (!filters.every((filter) => filterAllows(filter, account.data))) return;
  const encoded = encode(view, key, account, encoding);
  if (encoded !== undefined) subscription.notifyAt(view.slot, { pubkey: addressFromPubkey(key), account: encoded });
}

/** Accounts of the token programs that are to be parsed and cannot be are left out. */
function encode(
  view: BankView,
  key: Pubkey,
  account: StoredAccount,
  encoding: UiAccountEncoding,
): JsonObject | undefined {
  if (encoding !== "jsonParsed" || !isKnownSplTokenId(account.owner)) return encodeUiAccount(key, account, encoding);
  return encodeParsedTokenAccounts(view, [[key, account]])[0]?.account as JsonObject | undefined;
}
