import type { TransactionAccount } from "../runtime/transaction-accounts.js";
import { isInvoked } from "../solana/message/account-roles.js";
import type { Message } from "../solana/message/message.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { StoredAccount } from "./accounts-store.js";
import type { Bank } from "./bank.js";
import type { ExecutedTransaction, FeesOnlyTransaction } from "./process.js";
import type { SanitizedTransaction } from "./sanitize.js";

/** The accounts that a transaction leaves changed: its own if it succeeded, else the payer and the advanced nonce. */
export type Changes = readonly (readonly [Pubkey, StoredAccount])[];

export function changesOf(bank: Bank, processed: ExecutedTransaction | FeesOnlyTransaction): Changes {
  if (processed.outcome === "feesOnly" || processed.execution.error !== null) return processed.rollback;
  return changesOfSuccess(bank, processed.tx, processed.execution.context.accounts.list);
}

/** Stores what a transaction leaves. */
export function commit(bank: Bank, processed: ExecutedTransaction | FeesOnlyTransaction, changes: Changes): void {
  const keepsEmptyPayer = changes === processed.rollback && !bank.compat.removesEmptyPayers;
  for (const [key, account] of changes) {
    if (keepsEmptyPayer) bank.accounts.setEvenIfEmpty(key, account);
    else bank.setAccount(key, account);
  }
}

/** Agave: account_saver.rs, `collect_accounts_for_successful_tx`. */
function changesOfSuccess(
  bank: Bank,
  { message, keys, writable }: SanitizedTransaction,
  accounts: readonly TransactionAccount[],
): Changes {
  const changes: [Pubkey, StoredAccount][] = [];
  for (let i = 0; i < keys.length; i++) {
    if (writable[i] === 0) continue;
    const account = accounts[i]!;
    // The fee was taken before any program ran.
    const isTouched = account.touched || i === 0;
    if (!isTouched && (bank.compat.storesOnlyTouchedAccounts || isUnchanged(bank, account))) continue;
    if (isInvoked(message, i) && !isInstructionAccount(message, i)) continue;
    changes.push([account.key, account]);
  }
  return changes;
}

/** An account that nothing touched differs at most by the rent epoch it was loaded with. */
function isUnchanged(bank: Bank, { key, rentEpoch }: TransactionAccount): boolean {
  const stored = bank.accounts.get(key);
  return stored === undefined || stored.rentEpoch === rentEpoch;
}

function isInstructionAccount({ instructions }: Message, index: number): boolean {
  return instructions.some(({ accounts }) => accounts.includes(index));
}
