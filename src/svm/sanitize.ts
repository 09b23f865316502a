import { type BudgetRequests, readBudgetRequests } from "../solana/compute-budget-instructions.js";
import { allAccountKeys, writableFlags } from "../solana/message/account-roles.js";
import type { Message } from "../solana/message/message.js";
import { resolveLookups } from "../solana/message/resolve-lookups.js";
import { checkBeforeSignatures, isSaneMessage, sanitizeTransaction } from "../solana/message/sanitize.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { Transaction } from "../solana/transaction.js";
import { validateAccountLocks } from "./account-locks.js";
import type { Bank } from "./bank.js";
import { refuse, refuseIf } from "./refusal.js";
import { verifySignatures } from "./signatures.js";

/** A transaction of a form that a bank accepts, with what its form says. */
export interface SanitizedTransaction {
  readonly transaction: Transaction;
  readonly message: Message;
  /** All keys, looked-up ones included, in the order that indexes count. */
  readonly keys: readonly Pubkey[];
  /** For each key, whether the transaction may write it. */
  readonly writable: readonly boolean[];
  /** What it asks of the compute budget, not judged yet; undefined if that is read later. */
  readonly requests: BudgetRequests | undefined;
}

/**
 * Checks the form of a transaction and finds its accounts (Agave: bank.rs, `verify_transaction`;
 * sdk_transactions.rs, `RuntimeTransaction::try_create`; then `prepare_sanitized_batch`'s locks).
 * DIVERGES under `compat`: LiteSVM has no limits of form and verifies signatures last.
 */
export function sanitize(bank: Bank, transaction: Transaction, verifiesSignatures: boolean): SanitizedTransaction {
  const { compat, settings } = bank;
  const { message } = transaction;
  if (compat.limitsForm) refuseIf(checkBeforeSignatures(transaction, bank.features));
  if (verifiesSignatures && compat.verifiesSignaturesFirst) verifySignatures(transaction, settings.signatureBackend());
  if (compat.limitsForm) refuseIf(sanitizeTransaction(transaction));
  else checkOnlySanity(transaction);
  const requests = compat.decodesBudgetWithForm ? budgetRequests(message) : undefined;
  const resolved = resolveLookups(message, bank);
  if (!resolved.ok) refuse(resolved.error);
  const keys = allAccountKeys(message, resolved.loaded);
  validateAccountLocks(keys, bank.features);
  if (verifiesSignatures && !compat.verifiesSignaturesFirst) verifySignatures(transaction, settings.signatureBackend());
  return { transaction, message, keys, writable: writableFlags(message, resolved.loaded), requests };
}

/** What the message asks of the compute budget. */
export function budgetRequests(message: Message): BudgetRequests {
  const read = readBudgetRequests(message);
  return read.ok ? read.requests : refuse(read.error);
}

/** solana-transaction, `VersionedTransaction::sanitize`. */
function checkOnlySanity({ signatures, message }: Transaction): void {
  const { header, accountKeys } = message;
  const areSignaturesSane =
    signatures.length === header.numRequiredSignatures && signatures.length <= accountKeys.length;
  if (!areSignaturesSane || !isSaneMessage(message)) refuse("SanitizeFailure");
}
