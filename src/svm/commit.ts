import type { TransactionAccount } from "../runtime/transaction-accounts.js";
import { isInvoked } from "../solana/message/account-roles.js";
import type { Message } from "../solana/message/message.js";
import type { Bank } from "./bank.js";
import type { ExecutedTransaction, FeesOnlyTransaction } from "./process.js";
import type { SanitizedTransaction } from "./sanitize.js";

/** Stores what a transaction leaves: its accounts if it succeeded, else the paid fee and the advanced nonce. */
export function commit(bank: Bank, processed: ExecutedTransaction | FeesOnlyTransaction): void {
  if (processed.outcome === "executed" && processed.execution.error === null) {
    storeAccounts(bank, processed.tx, processed.execution.context.accounts.list);
  } else {
    for (const [key, account] of processed.rollback) {
      if (bank.compat.removesEmptyPayers) bank.setAccount(key, account);
      else bank.accounts.setEvenIfEmpty(key, account);
    }
  }
}

/** Agave: account_saver.rs, `collect_accounts_for_successful_tx`. */
function storeAccounts(
  bank: Bank,
  { message, keys, writable }: SanitizedTransaction,
  accounts: readonly TransactionAccount[],
): void {
  for (let i = 0; i < keys.length; i++) {
    if (writable[i] === 0) continue;
    const account = accounts[i]!;
    // The fee was taken before any program ran.
    const isTouched = account.touched || i === 0;
    if (!isTouched && (bank.compat.storesOnlyTouchedAccounts || isUnchanged(bank, account))) continue;
    if (isInvoked(message, i) && !isInstructionAccount(message, i)) continue;
    bank.setAccount(account.key, account);
  }
}

/** An account that nothing touched differs at most by the rent epoch it was loaded with. */
function isUnchanged(bank: Bank, { key, rentEpoch }: TransactionAccount): boolean {
  const stored = bank.accounts.get(key);
  return stored === undefined || stored.rentEpoch === rentEpoch;
}

function isInstructionAccount({ instructions }: Message, index: number): boolean {
  return instructions.some(({ accounts }) => accounts.includes(index));
}
