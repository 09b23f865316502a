import {
  assertIsFullySignedTransaction,
  getTransactionEncoder,
  getTransactionVersionDecoder,
  type Transaction as KitTransaction,
} from "@solana/kit";
import { CallgateError } from "../base/errors.js";
import { describe, isBytes, lengthOfBytes } from "../base/untrusted.js";
import { MESSAGE_VERSION_PREFIX } from "../solana/message/message.js";
import { decodeTransaction, SIGNATURE_BYTES, type Transaction } from "../solana/transaction.js";
import type { Bank } from "../svm/bank.js";
import { type ProcessedTransaction, processTransaction } from "../svm/process.js";
import type { PlacedAccount } from "../svm/program-placement.js";
import { resultOf } from "../svm/record.js";
import type { TransactionResult } from "../svm/transaction-result.js";
import { joinWire } from "../svm/wire.js";
import { readFromKit } from "./encoded-account.js";
import { FailedTransactionMetadata } from "./failed-transaction-metadata.js";
import { SimulatedTransactionInfo, SimulatedTransactionInfoInner } from "./simulated-transaction-info.js";
import { TransactionMetadata } from "./transaction-metadata.js";

const transactionEncoder = getTransactionEncoder();
const versionDecoder = getTransactionVersionDecoder();

/** Reads Kit's transaction. Throws Kit's errors, and `invalid-transaction`, where LiteSVM aborts the process. */
export function readKitTransaction(bank: Bank, tx: KitTransaction): Transaction {
  const bytes = readFromKit("invalid-transaction", "the transaction", () => {
    return plainWireBytes(tx) ?? wireBytes(bank, tx);
  });
  const decoded = decodeTransaction(bytes);
  if (decoded.ok) return decoded.transaction;
  throw invalid(`got bytes that are none: ${decoded.reason}`);
}

/**
 * The bytes of a transaction before v1 that has all its signatures, in a tenth of the time that Kit's encoder takes to
 * make the same; undefined for any other.
 */
function plainWireBytes({ messageBytes, signatures }: KitTransaction): Uint8Array | undefined {
  if (!isBytes(messageBytes) || !(messageBytes[0]! <= MESSAGE_VERSION_PREFIX)) return undefined;
  const list: Uint8Array[] = Object.values(signatures) as unknown as Uint8Array[];
  if (list.length === 0 || list.length >= MESSAGE_VERSION_PREFIX) return undefined;
  for (const one of list) if (!isBytes(one) || lengthOfBytes(one) !== SIGNATURE_BYTES) return undefined;
  return joinWire(list, messageBytes);
}

/** Only what is bytes gets to Kit, which makes room for whatever has a length. */
function wireBytes(bank: Bank, tx: KitTransaction): Uint8Array {
  const parts: unknown[] = [tx.messageBytes, ...Object.values(tx.signatures)];
  for (const part of parts) if (part != null && !isBytes(part)) throw invalid(`got a part that is ${describe(part)}`);
  if (bank.settings.signatureVerification) assertIsFullySignedTransaction(tx);
  const version = versionDecoder.decode(tx.messageBytes);
  const bytes = transactionEncoder.encode(tx) as Uint8Array;
  if (version === "legacy" || version === 0 || version === 1) return bytes;
  throw invalid(`got one of the unsupported version ${version}`);
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
    trace: undefined,
  });
  const result = resultOf(transaction, processed, undefined);
  if (!result.ok) return new FailedTransactionMetadata(result);
  return new SimulatedTransactionInfo(new SimulatedTransactionInfoInner(result, writableAccounts(processed)));
}

function writableAccounts(processed: ProcessedTransaction): PlacedAccount[] {
  if (processed.outcome !== "executed") return [];
  const { tx, execution } = processed;
  const writable = execution.context.accounts.list.filter((_, index) => tx.writable[index]);
  return writable.map((account) => [account.key, account]);
}

export function toMetadata(result: TransactionResult): TransactionMetadata | FailedTransactionMetadata {
  return result.ok ? new TransactionMetadata(result) : new FailedTransactionMetadata(result);
}
