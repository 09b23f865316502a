import type { JsonObject } from "../base/json.js";
import type { Blockhash } from "../solana/pubkey.js";
import type { Transaction } from "../solana/transaction.js";
import type { Encoded, TransactionDetails, UiTransactionEncoding } from "./encoding.js";
import type { Reward, TransactionStatusMeta } from "./status-meta.js";

/** Agave's `ConfirmedBlock`. */
export interface ConfirmedBlock {
  readonly previousBlockhash: Blockhash;
  readonly blockhash: Blockhash;
  readonly parentSlot: bigint;
  readonly transactions: readonly { readonly transaction: Transaction; readonly meta: TransactionStatusMeta }[];
  readonly rewards: readonly Reward[];
  /** Of the rewards of an epoch, in its first block. */
  readonly numPartitions?: bigint | undefined;
  /** Seconds since 1970. */
  readonly blockTime: bigint | null;
  readonly blockHeight: bigint | null;
}

/** Agave's `BlockEncodingOptions`. */
export interface BlockEncodingOptions {
  readonly transactionDetails: TransactionDetails;
  readonly showRewards: boolean;
  readonly maxSupportedTransactionVersion?: number | undefined;
}

/** Agave's `UiConfirmedBlock`. */
export declare function encodeConfirmedBlock(
  block: ConfirmedBlock,
  encoding: UiTransactionEncoding,
  options: BlockEncodingOptions,
): Encoded<JsonObject>;
