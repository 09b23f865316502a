import { getSolanaErrorFromTransactionError, isSolanaError } from "@solana/kit";
import { base58Decode } from "../../base/base58.js";
import { bytesEqual } from "../../base/bytes.js";
import { CallgateError } from "../../base/errors.js";
import { isObject, reasonOf } from "../../base/untrusted.js";
import type { TransactionError } from "../../solana/errors.js";
import { recentFailures } from "../chains/known-chains.js";
import type { RecentFailure } from "../chains/recent-failures.js";
import { findTransaction } from "./find-transaction.js";
import type { Outcome } from "./outcome.js";

/**
 * The failed transaction that a client threw an error for: web3.js v1, Kit, or Anchor. Such an error has a signature, or
 * the logs, only the transaction's error, or nothing. Throws `no-failed-transaction` for one that tells of none.
 */
export function outcomeOfThrown(thrown: unknown): Outcome {
  const parts = [...partsOf(thrown)];
  const failures = recentFailures();
  const found =
    firstOf(parts, bySignature) ??
    firstOf(parts, (part) => failures.find((failure) => hasLogs(part, failure))?.outcome) ??
    failures.find(({ outcome }) => isJsonOf(thrown, outcome.error!))?.outcome ??
    firstOf(parts, (part) => failures.find((failure) => isErrorFor(part, failure))?.outcome) ??
    firstOf(parts, (part) => (saysNothing(part) ? failures[0]?.outcome : undefined));
  if (found !== undefined) return found;
  const message =
    `expected the error of a failed transaction, got another one, or one of a chain that assertions do not know ` +
    `(testChain and the clients of callgate/testing make theirs known, knownChain any): ${reasonOf(thrown)}`;
  throw new CallgateError("no-failed-transaction", message, { thrown });
}

/** Errors inside of errors. */
const MAX_PARTS = 8;

/** An error, what it says in its context, and its causes. */
function* partsOf(thrown: unknown): Generator<object> {
  let part = thrown;
  for (let count = 0; isObject(part) && count < MAX_PARTS; count++) {
    yield part;
    const { context, cause } = part as { context?: unknown; cause?: unknown };
    if (isObject(context)) yield context;
    part = cause;
  }
}

function firstOf(parts: readonly object[], find: (part: object) => Outcome | undefined): Outcome | undefined {
  for (const part of parts) {
    const found = find(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of web3.js's SendTransactionError, unless preflight failed; of the plan that Kit could not execute. */
function bySignature(part: object): Outcome | undefined {
  const { signature, transactionPlanResult } = part as { signature?: unknown; transactionPlanResult?: unknown };
  const planned = isObject(transactionPlanResult) ? (transactionPlanResult as PlanResult).context : undefined;
  const text = typeof signature === "string" ? signature : planned?.signature;
  if (typeof text !== "string") return undefined;
  const bytes = base58Decode(text);
  if (bytes?.length !== 64) return undefined;
  const outcome = findTransaction(bytes);
  if (outcome !== undefined) return outcome.error === null ? undefined : outcome;
  return recentFailures().find((failure) => bytesEqual(failure.signature, bytes))?.outcome;
}

interface PlanResult {
  readonly context?: { readonly signature?: unknown };
}

function hasLogs(part: object, { outcome }: RecentFailure): boolean {
  const { logs } = part as { logs?: unknown };
  return (
    Array.isArray(logs) && logs.length === outcome.logs.length && logs.every((line, i) => line === outcome.logs[i])
  );
}

/** web3.js may throw the transaction's error itself. */
function isJsonOf(thrown: unknown, error: TransactionError): boolean {
  if (!isObject(thrown) || typeof error === "string") return thrown === error;
  const [name] = Object.keys(error);
  return Object.keys(thrown).join() === name && JSON.stringify(thrown) === JSON.stringify(error);
}

/** Kit tells what a transaction in a block failed with, and nothing else. */
function isErrorFor(part: object, { outcome }: RecentFailure): boolean {
  return isSolanaError(part) && sameSolanaError(part, outcome.error!);
}

/** Anchor makes web3.js's SendTransactionError as versions before 1.92 took it: what newer ones make of it is empty. */
function saysNothing(part: object): boolean {
  return part instanceof Error && part.message === "Unknown action 'undefined'";
}

function sameSolanaError(thrown: Error, error: TransactionError): boolean {
  return (
    getSolanaErrorFromTransactionError(error as Parameters<typeof getSolanaErrorFromTransactionError>[0]).message ===
    thrown.message
  );
}
