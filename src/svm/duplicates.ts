import { sha256 } from "../crypto/sha256.js";
import type { Transaction } from "../solana/transaction.js";
import type { Bank } from "./bank.js";
import { refuse } from "./refusal.js";

/**
 * Refuses a transaction that was processed already: one with the same message, or under LiteSVM's rules one with the
 * same first signature, if signatures are verified.
 */
export function checkDuplicate(bank: Bank, transaction: Transaction): void {
  const { settings, compat } = bank;
  if (settings.transactionHistory === 0) return;
  const isDuplicate = compat.findsDuplicatesByMessage
    ? bank.statuses.has(messageId(transaction), bank.statusCount)
    : settings.signatureVerification && bank.history.get(transaction.signatures[0]!) !== undefined;
  if (isDuplicate) refuse("AlreadyProcessed");
}

export function rememberProcessed(bank: Bank, transaction: Transaction): void {
  if (bank.settings.transactionHistory === 0 || !bank.compat.findsDuplicatesByMessage) return;
  bank.statuses.add(messageId(transaction));
}

let hashed: Transaction | undefined;
let hash: Uint8Array = new Uint8Array(0);

/**
 * DIVERGES: a bank keys by BLAKE3 (solana-message, `hash_raw_message`); nobody sees the key, and SHA-256 is at hand on
 * every platform. The latest one is kept, as it is asked for twice.
 */
function messageId(transaction: Transaction): Uint8Array {
  if (hashed !== transaction) {
    hash = sha256(transaction.messageBytes);
    hashed = transaction;
  }
  return hash;
}
