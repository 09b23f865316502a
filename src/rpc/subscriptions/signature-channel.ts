import { latin1 } from "../../base/latin1.js";
import type { Cluster } from "../../cluster/cluster.js";
import type { CommitmentLevel } from "../../cluster/events.js";
import type { TransactionError } from "../../solana/errors.js";
import { type Advance, byLevel, type Channel } from "./channel.js";
import type { Subscription } from "./subscription.js";

export interface SignatureParams {
  /** 64 bytes. */
  readonly signature: Uint8Array;
  readonly commitment: CommitmentLevel;
  readonly enableReceivedNotification: boolean;
}

type SignatureSubscription = Subscription<SignatureParams>;

/**
 * `signatureSubscribe`: that a transaction came in, where that is asked for, and what came of it, which is the last
 * notification (Agave: rpc_subscriptions.rs, `filter_signature_result`).
 *
 * DIVERGES: one whose outcome is known already is told at once; Agave tells it with the next slot.
 */
export class SignatureChannel implements Channel<SignatureParams> {
  readonly notification = "signatureNotification";
  readonly #bySignature = byLevel(() => new Map<string, Set<SignatureSubscription>>());

  constructor(private readonly cluster: Pick<Cluster, "signatureStatus" | "slotOf">) {}

  add(subscription: SignatureSubscription): void {
    const { commitment, signature } = subscription.params;
    const slot = this.cluster.slotOf(commitment);
    const status = this.cluster.signatureStatus(signature);
    if (status !== undefined && status.slot <= slot) finish(subscription, slot, status.err);
    else this.#wait(subscription);
  }

  #wait(subscription: SignatureSubscription): void {
    const waiting = this.#bySignature[subscription.params.commitment];
    const key = latin1(subscription.params.signature);
    const set = waiting.get(key);
    if (set === undefined) waiting.set(key, new Set([subscription]));
    else set.add(subscription);
  }

  remove(subscription: SignatureSubscription): void {
    const waiting = this.#bySignature[subscription.params.commitment];
    const key = latin1(subscription.params.signature);
    const set = waiting.get(key);
    if (set?.delete(subscription) && set.size === 0) waiting.delete(key);
  }

  advance({ level, records, view }: Advance): void {
    const waiting = this.#bySignature[level];
    if (waiting.size === 0) return;
    for (const { block } of records) {
      for (const { transaction, meta } of block.transactions) {
        const found = waiting.get(latin1(transaction.signatures[0]!));
        if (found !== undefined) for (const subscription of [...found]) finish(subscription, view.slot, meta.err);
      }
    }
  }

  received(signature: Uint8Array, slot: bigint): void {
    const key = latin1(signature);
    for (const waiting of Object.values(this.#bySignature)) {
      for (const subscription of waiting.get(key) ?? []) {
        if (subscription.params.enableReceivedNotification) subscription.notifyAt(slot, "receivedSignature");
      }
    }
  }
}

function finish(subscription: SignatureSubscription, slot: bigint, err: TransactionError | null): void {
  subscription.notifyAt(slot, { err });
  subscription.end();
}
