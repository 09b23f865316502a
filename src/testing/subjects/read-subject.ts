import { base58Encode } from "../../base/base58.js";
import { CallgateError } from "../../base/errors.js";
import { describe, isBytes, isObject } from "../../base/untrusted.js";
import type { TransactionError } from "../../solana/errors.js";
import { toSignature } from "../../svm/inputs.js";
import { TransactionDetails, type TransactionResult } from "../../svm/transaction-result.js";
import { TRACE_VERSION, type Trace } from "../../trace/model.js";
import { svmOfResult } from "../chains/known-chains.js";
import { getTransaction } from "./find-transaction.js";
import { type Outcome, outcomeOfReply, outcomeOfResult, outcomeOfTrace, type SimulationReply } from "./outcome.js";
import { outcomeOfThrown } from "./thrown.js";

/**
 * What assertions are made of: a result of `callgate` (of a simulation too), a trace, the signature of a transaction on a
 * chain that is known, what the RPC's simulateTransaction or Kit's `sendTransaction` gave, an error that a client threw
 * for a failed transaction, or a promise of any of these.
 */
export type Subject = unknown;

/**
 * What became of the transaction that a subject stands for; a promise if the subject is one. Throws `invalid-subject`,
 * `unknown-transaction`, `no-failed-transaction`.
 */
export function outcomeOf(subject: Subject): Outcome | Promise<Outcome> {
  if (isPromise(subject)) return Promise.resolve(subject).then(readSubject, outcomeOfThrown);
  return readSubject(subject);
}

function isPromise(subject: Subject): subject is PromiseLike<unknown> {
  return isObject(subject) && "then" in subject && typeof subject.then === "function";
}

function readSubject(subject: Subject): Outcome {
  if (typeof subject === "string") return getTransaction(toSignature(subject), subject);
  if (isBytes(subject)) return getTransaction(toSignature(subject), base58Encode(subject));
  if (!isObject(subject)) throw invalid(subject);
  if (subject instanceof TransactionDetails) {
    const result = subject as TransactionResult;
    return outcomeOfResult(result, svmOfResult(result));
  }
  if (subject instanceof Error) return outcomeOfThrown(subject);
  if (isTrace(subject)) return outcomeOfTrace(subject);
  if (isPlanResult(subject)) return outcomeOfPlan(subject);
  const reply = "value" in subject && isObject(subject.value) ? subject.value : subject;
  if (isReply(reply)) return outcomeOfReply({ ...reply, err: withNumbers(reply.err) });
  throw invalid(subject);
}

function isTrace(subject: object): subject is Trace {
  return "version" in subject && subject.version === TRACE_VERSION && "frames" in subject;
}

function isReply(subject: object): subject is SimulationReply {
  return "err" in subject && "logs" in subject;
}

/** Kit's replies have bigints where Agave's JSON has numbers. */
function withNumbers(error: TransactionError | null): TransactionError | null {
  const text = JSON.stringify(error, (_, value: unknown) => (typeof value === "bigint" ? Number(value) : value));
  return JSON.parse(text) as TransactionError | null;
}

/** Kit's `TransactionPlanResult`, as far as it is looked at. */
interface PlanResult {
  readonly kind?: unknown;
  readonly plans?: readonly PlanResult[];
  readonly error?: unknown;
  readonly context?: { readonly signature?: unknown };
}

function isPlanResult(subject: object): subject is PlanResult {
  return "planType" in subject && subject.planType === "transactionPlanResult";
}

function outcomeOfPlan(result: PlanResult): Outcome {
  const single = result.plans?.length === 1 ? result.plans[0] : result;
  if (single === undefined || single.kind !== "single") {
    const message = "expected the result of one transaction, got one of several: look at each by its signature";
    throw new CallgateError("invalid-subject", message);
  }
  return single.error === undefined ? readSubject(single.context?.signature) : outcomeOfThrown(single.error);
}

function invalid(subject: unknown): CallgateError {
  const message =
    "expected a transaction: a result of callgate, a trace, a signature, an error that a client threw, or a promise of " +
    `one of these; got ${describe(subject)}`;
  return new CallgateError("invalid-subject", message);
}
