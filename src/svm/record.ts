import type { Transaction } from "../solana/transaction.js";
import type { TransactionBalances } from "./balances.js";
import type { ProcessedTransaction } from "./process.js";
import { traceOf } from "./trace.js";
import { makeResult, type TransactionResult } from "./transaction-result.js";

const NOTHING = {
  keys: [],
  logs: [],
  trace: [],
  computeUnitsConsumed: 0,
  fee: 0n,
  loadedAccountsDataSize: 0,
  returnData: undefined,
  balances: undefined,
} as const;

/** The result that tells what became of a transaction. */
export function resultOf(
  transaction: Transaction,
  processed: ProcessedTransaction,
  balances: TransactionBalances | undefined,
): TransactionResult {
  const { outcome } = processed;
  const signature = transaction.signatures[0];
  if (processed.outcome === "dropped") {
    return makeResult(processed.error, { ...NOTHING, outcome: "dropped", signature });
  }
  const { tx, fee, loadedAccountsDataSize } = processed;
  const paid = { ...NOTHING, outcome, signature, keys: tx.keys, fee, loadedAccountsDataSize, balances };
  if (processed.outcome === "feesOnly") return makeResult(processed.error, paid);
  const { error, context, logs, computeUnitsConsumed } = processed.execution;
  const { returnData } = context;
  return makeResult(error, { ...paid, logs, computeUnitsConsumed, returnData, trace: traceOf(context) });
}
