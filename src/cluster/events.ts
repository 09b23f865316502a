import type { Transaction } from "../solana/transaction.js";
import type { Block } from "./block.js";

/** How sure a slot is to stay (solana-commitment-config, `CommitmentLevel`). */
export type CommitmentLevel = "processed" | "confirmed" | "finalized";

export interface SlotInfo {
  readonly slot: bigint;
  readonly parent: bigint;
  /** The finalized slot. */
  readonly root: bigint;
}

/** A vote that a block holds (RPC's `voteSubscribe`). */
export interface VoteInfo {
  readonly votePubkey: Uint8Array;
  readonly slots: readonly bigint[];
  readonly hash: Uint8Array;
  /** Seconds since 1970. */
  readonly timestamp: bigint | null;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

/**
 * What a cluster tells its listeners, in this order for each slot: `slot` when it begins; `received` for each
 * transaction that comes in; when it is complete and kept, `block` (what it changed can be read through the view of its
 * slot), then `vote`, then `commitment` for each level that moved, processed first, and `root` beside finalized.
 */
export interface ClusterEvents {
  /** A slot began: the one before is frozen. */
  slot(info: SlotInfo): void;
  /** A transaction came in and is to be in the working slot. */
  received(signature: Uint8Array, slot: bigint): void;
  /** A block is complete and kept. `changed` are the keys of the accounts that it changed. */
  block(block: Block, changed: Iterable<Uint8Array>): void;
  vote(vote: VoteInfo): void;
  /** The latest slot of a level moved on. */
  commitment(level: CommitmentLevel, slot: bigint): void;
  root(slot: bigint): void;
  /** The host changed accounts: the views of all levels show it already. */
  hostChange(changed: Iterable<Uint8Array>): void;
  /** Preflight, against the state at the end of a slot, refused a transaction: it is in no block. */
  refused(transaction: Transaction, slot: bigint): void;
  /** The ledger could not keep a block: the cluster stands still. */
  failed(reason: unknown): void;
  /** The chain went back to an earlier state, or was reset: slots after this one are gone. */
  rewound(slot: bigint): void;
}
