import type { ExecutionBudget } from "../runtime/execution-budget.js";
import type { TransactionLimits } from "../solana/compute-budget-instructions.js";
import { resolveLimits } from "../solana/compute-budget-instructions.js";
import type { TransactionError } from "../solana/errors.js";
import type { Transaction } from "../solana/transaction.js";
import type { TraceRecorder } from "../trace/recorder/recorder.js";
import { loadAccounts } from "./account-loader.js";
import type { StoredAccount } from "./accounts-store.js";
import { checkAge, type Nonce } from "./age.js";
import type { Bank } from "./bank.js";
import { checkDuplicate } from "./duplicates.js";
import { type Execution, execute } from "./execute.js";
import { calculateFee } from "./fee.js";
import { chargeFee, type Payer } from "./fee-payer.js";
import { LoadedSize } from "./loaded-size.js";
import { Refusal } from "./refusal.js";
import { dataSizeOf, rollbackAccounts } from "./rollback.js";
import { budgetRequests, type SanitizedTransaction, sanitize } from "./sanitize.js";
import type { TraceOptions } from "./trace.js";

/** How one transaction is processed. */
export interface ProcessingOptions {
  readonly verifiesSignatures: boolean;
  /** How many newer blockhashes a valid one may have. */
  readonly blockhashAge: number;
  /** Nonce accounts must hold exactly 80 bytes. */
  readonly strictNonceSize: boolean;
  /** Bytes; null for no limit. */
  readonly logBytesLimit: number | null;
  /** Whether what it does is written down, for a trace. */
  readonly trace: TraceOptions | undefined;
  /** Who writes it down, if not a recorder that only looks. */
  readonly recorder?: TraceRecorder;
}

/** What became of a transaction; nothing is stored yet. */
export type ProcessedTransaction = DroppedTransaction | FeesOnlyTransaction | ExecutedTransaction;

/** Refused before its payer paid: as if it had never been. */
export interface DroppedTransaction {
  readonly outcome: "dropped";
  readonly error: TransactionError;
  /** Lamports that its result shows. */
  readonly fee: bigint;
}

interface PaidTransaction {
  readonly tx: SanitizedTransaction;
  readonly fee: bigint;
  readonly payer: Payer;
  readonly nonce: Nonce | undefined;
  /** Bytes. */
  readonly loadedAccountsDataSize: number;
}

/** Its accounts could not be loaded: it pays and does nothing. */
export interface FeesOnlyTransaction extends PaidTransaction {
  readonly outcome: "feesOnly";
  readonly error: TransactionError;
}

/** It ran, well or not. */
export interface ExecutedTransaction extends PaidTransaction {
  readonly outcome: "executed";
  readonly execution: Execution;
}

/** Takes a transaction through all stages in a bank's order of checks (Agave: bank.rs and svm/src). */
export function processTransaction(
  bank: Bank,
  transaction: Transaction,
  options: ProcessingOptions,
): ProcessedTransaction {
  let fee = 0n;
  try {
    const tx = sanitize(bank, transaction, options.verifiesSignatures);
    const checked = check(bank, tx, options);
    fee = calculateFee(tx.message, checked.limits.priorityFeeLamports);
    return payAndExecute(bank, tx, checked, fee, options);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return { outcome: "dropped", error: thrown.error, fee: bank.compat.hidesFeesOfDropped ? 0n : fee };
  }
}

interface CheckedTransaction {
  readonly limits: TransactionLimits;
  readonly nonce: Nonce | undefined;
}

/**
 * Budget values, blockhash or nonce, duplicates (Agave: check_transactions.rs).
 * DIVERGES under `compat`: LiteSVM reads the budget only after the blockhash was checked.
 */
function check(bank: Bank, tx: SanitizedTransaction, options: ProcessingOptions): CheckedTransaction {
  const { requests } = tx;
  const early = requests && limitsOf(bank, tx, requests);
  const nonce = checkAge(bank, tx, options.blockhashAge, options.strictNonceSize);
  const limits = early ?? limitsOf(bank, tx, budgetRequests(tx.message));
  checkDuplicate(bank, tx.transaction);
  return { limits, nonce };
}

function limitsOf(
  bank: Bank,
  { message }: SanitizedTransaction,
  requests: SanitizedTransaction["requests"] & {},
): TransactionLimits {
  const resolved = resolveLimits(message, requests, bank.features, bank.settings.limits.defaultUnits);
  if (!resolved.ok) throw new Refusal(resolved.error);
  return resolved.limits;
}

function payAndExecute(
  bank: Bank,
  tx: SanitizedTransaction,
  { limits, nonce }: CheckedTransaction,
  fee: bigint,
  options: ProcessingOptions,
): ProcessedTransaction {
  const size = new LoadedSize(limits.loadedAccountsDataSizeLimit);
  // LiteSVM counts the tables before it looks at the payer.
  if (!bank.compat.chargesLoadFailures) size.addLookupTables(tx.message.addressTableLookups.length);
  const payer = chargeFee(bank.accounts.get(tx.keys[0]!), fee, bank.rent, bank.features.relaxPostExecMinBalanceCheck);
  const accounts = tryLoad(bank, tx, payer.charged, size);
  if (accounts instanceof Refusal) {
    if (!bank.compat.chargesLoadFailures) throw accounts;
    const paid = { tx, fee, payer, nonce };
    const loadedAccountsDataSize = bank.features.defineLtdsFeeOnlySemantics
      ? size.bytes
      : dataSizeOf(rollbackAccounts(bank, paid));
    return { outcome: "feesOnly", error: accounts.error, ...paid, loadedAccountsDataSize };
  }
  const execution = execute(bank, tx, accounts, budgetOf(bank, limits), options);
  return { outcome: "executed", execution, tx, fee, payer, nonce, loadedAccountsDataSize: size.bytes };
}

function tryLoad(bank: Bank, tx: SanitizedTransaction, chargedPayer: StoredAccount, size: LoadedSize) {
  try {
    return loadAccounts(bank, tx, chargedPayer, size);
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown;
    throw thrown;
  }
}

/** What the VM was told to use takes the place of what the transaction asks for. */
function budgetOf(bank: Bank, { computeUnitLimit, heapSize }: TransactionLimits): ExecutionBudget {
  return bank.settings.computeBudget ?? bank.budgetWith(computeUnitLimit, heapSize);
}
