import { encodeUiAccount, type UiAccountEncoding, type UiDataSliceConfig } from "../../account-decoder/ui-account.js";
import type { JsonObject } from "../../base/json.js";
import type { BankView } from "../../cluster/bank-view.js";
import type { CommitmentLevel } from "../../cluster/events.js";
import { isKnownSplTokenId } from "../../solana/generic-token.js";
import { SYSTEM_PROGRAM_ID } from "../../solana/program-ids.js";
import type { Pubkey } from "../../solana/pubkey.js";
import type { StoredAccount } from "../../svm/accounts-store.js";
import { encodeAccountAt } from "../encode-account.js";
import { type Advance, byLevel, type Channel } from "./channel.js";
import { KeyedSet } from "./keyed-set.js";
import type { Subscription } from "./subscription.js";

export interface AccountParams {
  readonly pubkey: Pubkey;
  readonly encoding: UiAccountEncoding;
  /** Agave takes it and leaves it: notifications have all the data. */
  readonly dataSlice: UiDataSliceConfig | undefined;
  readonly commitment: CommitmentLevel;
}

/** What somebody who watches an account was told last, or would have been; undefined if it was not there. */
interface Watch {
  readonly subscription: Subscription<AccountParams>;
  account: StoredAccount | undefined;
}

/** What Agave shows of an account that is gone: `AccountSharedData::default()`. */
export const NO_ACCOUNT: StoredAccount = {
  lamports: 0n,
  data: new Uint8Array(0),
  owner: SYSTEM_PROGRAM_ID,
  executable: false,
  rentEpoch: 0n,
};

/**
 * `accountSubscribe`: an account, each time that it was changed (Agave: rpc_subscriptions.rs, `filter_account_result`), once
 * for a slot.
 */
export class AccountChannel implements Channel<AccountParams> {
  readonly notification = "accountNotification";
  readonly #watches = byLevel(() => new KeyedSet<Watch>());
  readonly #watchOf = new Map<Subscription, Watch>();

  constructor(private readonly viewOf: (level: CommitmentLevel) => BankView) {}

  add(subscription: Subscription<AccountParams>): void {
    const { commitment, pubkey } = subscription.params;
    const watch = { subscription, account: this.viewOf(commitment).getAccount(pubkey) };
    this.#watches[commitment].add(pubkey, watch);
    this.#watchOf.set(subscription, watch);
  }

  remove(subscription: Subscription<AccountParams>): void {
    const { commitment, pubkey } = subscription.params;
    this.#watches[commitment].remove(pubkey, this.#watchOf.get(subscription)!);
    this.#watchOf.delete(subscription);
  }

  advance({ level, records, view }: Advance): void {
    if (this.#watches[level].isEmpty) return;
    for (const { changed } of records) this.changed(level, changed, view);
  }

  /** Tells of accounts that changed, as `view` shows them. */
  changed(level: CommitmentLevel, keys: Iterable<Pubkey>, view: BankView): void {
    for (const key of keys) for (const watch of this.#watches[level].get(key)) notify(watch, view);
  }

  /** Looks at all accounts, where nobody knows which have changed. */
  recheck(level: CommitmentLevel, view: BankView): void {
    for (const watch of [...this.#watches[level].values()]) notify(watch, view);
  }
}

/** Accounts are never changed in place: one that was stored again is another. */
function notify(watch: Watch, view: BankView): void {
  const { pubkey, encoding } = watch.subscription.params;
  const account = view.getAccount(pubkey);
  if (account === watch.account) return;
  watch.account = account;
  watch.subscription.notifyAt(view.slot, encode(view, pubkey, account ?? NO_ACCOUNT, encoding));
}

/** The mint of a token account that is parsed has to be looked up. */
function encode(view: BankView, key: Pubkey, account: StoredAccount, encoding: UiAccountEncoding): JsonObject {
  const needsMint = encoding === "jsonParsed" && isKnownSplTokenId(account.owner);
  return (needsMint && encodeAccountAt(view, key, encoding, undefined)) || encodeUiAccount(key, account, encoding);
}
