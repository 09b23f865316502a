import { base58Encode } from "../base/base58.js";
import { base64Encode } from "../base/base64.js";
import type { Json, JsonObject } from "../base/json.js";
import type { LoadedAddresses } from "../solana/message/account-roles.js";
import { encodeTransaction, type Transaction } from "../solana/transaction.js";
import { encodeParsedMessage, encodeRawMessage } from "./encode-message.js";
import { encodeSimpleUiTransactionStatusMeta, encodeUiTransactionStatusMeta } from "./encode-meta.js";
import type { Encoded, UiTransactionEncoding } from "./encoding.js";
import { parseMessageAccounts } from "./parse-accounts.js";
import type { TransactionStatusMeta } from "./status-meta.js";

/** Agave's `EncodedTransaction`. `loaded` are the keys that a v0 message got from tables. */
function encodeUiTransaction(transaction: Transaction, loaded: LoadedAddresses, encoding: UiTransactionEncoding): Json {
  const { message } = transaction;
  switch (encoding) {
    case "binary":
      return base58Encode(encodeTransaction(transaction));
    case "base58":
      return [base58Encode(encodeTransaction(transaction)), "base58"];
    case "base64":
      return [base64Encode(encodeTransaction(transaction)), "base64"];
    case "json":
      return { signatures: signaturesOf(transaction), message: encodeRawMessage(message) };
    case "jsonParsed":
      return { signatures: signaturesOf(transaction), message: encodeParsedMessage(message, loaded) };
  }
}

/**
 * Agave's `EncodedTransactionWithStatusMeta`: { transaction, meta, version }. Without a highest supported version, only
 * legacy transactions are shown, and without their version.
 */
export function encodeTransactionWithStatusMeta(
  transaction: Transaction,
  meta: TransactionStatusMeta,
  encoding: UiTransactionEncoding,
  maxSupportedTransactionVersion: number | undefined,
  showRewards: boolean,
): Encoded<JsonObject> {
  return encodeVersion(transaction, maxSupportedTransactionVersion, () => ({
    transaction: encodeUiTransaction(transaction, meta.loadedAddresses, encoding),
    meta: encodeUiTransactionStatusMeta(meta, encoding, transaction.message.accountKeys, showRewards),
  }));
}

/** The same with nothing but signatures and accounts: { transaction: { signatures, accountKeys }, meta, version }. */
export function encodeTransactionAccounts(
  transaction: Transaction,
  meta: TransactionStatusMeta,
  maxSupportedTransactionVersion: number | undefined,
  showRewards: boolean,
): Encoded<JsonObject> {
  return encodeVersion(transaction, maxSupportedTransactionVersion, () => ({
    transaction: {
      signatures: signaturesOf(transaction),
      accountKeys: parseMessageAccounts(transaction.message, meta.loadedAddresses),
    },
    meta: encodeSimpleUiTransactionStatusMeta(meta, showRewards),
  }));
}

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
export function encodeConfirmedTransaction(
  confirmed: ConfirmedTransaction,
  encoding: UiTransactionEncoding,
  maxSupportedTransactionVersion: number | undefined,
): Encoded<JsonObject> {
  const { slot, transaction, meta, blockTime, index } = confirmed;
  const encoded = encodeTransactionWithStatusMeta(transaction, meta, encoding, maxSupportedTransactionVersion, true);
  return encoded.ok ? { ok: true, value: { slot, ...encoded.value, blockTime, transactionIndex: index } } : encoded;
}

/** Agave's `VersionedTransactionWithStatusMeta::validate_version`. */
function encodeVersion(
  { message: { version } }: Transaction,
  max: number | undefined,
  encode: () => JsonObject,
): Encoded<JsonObject> {
  if (version !== "legacy" && (max === undefined || version > max)) {
    return { ok: false, unsupportedTransactionVersion: version };
  }
  return { ok: true, value: { ...encode(), version: max === undefined ? undefined : version } };
}

function signaturesOf({ signatures }: Transaction): readonly string[] {
  return signatures.map(base58Encode);
}
