import type { Json, JsonObject } from "../base/json.js";
import type { Transaction } from "../solana/transaction.js";
import type { Encoded, UiTransactionEncoding } from "./encoding.js";
import type { TransactionStatusMeta } from "./status-meta.js";

/** Agave's `EncodedTransaction` of a transaction without its outcome. */
export declare function encodeTransaction(transaction: Transaction, encoding: UiTransactionEncoding): Json;

/** Agave's `EncodedTransactionWithStatusMeta`: { transaction, meta, version }. */
export declare function encodeTransactionWithStatusMeta(
  transaction: Transaction,
  meta: TransactionStatusMeta,
  encoding: UiTransactionEncoding,
  maxSupportedTransactionVersion: number | undefined,
  showRewards: boolean,
): Encoded<JsonObject>;

/** The same with nothing but signatures and accounts: { transaction: { signatures, accountKeys }, meta, version }. */
export declare function encodeTransactionAccounts(
  transaction: Transaction,
  meta: TransactionStatusMeta,
  maxSupportedTransactionVersion: number | undefined,
  showRewards: boolean,
): Encoded<JsonObject>;

/** A transaction in its block. */
export interface ConfirmedTransaction {
  readonly slot: bigint;
  readonly transaction: Transaction;
  readonly meta: TransactionStatusMeta;
  /** Seconds since 1970. */
  readonly blockTime: bigint | null;
  /** Where in the block. */
  readonly index: number;
}

/** Agave's `EncodedConfirmedTransactionWithStatusMeta`: { slot, transaction, meta, version, blockTime, transactionIndex }. */
export declare function encodeConfirmedTransaction(
  confirmed: ConfirmedTransaction,
  encoding: UiTransactionEncoding,
  maxSupportedTransactionVersion: number | undefined,
): Encoded<JsonObject>;
