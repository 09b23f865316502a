import type { BankView } from "../cluster/bank-view.js";
import { readBudgetRequests } from "../solana/compute-budget-instructions.js";
import { type TransactionError, transactionErrorText } from "../solana/errors.js";
import { allAccountKeys, type LoadedAddresses, writableFlags } from "../solana/message/account-roles.js";
import type { Message } from "../solana/message/message.js";
import { type LookupSource, type ResolvedLookups, resolveLookups } from "../solana/message/resolve-lookups.js";
import { sanitizeTransaction as objectionToForm } from "../solana/message/sanitize.js";
import type { Transaction } from "../solana/transaction.js";
import type { SanitizedTransaction } from "../svm/sanitize.js";
import type { RpcContext } from "./context.js";
import { invalidParams } from "./errors.js";
import { prepareWithMints } from "./prepare-mints.js";

export interface ResolvedTransaction extends SanitizedTransaction {
  readonly loaded: LoadedAddresses;
}

/** The transaction with its accounts (Agave: rpc.rs, `sanitize_transaction`). Throws if its form is none. */
export function sanitizeTransaction(view: BankView, transaction: Transaction): ResolvedTransaction {
  const objection = objectionToForm(transaction) ?? objectionToBudget(transaction.message);
  if (objection !== null) throw invalidTransaction(objection);
  const { message } = transaction;
  const resolved = lookUp(view, message);
  if (!resolved.ok) throw invalidTransaction(resolved.error);
  const { loaded } = resolved;
  const keys = allAccountKeys(message, loaded);
  return { transaction, message, keys, writable: writableFlags(message, loaded), requests: undefined, loaded };
}

function objectionToBudget(message: Message): TransactionError | null {
  const read = readBudgetRequests(message);
  return read.ok ? null : read.error;
}

function invalidTransaction(error: TransactionError) {
  return invalidParams(`invalid transaction: ${transactionErrorText(error)}`);
}

/** What a v0 message loads at the end of the view's slot. */
export function lookUp(view: BankView, message: Message): ResolvedLookups {
  return resolveLookups(message, {
    getAccount: (key) => view.getAccount(key),
    currentSlot: view.slot,
    slotHashes: message.version === 0 ? slotHashesOf(view) : undefined,
  });
}

function slotHashesOf(view: BankView): LookupSource["slotHashes"] {
  try {
    return view.sysvar("slotHashes");
  } catch {
    return undefined;
  }
}

/** Waits until what a transaction names is here: its accounts, its tables and what they hold, and mints. */
export function prepareTransaction(context: RpcContext, message: Message): Promise<void> | undefined {
  return context.prepare === undefined ? undefined : prepareAll(context, message);
}

async function prepareAll(context: RpcContext, message: Message): Promise<void> {
  const tables = message.addressTableLookups.map(({ accountKey }) => accountKey);
  await prepareWithMints(context, [...message.accountKeys, ...tables]);
  const resolved = lookUp(context.cluster.view("processed"), message);
  if (resolved.ok) await prepareWithMints(context, [...resolved.loaded.writable, ...resolved.loaded.readonly]);
}
