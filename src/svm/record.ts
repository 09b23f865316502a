import type { TransactionError } from "../solana/errors.js";
import type { Transaction } from "../solana/transaction.js";
import type { TransactionBalances } from "./balances.js";
import { instructionTraceOf } from "./instruction-trace.js";
import type { ExecutedTransaction, FeesOnlyTransaction, ProcessedTransaction } from "./process.js";
import { makeResult, type TransactionRecord, type TransactionResult } from "./transaction-result.js";

/** The result that tells what became of a transaction. */
export function resultOf(
  transaction: Transaction,
  processed: ProcessedTransaction,
  balances: TransactionBalances | undefined,
  trace?: TransactionRecord["trace"],
): TransactionResult {
  const signature = transaction.signatures[0];
  switch (processed.outcome) {
    case "dropped":
      return refusedResult(processed.error, signature, processed.fee, trace);
    case "feesOnly":
      return makeResult(processed.error, { ...recordOfFeesOnly(signature, processed, balances), trace });
    case "executed":
      return makeResult(processed.execution.error, recordOfExecuted(signature, processed, balances, trace));
  }
}

/** The result of a transaction that was dropped. */
export function refusedResult(
  error: TransactionError,
  signature: Uint8Array | undefined,
  fee: bigint,
  trace?: TransactionRecord["trace"],
): TransactionResult {
  return makeResult(error, {
    trace,
    outcome: "dropped",
    signature,
    keys: [],
    logs: [],
    computeUnitsConsumed: 0,
    fee,
    loadedAccountsDataSize: 0,
    returnData: undefined,
    instructionTrace: [],
    balances: undefined,
  });
}

function recordOfFeesOnly(
  signature: Uint8Array | undefined,
  { tx, fee, loadedAccountsDataSize }: FeesOnlyTransaction,
  balances: TransactionBalances | undefined,
): TransactionRecord {
  return {
    outcome: "feesOnly",
    signature,
    keys: tx.keys,
    logs: [],
    computeUnitsConsumed: 0,
    fee,
    loadedAccountsDataSize,
    returnData: undefined,
    instructionTrace: [],
    balances,
  };
}

function recordOfExecuted(
  signature: Uint8Array | undefined,
  { tx, fee, loadedAccountsDataSize, execution }: ExecutedTransaction,
  balances: TransactionBalances | undefined,
  trace: TransactionRecord["trace"],
): TransactionRecord {
  const { context, logs, computeUnitsConsumed } = execution;
  return {
    outcome: "executed",
    signature,
    keys: tx.keys,
    logs,
    computeUnitsConsumed,
    fee,
    loadedAccountsDataSize,
    returnData: context.returnData,
    instructionTrace: instructionTraceOf(context),
    balances,
    trace,
  };
}
