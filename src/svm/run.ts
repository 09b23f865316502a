import { CallgateError } from "../base/errors.js";
import { pubkeyEqual } from "../solana/pubkey.js";
import { makeTransaction, type Transaction } from "../solana/transaction.js";
import { type Balances, collectBalances, type GetAccount, type TransactionBalances } from "./balances.js";
import type { Bank } from "./bank.js";
import type { Changes } from "./changes.js";
import { changesOf, commit } from "./commit.js";
import { rememberProcessed } from "./duplicates.js";
import {
  type ExecutedTransaction,
  type FeesOnlyTransaction,
  type ProcessedTransaction,
  processTransaction,
} from "./process.js";
import { resultOf } from "./record.js";
import { type SvmAccount, toSvmAccount } from "./svm-account.js";
import { resolveTrace, type TraceOptions, traceOf } from "./trace.js";
import type { SimulationResult, TransactionResult } from "./transaction-result.js";

/** Agave: a simulated transaction must stay valid while it is forwarded (solana-clock, MAX_TRANSACTION_FORWARDING_DELAY). */
const FORWARDING_DELAY = 6;

/**
 * Runs a transaction and stores what it does. Throws `transaction-running` inside of a program that the same VM runs:
 * what one transaction stored, the other would overwrite.
 */
export function send(bank: Bank, transaction: Transaction, options: VerifyingOptions = {}): TransactionResult {
  const { settings } = bank;
  const tracing = tracingOf(bank, options);
  const processed = processAlone(bank, transaction, options, tracing);
  const trace = traceOf(bank, transaction, processed, tracing);
  if (processed.outcome === "dropped") return resultOf(transaction, processed, undefined, trace);
  const changes = changesOf(bank, processed);
  const balances = settings.recordBalances ? balancesOf(bank, processed, changes) : undefined;
  commit(bank, processed, changes);
  rememberProcessed(bank, transaction);
  const result = resultOf(transaction, processed, balances, trace);
  bank.history.add(result.signatureBytes, result);
  return result;
}

function tracingOf({ settings }: Bank, { trace }: SendOptions): TraceOptions | undefined {
  return trace === undefined ? settings.trace : resolveTrace(trace);
}

function processAlone(
  bank: Bank,
  transaction: Transaction,
  { signatureVerification }: VerifyingOptions,
  trace: TraceOptions | undefined,
): ProcessedTransaction {
  const { settings, compat } = bank;
  if (bank.isSending) {
    throw new CallgateError("transaction-running", "a program sent a transaction to the very VM that runs it");
  }
  bank.isSending = true;
  try {
    return processTransaction(bank, transaction, {
      verifiesSignatures: signatureVerification ?? settings.signatureVerification,
      blockhashAge: compat.blockhashAge,
      strictNonceSize: false,
      logBytesLimit: settings.logBytesLimit,
      trace,
    });
  } finally {
    bank.isSending = false;
  }
}

/** What is asked of one transaction. */
export interface SendOptions {
  /** Whether the result carries a trace. Default: as the VM has it. */
  readonly trace?: boolean | TraceOptions;
}

/** What a bank may be asked for as well. */
export interface VerifyingOptions extends SendOptions {
  /** Whether signatures must verify. Default: as the VM has it. */
  readonly signatureVerification?: boolean;
}

/** How a simulation differs from sending. */
export interface SimulationOptions extends VerifyingOptions {
  /** Whether the latest blockhash takes the place of the transaction's. Its signatures then no longer verify. */
  readonly replaceRecentBlockhash?: boolean;
}

/**
 * Runs a transaction and stores nothing (Agave: bank.rs, `simulate_transaction`): blockhashes must stay valid for six
 * more blocks, nonce accounts must hold exactly 80 bytes, and logs have no limit.
 */
export function simulate(bank: Bank, transaction: Transaction, options: SimulationOptions): SimulationResult {
  const { settings, compat } = bank;
  const tracing = tracingOf(bank, options);
  const subject = options.replaceRecentBlockhash === true ? withLatestBlockhash(bank, transaction) : transaction;
  const processed = processTransaction(bank, subject, {
    verifiesSignatures: options.signatureVerification ?? settings.signatureVerification,
    blockhashAge: compat.simulatesAhead ? compat.blockhashAge - FORWARDING_DELAY : compat.blockhashAge,
    strictNonceSize: compat.simulatesAhead,
    logBytesLimit: compat.simulatesAhead ? null : settings.logBytesLimit,
    trace: tracing,
  });
  const trace = traceOf(bank, subject, processed, tracing);
  const balances =
    processed.outcome === "dropped" ? undefined : balancesOf(bank, processed, changesOf(bank, processed));
  return Object.assign(resultOf(subject, processed, balances, trace), { postAccounts: postAccounts(processed) });
}

function withLatestBlockhash({ blockhashes }: Bank, { message, signatures }: Transaction): Transaction {
  return makeTransaction({ ...message, recentBlockhash: blockhashes.latest }, signatures);
}

function balancesOf(
  bank: Bank,
  { tx }: ExecutedTransaction | FeesOnlyTransaction,
  changes: Changes,
): TransactionBalances {
  const before: Balances = collectBalances(tx, bank.getAccount);
  const getChanged: GetAccount = (key) => {
    const change = changes.find((changed) => pubkeyEqual(changed.key, key));
    if (change === undefined) return bank.getAccount(key);
    return change.lamports === 0n ? undefined : change;
  };
  return { before, after: collectBalances(tx, getChanged) };
}

function postAccounts(processed: ProcessedTransaction): SvmAccount[] {
  if (processed.outcome !== "executed") return [];
  return processed.execution.context.accounts.list.map((account) => toSvmAccount(account.key, account));
}
