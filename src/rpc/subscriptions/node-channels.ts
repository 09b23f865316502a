import { base58Encode } from "../../base/base58.js";
import type { Json, JsonObject } from "../../base/json.js";
import type { Block } from "../../cluster/block.js";
import type { SlotInfo, VoteInfo } from "../../cluster/events.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import type { Channel } from "./channel.js";
import type { Subscription } from "./subscription.js";

/** A kind of subscription without parameters. */
class PlainChannel implements Channel<undefined> {
  #subscription: Subscription<undefined> | undefined;

  constructor(readonly notification: string) {}

  add(subscription: Subscription<undefined>): void {
    this.#subscription = subscription;
  }

  remove(): void {
    this.#subscription = undefined;
  }

  notify(result: () => Json): void {
    this.#subscription?.notify(result());
  }
}

/** How the node gets on, apart from what accounts and transactions come to: slots, roots, votes. */
export class NodeChannels {
  readonly slot = new PlainChannel("slotNotification");
  readonly slotsUpdates = new PlainChannel("slotsUpdatesNotification");
  readonly root = new PlainChannel("rootNotification");
  readonly vote = new PlainChannel("voteNotification");

  /** @param now milliseconds since 1970. */
  constructor(private readonly now: () => number) {}

  slotBegan({ slot, parent, root }: SlotInfo): void {
    this.slot.notify(() => ({ slot, parent, root }));
    this.#update("createdBank", slot, { parent });
  }

  slotEnded({ slot, transactions }: Block): void {
    this.#update("completed", slot);
    this.slotsUpdates.notify(() => ({ type: "frozen", slot, timestamp: this.now(), stats: statsOf(transactions) }));
  }

  confirmed(slot: bigint): void {
    this.#update("optimisticConfirmation", slot);
  }

  rooted(slot: bigint): void {
    this.#update("root", slot);
    this.root.notify(() => slot);
  }

  voted({ votePubkey, slots, hash, timestamp, signature }: VoteInfo): void {
    this.vote.notify(() => ({
      votePubkey: addressFromPubkey(votePubkey),
      slots,
      hash: base58Encode(hash),
      timestamp,
      signature: base58Encode(signature),
    }));
  }

  /** Agave: rpc-client-types/src/response.rs, `SlotUpdate`. What only other validators tell of does not occur. */
  #update(type: string, slot: bigint, facts: JsonObject = {}): void {
    this.slotsUpdates.notify(() => ({ type, slot, ...facts, timestamp: this.now() }));
  }
}

/** Agave: `SlotTransactionStats`; each transaction is an entry of its own here. */
function statsOf(transactions: Block["transactions"]): JsonObject {
  const failed = transactions.filter(({ meta }) => meta.err !== null).length;
  return {
    numTransactionEntries: transactions.length,
    numSuccessfulTransactions: transactions.length - failed,
    numFailedTransactions: failed,
    maxTransactionsPerEntry: Math.min(transactions.length, 1),
  };
}
