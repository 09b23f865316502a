import type { Transaction } from "../solana/transaction.js";
import type { Trace } from "../trace/model.js";
import type { Reward, TransactionStatusMeta } from "../transaction-status/status-meta.js";

/** A transaction as its block keeps it. */
export interface BlockTransaction {
  /** Decoded; its arrays are views into bytes of its own. */
  readonly transaction: Transaction;
  readonly meta: TransactionStatusMeta;
  /** What it did, call by call; undefined if it was not traced. */
  readonly trace: Trace | undefined;
}

/** A complete slot. */
export interface Block {
  readonly slot: bigint;
  /** The latest slot before it that is no skipped one. */
  readonly parentSlot: bigint;
  /** How many blocks there are before it. */
  readonly blockHeight: bigint;
  /** The hash of its last tick, 32 bytes: what transactions name. */
  readonly blockhash: Uint8Array;
  readonly previousBlockhash: Uint8Array;
  /** Of the state that it leaves, 32 bytes: what votes and SlotHashes name. */
  readonly bankHash: Uint8Array;
  /** Seconds since 1970. */
  readonly blockTime: bigint;
  readonly transactions: readonly BlockTransaction[];
  readonly rewards: readonly Reward[];
}

/** A transaction with its place in the ledger. */
export interface LedgerTransaction extends BlockTransaction {
  readonly slot: bigint;
  /** Where in its block. */
  readonly index: number;
  /** Seconds since 1970. */
  readonly blockTime: bigint;
}

/** The block for those who hold it longer than its ledger writes it: traces, even ones that nobody made yet, are large. */
export function withoutTraces(block: Block): Block {
  const transactions = block.transactions.map(({ transaction, meta }) => ({ transaction, meta, trace: undefined }));
  return { ...block, transactions };
}
