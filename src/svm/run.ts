import type { Transaction } from "../solana/transaction.js";
import type { Bank } from "./bank.js";
import { commit } from "./commit.js";
import { rememberProcessed } from "./duplicates.js";
import { type ProcessedTransaction, processTransaction } from "./process.js";
import { resultOf } from "./record.js";
import { type SvmAccount, toSvmAccount } from "./svm-account.js";
import type { SimulationResult, TransactionResult } from "./transaction-result.js";

/** Agave: a simulated transaction must stay valid while it is forwarded (solana-clock, MAX_TRANSACTION_FORWARDING_DELAY). */
const FORWARDING_DELAY = 6;

/** Runs a transaction and stores what it does. */
export function send(bank: Bank, transaction: Transaction): TransactionResult {
  const { settings, compat } = bank;
  const processed = processTransaction(bank, transaction, {
    verifiesSignatures: settings.signatureVerification,
    blockhashAge: compat.blockhashAge,
    strictNonceSize: false,
    logBytesLimit: settings.logBytesLimit,
  });
  const result = resultOf(transaction, processed, undefined);
  if (processed.outcome === "dropped") return result;
  commit(bank, processed);
  rememberProcessed(bank, transaction);
  bank.history.add(result.signatureBytes, result);
  return result;
}

/** What a simulation may change of the VM's settings. */
export interface SimulationOptions {
  /** Whether signatures must verify. Default: as the VM has it. */
  readonly signatureVerification?: boolean;
}

/** Runs a transaction and stores nothing (Agave: bank.rs, `simulate_transaction`). */
export function simulate(bank: Bank, transaction: Transaction, options: SimulationOptions): SimulationResult {
  const { settings, compat } = bank;
  const processed = processTransaction(bank, transaction, {
    verifiesSignatures: options.signatureVerification ?? settings.signatureVerification,
    blockhashAge: Math.max(compat.blockhashAge - FORWARDING_DELAY, 0),
    strictNonceSize: true,
    logBytesLimit: settings.logBytesLimit,
  });
  const result = resultOf(transaction, processed, undefined);
  return Object.assign(result, { postAccounts: postAccounts(processed) });
}

function postAccounts(processed: ProcessedTransaction): SvmAccount[] {
  if (processed.outcome !== "executed") return [];
  return processed.execution.context.accounts.list.map((account) => toSvmAccount(account.key, account));
}
