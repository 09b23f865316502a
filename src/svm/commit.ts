import type { TransactionAccount } from "../runtime/transaction-accounts.js";
import { isInvoked } from "../solana/message/account-roles.js";
import type { Message } from "../solana/message/message.js";
import { LOADER_V3_ID } from "../solana/program-ids.js";
import { pubkeyEqual } from "../solana/pubkey.js";
import type { Bank } from "./bank.js";
import type { Changes } from "./changes.js";
import type { Execution } from "./execute.js";
import { MISSING_ACCOUNT } from "./missing-account.js";
import type { ExecutedTransaction, FeesOnlyTransaction } from "./process.js";
import { rollbackAccounts } from "./rollback.js";
import type { SanitizedTransaction } from "./sanitize.js";

/** What a transaction leaves: its own accounts if it succeeded, else the payer and the advanced nonce. */
export function changesOf(bank: Bank, processed: ExecutedTransaction | FeesOnlyTransaction): Changes {
  if (!hasSucceeded(processed)) return rollbackAccounts(bank, processed);
  const { tx, execution } = processed;
  const { storesOnlyTouchedAccounts } = bank.compat;
  return storesOnlyTouchedAccounts ? touchedAccounts(tx, execution) : writableAccounts(tx, execution);
}

/** Stores what a transaction leaves. */
export function commit(bank: Bank, processed: ExecutedTransaction | FeesOnlyTransaction, changes: Changes): void {
  const keepsEmptyPayer = !hasSucceeded(processed) && !bank.compat.removesEmptyPayers;
  for (const account of changes) {
    if (keepsEmptyPayer) bank.accounts.storeEvenIfEmpty(account.key, account);
    else bank.setAccount(account.key, account);
    bank.programs.accountWasSet(account.key, account);
  }
}

function hasSucceeded(processed: ExecutedTransaction | FeesOnlyTransaction): processed is ExecutedTransaction {
  return processed.outcome === "executed" && processed.execution.error === null;
}

/** Agave: account_saver.rs, `collect_accounts_for_successful_tx`. */
function touchedAccounts(
  { message, keys, writable }: SanitizedTransaction,
  { context }: Execution,
): TransactionAccount[] {
  const touched: TransactionAccount[] = [];
  for (let i = 0; i < keys.length; i++) {
    const account = context.accounts.list[i]!;
    // The fee was taken before any program ran.
    if (!writable[i] || !(account.touched || i === 0)) continue;
    if (isInvoked(message, i) && !isInstructionAccount(message, i)) continue;
    touched.push(account);
  }
  return touched;
}

function isInstructionAccount({ instructions }: Message, index: number): boolean {
  return instructions.some(({ accounts }) => accounts.includes(index));
}

/** LiteSVM stores all of them. A difference make those that changed, and programs, which it loads again. */
function writableAccounts({ keys, writable }: SanitizedTransaction, { context }: Execution): TransactionAccount[] {
  const accounts: TransactionAccount[] = [];
  for (let i = 0; i < keys.length; i++) if (writable[i]) accounts.push(context.accounts.list[i]!);
  putProgramdataFirst(accounts);
  let kept = 0;
  for (const account of accounts) {
    const isPayer = account === context.accounts.list[0];
    if (isPayer || account.touched || account.executable || !isUnchanged(account)) accounts[kept++] = account;
  }
  accounts.length = kept;
  return accounts;
}

/**
 * An account that nothing touched differs at most by the rent epoch it was loaded with, and by the fee, which the payer
 * as it was loaded lacks already. One without lamports, which a failed transaction left behind, goes away.
 */
function isUnchanged({ original, rentEpoch, lamports }: TransactionAccount): boolean {
  return original === MISSING_ACCOUNT || (lamports > 0n && original.rentEpoch === rentEpoch);
}

/** Each other account that stands before one trades places with it (LiteSVM: `sync_accounts`; itertools: `partition`). */
function putProgramdataFirst(accounts: TransactionAccount[]): void {
  let back = accounts.length;
  for (let front = 0; front < back; front++) {
    if (isProgramdata(accounts[front]!)) continue;
    do back--;
    while (back > front && !isProgramdata(accounts[back]!));
    if (back <= front) return;
    [accounts[front], accounts[back]] = [accounts[back]!, accounts[front]!];
  }
}

function isProgramdata({ owner, data }: TransactionAccount): boolean {
  return data[0] === 3 && pubkeyEqual(owner, LOADER_V3_ID);
}
