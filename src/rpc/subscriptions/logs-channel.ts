import { base58Encode } from "../../base/base58.js";
import type { JsonObject } from "../../base/json.js";
import type { BlockTransaction } from "../../cluster/block.js";
import type { CommitmentLevel } from "../../cluster/events.js";
import { allAccountKeys } from "../../solana/message/account-roles.js";
import type { Pubkey } from "../../solana/pubkey.js";
import { isSimpleVoteTransaction } from "../../solana/simple-vote.js";
import { type Advance, byLevel, type Channel } from "./channel.js";
import { KeyedSet } from "./keyed-set.js";
import type { Subscription } from "./subscription.js";

export type LogsFilter =
  | { readonly kind: "all" }
  | { readonly kind: "allWithVotes" }
  | { readonly kind: "mentions"; readonly pubkey: Pubkey };

export interface LogsParams {
  readonly filter: LogsFilter;
  readonly commitment: CommitmentLevel;
}

type LogsSubscription = Subscription<LogsParams>;

/** The subscriptions of one level. */
class LogsSubscriptions {
  readonly #all = new Set<LogsSubscription>();
  readonly #allWithVotes = new Set<LogsSubscription>();
  readonly #mentions = new KeyedSet<LogsSubscription>();

  get isEmpty(): boolean {
    return this.#all.size === 0 && this.#allWithVotes.size === 0 && this.#mentions.isEmpty;
  }

  add(subscription: LogsSubscription): void {
    const { filter } = subscription.params;
    if (filter.kind === "mentions") this.#mentions.add(filter.pubkey, subscription);
    else this.#ofKind(filter.kind).add(subscription);
  }

  remove(subscription: LogsSubscription): void {
    const { filter } = subscription.params;
    if (filter.kind === "mentions") this.#mentions.remove(filter.pubkey, subscription);
    else this.#ofKind(filter.kind).delete(subscription);
  }

  #ofKind(kind: "all" | "allWithVotes"): Set<LogsSubscription> {
    return kind === "all" ? this.#all : this.#allWithVotes;
  }

  /** Those that want to hear of a transaction; votes are mentions of their accounts too. */
  *matching({ transaction, meta }: BlockTransaction): IterableIterator<LogsSubscription> {
    if (!isSimpleVoteTransaction(transaction)) yield* this.#all;
    yield* this.#allWithVotes;
    if (this.#mentions.isEmpty) return;
    for (const key of allAccountKeys(transaction.message, meta.loadedAddresses)) yield* this.#mentions.get(key);
  }
}

/** `logsSubscribe`: the logs of transactions that ran (Agave: bank.rs, `collect_transaction_logs`). */
export class LogsChannel implements Channel<LogsParams> {
  readonly notification = "logsNotification";
  readonly #subscriptions = byLevel(() => new LogsSubscriptions());

  add(subscription: LogsSubscription): void {
    this.#subscriptions[subscription.params.commitment].add(subscription);
  }

  remove(subscription: LogsSubscription): void {
    this.#subscriptions[subscription.params.commitment].remove(subscription);
  }

  advance({ level, records }: Advance): void {
    const subscriptions = this.#subscriptions[level];
    if (subscriptions.isEmpty) return;
    for (const { block } of records) {
      for (const transaction of block.transactions) {
        // Those that did not run have none.
        if (transaction.meta.logMessages !== undefined)
          tell(subscriptions.matching(transaction), block.slot, transaction);
      }
    }
  }
}

function tell(subscriptions: Iterable<LogsSubscription>, slot: bigint, transaction: BlockTransaction): void {
  let value: JsonObject | undefined;
  for (const subscription of subscriptions) subscription.notifyAt(slot, (value ??= encode(transaction)));
}

/** Agave: rpc-client-types/src/response.rs, `RpcLogsResponse`. */
function encode({ transaction, meta: { err, logMessages } }: BlockTransaction): JsonObject {
  return { signature: base58Encode(transaction.signatures[0]!), err, logs: logMessages };
}
