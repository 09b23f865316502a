import type { Transaction } from "../../solana/transaction.js";
import type { Bank } from "../../svm/bank.js";
import { processTransaction } from "../../svm/process.js";
import { type TraceOptions, traceOf } from "../../svm/trace.js";
import type { Trace } from "../../trace/model.js";
import type { TraceRecorder } from "../../trace/recorder/recorder.js";

export interface RunOptions {
  readonly verifiesSignatures: boolean;
  readonly trace: TraceOptions;
  readonly recorder?: TraceRecorder | undefined;
}

/** What a run has come to. */
export interface Run {
  readonly trace: Trace;
  /** Bytes; 0 for a transaction that was dropped. */
  readonly loadedAccountsDataSize: number;
}

/** Runs a transaction as the VM stands, and stores nothing. */
export function runTraced(bank: Bank, transaction: Transaction, options: RunOptions): Run {
  const { verifiesSignatures, trace, recorder } = options;
  const processed = processTransaction(bank, transaction, {
    verifiesSignatures,
    blockhashAge: bank.compat.blockhashAge,
    strictNonceSize: false,
    logBytesLimit: bank.settings.logBytesLimit,
    trace,
    ...(recorder === undefined ? {} : { recorder }),
  });
  const loadedAccountsDataSize = processed.outcome === "dropped" ? 0 : processed.loadedAccountsDataSize;
  return { trace: traceOf(bank, transaction, processed, trace)!(), loadedAccountsDataSize };
}
