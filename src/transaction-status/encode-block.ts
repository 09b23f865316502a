import { base58Encode } from "../base/base58.js";
import type { JsonObject } from "../base/json.js";
import type { Blockhash } from "../solana/pubkey.js";
import type { Transaction } from "../solana/transaction.js";
import { encodeReward } from "./encode-meta.js";
import { encodeTransactionAccounts, encodeTransactionWithStatusMeta } from "./encode-transaction.js";
import type { Encoded, TransactionDetails, UiTransactionEncoding } from "./encoding.js";
import type { Reward, TransactionStatusMeta } from "./status-meta.js";

/** Agave's `ConfirmedBlock`. */
export interface ConfirmedBlock {
  readonly previousBlockhash: Blockhash;
  readonly blockhash: Blockhash;
  readonly parentSlot: bigint;
  readonly transactions: readonly TransactionWithStatusMeta[];
  readonly rewards: readonly Reward[];
  /** Of the rewards of an epoch, in its first block. */
  readonly numPartitions?: bigint | undefined;
  /** Seconds since 1970. */
  readonly blockTime: bigint | null;
  readonly blockHeight: bigint | null;
}

export interface TransactionWithStatusMeta {
  /** Has at least one signature. */
  readonly transaction: Transaction;
  readonly meta: TransactionStatusMeta;
}

/** Agave's `BlockEncodingOptions`. */
export interface BlockEncodingOptions {
  readonly transactionDetails: TransactionDetails;
  readonly showRewards: boolean;
  readonly maxSupportedTransactionVersion?: number | undefined;
}

/** Agave's `UiConfirmedBlock` (`ConfirmedBlock::encode_with_options`). */
export function encodeConfirmedBlock(
  block: ConfirmedBlock,
  encoding: UiTransactionEncoding,
  options: BlockEncodingOptions,
): Encoded<JsonObject> {
  const transactions: JsonObject[] = [];
  for (const transaction of block.transactions) {
    const encoded = encodeDetails(transaction, encoding, options);
    if (encoded === undefined) break;
    if (!encoded.ok) return encoded;
    transactions.push(encoded.value);
  }
  return { ok: true, value: encodeBlock(block, transactions, options) };
}

/** A transaction of a block, or undefined if transactions are not shown. */
function encodeDetails(
  { transaction, meta }: TransactionWithStatusMeta,
  encoding: UiTransactionEncoding,
  { transactionDetails, maxSupportedTransactionVersion: max, showRewards }: BlockEncodingOptions,
): Encoded<JsonObject> | undefined {
  switch (transactionDetails) {
    case "full":
      return encodeTransactionWithStatusMeta(transaction, meta, encoding, max, showRewards);
    case "accounts":
      return encodeTransactionAccounts(transaction, meta, max, showRewards);
    default:
      return undefined;
  }
}

function encodeBlock(
  block: ConfirmedBlock,
  transactions: readonly JsonObject[],
  { transactionDetails, showRewards }: BlockEncodingOptions,
): JsonObject {
  const showsTransactions = transactionDetails === "full" || transactionDetails === "accounts";
  return {
    previousBlockhash: block.previousBlockhash,
    blockhash: block.blockhash,
    parentSlot: block.parentSlot,
    transactions: showsTransactions ? transactions : undefined,
    signatures: transactionDetails === "signatures" ? block.transactions.map(firstSignature) : undefined,
    rewards: showRewards ? block.rewards.map(encodeReward) : undefined,
    numRewardPartitions: block.numPartitions,
    blockTime: block.blockTime,
    blockHeight: block.blockHeight,
  };
}

function firstSignature({ transaction }: TransactionWithStatusMeta): string {
  return base58Encode(transaction.signatures[0]);
}
