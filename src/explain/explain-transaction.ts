import { CallgateError } from "../base/errors.js";
import type { TransactionError } from "../solana/errors.js";
import type { TransactionInput } from "../svm/inputs.js";
import type { Svm } from "../svm/svm.js";
import { readTransaction } from "../svm/transaction-input.js";
import type { Trace } from "../trace/model.js";
import { tell } from "./explain.js";
import { runTraced } from "./fix/run-traced.js";
import { tryFixes } from "./fix/try-fixes.js";
import type { Explanation, FixedTransaction } from "./model.js";

/** What a transaction would come to, and why. */
export interface ExplainedTransaction {
  readonly ok: boolean;
  readonly error: TransactionError | null;
  readonly trace: Trace;
  /** Null if it passes. */
  readonly explanation: Explanation | null;
  /** What becomes of it with the explanation's fix; null without one. */
  readonly fixed: FixedTransaction | null;
}

/**
 * Runs a transaction as the VM stands, keeps nothing of it, and explains why it fails if it does. If the explanation has a
 * fix, or what may be one, runs it again with that applied, and with those for what then fails; signatures count as given
 * then. The explanation's fix is the first of those that were tried, null if nothing mends it. Throws
 * `invalid-transaction` for what is none.
 */
export function explainTransaction(svm: Svm, input: TransactionInput): ExplainedTransaction {
  const transaction = readTransaction(input);
  if (transaction === undefined) {
    throw new CallgateError("invalid-transaction", "the bytes are no transaction: an impossible config mask");
  }
  const verifiesSignatures = svm.bank.settings.signatureVerification;
  const { trace } = runTraced(svm.bank, transaction, { verifiesSignatures, trace: TRACE });
  const told = tell(trace, svm);
  if (told === undefined) return { ok: true, error: null, trace, explanation: null, fixed: null };
  const fixed = tryFixes(svm, transaction, told);
  const explanation = { ...told.explanation, fix: fixed?.fixes[0] ?? null };
  return { ok: false, error: trace.error, trace, explanation, fixed };
}

const TRACE = { syscalls: true, functions: true };
