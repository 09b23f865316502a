import {
  assertIsFullySignedTransaction,
  getTransactionEncoder,
  getTransactionVersionDecoder,
  type Transaction as KitTransaction,
} from "@solana/kit";
import { CallgateError } from "../base/errors.js";
import { describe, isObject } from "../base/untrusted.js";
import { decodeTransaction, type Transaction } from "../solana/transaction.js";
import type { Bank } from "../svm/bank.js";
import { type ProcessedTransaction, processTransaction } from "../svm/process.js";
import type { PlacedAccount } from "../svm/program-placement.js";
import { resultOf } from "../svm/record.js";
import type { TransactionResult } from "../svm/transaction-result.js";
import { FailedTransactionMetadata } from "./failed-transaction-metadata.js";
import { SimulatedTransactionInfo, SimulatedTransactionInfoInner } from "./simulated-transaction-info.js";
import { TransactionMetadata } from "./transaction-metadata.js";

const transactionEncoder = getTransactionEncoder();
const versionDecoder = getTransactionVersionDecoder();

/** Reads Kit's transaction. Throws Kit's errors, and `invalid-transaction`, where LiteSVM aborts the process. */
export function readKitTransaction(bank: Bank, tx: KitTransaction): Transaction {
  if (!isObject(tx) || !("messageBytes" in tx) || !isObject(tx.signatures)) throw invalid(`got ${describe(tx)}`);
  if (bank.settings.signatureVerification) assertIsFullySignedTransaction(tx);
  const version = versionDecoder.decode(tx.messageBytes);
  const bytes = transactionEncoder.encode(tx) as Uint8Array;
  if (version !== "legacy" && version !== 0 && version !== 1) {
    throw invalid(`got one of the unsupported version ${version}`);
  }
  const decoded = decodeTransaction(bytes);
  if (decoded.ok) return decoded.transaction;
  throw invalid(`got bytes that are none: ${decoded.reason}`);
}

function invalid(came: string): CallgateError {
  return new CallgateError("invalid-transaction", `expected Kit's Transaction, ${came}`);
}

/** What a transaction would do; its accounts are those that it may write. */
export function simulate(bank: Bank, transaction: Transaction): SimulatedTransactionInfo | FailedTransactionMetadata {
  const { settings, compat } = bank;
  const processed = processTransaction(bank, transaction, {
    verifiesSignatures: settings.signatureVerification,
    blockhashAge: compat.blockhashAge,
    strictNonceSize: false,
    logBytesLimit: settings.logBytesLimit,
  });
  const result = resultOf(transaction, processed, undefined);
  if (!result.ok) return new FailedTransactionMetadata(result);
  return new SimulatedTransactionInfo(new SimulatedTransactionInfoInner(result, writableAccounts(processed)));
}

function writableAccounts(processed: ProcessedTransaction): PlacedAccount[] {
  if (processed.outcome !== "executed") return [];
  const { tx, execution } = processed;
  const writable = execution.context.accounts.list.filter((_, index) => tx.writable[index] === 1);
  return writable.map((account) => [account.key, account]);
}

export function toMetadata(result: TransactionResult): TransactionMetadata | FailedTransactionMetadata {
  return result.ok ? new TransactionMetadata(result) : new FailedTransactionMetadata(result);
}
