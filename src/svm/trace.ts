import { isObject } from "../base/untrusted.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { Transaction } from "../solana/transaction.js";
import { buildTrace } from "../trace/build/trace.js";
import type { TracedTransaction } from "../trace/build/traced-transaction.js";
import type { Trace } from "../trace/model.js";
import type { RecordedFrame } from "../trace/recorder/recording.js";
import type { Bank } from "./bank.js";
import { functionNamesOf } from "./function-names.js";
import { BOOLEAN, type OptionCheck, readOptions } from "./option-checks.js";
import type { ProcessedTransaction } from "./process.js";

/** Of account data, held until somebody asks for a trace. One that would hold more is made at once: results may be kept. */
const HELD_BYTES_LIMIT = 64 * 1024;

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
  const traced: TracedTransaction = {
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
  return heldBytes(traced) > HELD_BYTES_LIMIT ? given(buildTrace(traced)) : makes(traced);
}

/** Closures that are made in one place hold all that each of them uses: hence these two. */
const given = (trace: Trace) => () => trace;
const makes = (traced: TracedTransaction) => () => buildTrace(traced);

/** What is recorded holds whole accounts that were written to; a trace holds only the bytes that differ. */
function heldBytes({ accounts = [], frames }: TracedTransaction): number {
  const written = accounts.filter(({ touched }) => touched);
  return written.reduce((sum, { data }) => sum + data.length, changedBytes(frames));
}

function changedBytes(frames: readonly RecordedFrame[]): number {
  let sum = 0;
  for (const { changes, calls } of frames) {
    for (const { after } of changes) sum += after.data.length;
    sum += changedBytes(calls);
  }
  return sum;
}
