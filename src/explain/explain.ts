import { CallgateError } from "../base/errors.js";
import { describe, isObject } from "../base/untrusted.js";
import { instructionErrorName, transactionErrorName } from "../solana/errors.js";
import type { Svm } from "../svm/svm.js";
import { TransactionDetails, type TransactionResult } from "../svm/transaction-result.js";
import { TRACE_VERSION, type Trace } from "../trace/model.js";
import { explainRefusedCall } from "./calls/refused-call.js";
import { Case, type FailedFrame } from "./case.js";
import { explainInstructionError } from "./errors/instruction-errors.js";
import type { Explanation, Fix, Told } from "./model.js";
import { worldOf } from "./svm-world.js";
import { explainBudget } from "./transaction/budget.js";
import { explainTransactionError } from "./transaction/transaction-errors.js";
import { NO_WORLD } from "./world.js";

/**
 * Why a transaction failed; null if it did not. Without the VM nothing is known but what the trace says: no data of accounts,
 * no code of programs.
 *
 * Throws `missing-trace` for a failed result that carries no trace, `invalid-trace` for what is neither.
 *
 * @param subject a trace, or a result that carries one.
 * @param svm where it ran, as it stood then: a failed transaction has changed nothing of it but its payer.
 */
export function explain(subject: TransactionResult | Trace, svm?: Svm): Explanation | null {
  if (subject instanceof TransactionDetails && subject.ok) return null;
  return tell(traceOf(subject), svm)?.explanation ?? null;
}

/** Why it failed, and what may mend it where only a trial can say; undefined if it did not fail. */
export function tell(trace: Trace, svm?: Svm): { explanation: Explanation; candidates: readonly Fix[] } | undefined {
  if (trace.error === null) return undefined;
  const told = new Case(trace, svm === undefined ? NO_WORLD : worldOf(svm));
  const culprit = told.culprit();
  const { code, title, facts = {}, words, fix = null, candidates = [] } = tellOf(told, culprit);
  const where = culprit === undefined ? null : told.where(culprit.frame);
  return { explanation: { code, title, error: trace.error, where, facts, words, names: told.names, fix }, candidates };
}

/** Throws `invalid-trace` and `missing-trace`. */
function traceOf(subject: TransactionResult | Trace): Trace {
  if (!(subject instanceof TransactionDetails)) return checkTrace(subject);
  if (subject.trace !== undefined) return subject.trace;
  throw new CallgateError("missing-trace", "the result has no trace: ask for one with the option trace");
}

function checkTrace(subject: unknown): Trace {
  if (isObject(subject) && "version" in subject && subject.version === TRACE_VERSION)
    return subject as unknown as Trace;
  const message = `expected a result, or a trace of version ${TRACE_VERSION}, got ${describe(subject)}`;
  throw new CallgateError("invalid-trace", message);
}

function tellOf(told: Case, culprit: FailedFrame | undefined): Told {
  const { error } = told.trace;
  const name = transactionErrorName(error!);
  if (name !== "InstructionError") return explainTransactionError(told, name);
  if (culprit === undefined) return explainBudget(told);
  const { frame, failure } = culprit;
  // Before its first instruction began, a top-level one asked nobody for anything.
  if (frame.outcome.kind === "refused" && frame.caller !== null) {
    return explainRefusedCall(told, { frame, failure, refusal: frame.outcome.refusal });
  }
  return explainInstructionError(instructionErrorName(failure.error), { told, frame, failure });
}
