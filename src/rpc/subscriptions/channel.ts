import type { BankView } from "../../cluster/bank-view.js";
import type { Block } from "../../cluster/block.js";
import type { CommitmentLevel } from "../../cluster/events.js";
import type { Pubkey } from "../../solana/pubkey.js";
import type { Subscription } from "./subscription.js";

/** A kind of subscription: those that are open, and when they are notified. */
export interface Channel<P> {
  /** The method of its notifications: "slotNotification". */
  readonly notification: string;
  add(subscription: Subscription<P>): void;
  remove(subscription: Subscription<P>): void;
}

/** What a slot came to. */
export interface SlotRecord {
  readonly block: Block;
  readonly changed: readonly Pubkey[];
}

/** A level of commitment moved on. */
export interface Advance {
  readonly level: CommitmentLevel;
  /** The slots that the level did not have before, oldest first; at least one. */
  readonly records: readonly SlotRecord[];
  /** The state at the last of them. */
  readonly view: BankView;
}

/** A value for each level. */
export type ByLevel<T> = Readonly<Record<CommitmentLevel, T>>;

export function byLevel<T>(make: () => T): ByLevel<T> {
  return { processed: make(), confirmed: make(), finalized: make() };
}
