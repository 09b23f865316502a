import { isObject } from "../base/untrusted.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { Transaction } from "../solana/transaction.js";
import { buildTrace } from "../trace/build/trace.js";
import type { Trace } from "../trace/model.js";
import type { Bank } from "./bank.js";
import { functionNamesOf } from "./function-names.js";
import { BOOLEAN, type OptionCheck, readOptions } from "./option-checks.js";
import type { ProcessedTransaction } from "./process.js";

/** What a trace holds beside what it always holds. */
export interface TraceOptions {
  /** Whether every syscall is listed, with its registers, its result and its cost. Default false. */
  readonly syscalls?: boolean;
  /**
   * Whether units are counted for each function of compiled programs, and where a fault ends a program the instructions
   * that ran last are kept. It makes engines go instruction by instruction: 1,400,000 units take 0.1 s. Default false.
   */
  readonly functions?: boolean;
}

export const TRACE: OptionCheck = {
  expected: "true, false, or { syscalls, functions }",
  accepts: (value) => BOOLEAN.accepts(value) || isObject(value),
};

const TRACE_OPTIONS = { syscalls: BOOLEAN, functions: BOOLEAN };

/** Whether and how to trace; undefined for not. Throws `invalid-option`. */
export function resolveTrace(given: boolean | TraceOptions | undefined): TraceOptions | undefined {
  if (given === undefined || given === false) return undefined;
  return given === true ? {} : readOptions(given, TRACE_OPTIONS, "trace.");
}

/**
 * What a transaction did, to be told when it is asked for. To be called before its changes are stored; undefined if nobody
 * asked.
 */
export function traceOf(
  bank: Bank,
  transaction: Transaction,
  processed: ProcessedTransaction,
  options: TraceOptions | undefined,
): (() => Trace) | undefined {
  if (options === undefined) return undefined;
  const paid = processed.outcome === "dropped" ? undefined : processed;
  const execution = processed.outcome === "executed" ? processed.execution : undefined;
  const frames = execution?.recorder?.frames ?? [];
  const keys: readonly Pubkey[] = paid?.tx.keys ?? [];
  const traced = {
    transaction,
    message: transaction.message,
    outcome: processed.outcome,
    error: processed.outcome === "executed" ? processed.execution.error : processed.error,
    slot: bank.currentSlot,
    feeLamports: processed.fee,
    unitsConsumed: execution?.computeUnitsConsumed ?? 0,
    budget: execution?.budget ?? bank.settings.computeBudget ?? bank.defaultBudget,
    keys,
    writable: paid?.tx.writable ?? [],
    before: keys.map(bank.getAccount),
    accounts: execution?.context.accounts.list,
    chargedPayer: paid?.payer.charged,
    frames,
    hasSyscalls: execution?.recorder?.hasSyscalls === true,
    functionNames: execution?.recorder?.hasFunctions ? functionNamesOf(bank, frames) : undefined,
    programs: bank.describe,
  };
  return () => buildTrace(traced);
}
