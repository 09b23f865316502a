import { isSigner } from "../solana/message/account-roles.js";
import { isAdvanceNonceData, NONCE_STATE_BYTES, type NonceData, verifyNonceAccount } from "../solana/nonce.js";
import { SYSTEM_PROGRAM_ID } from "../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import type { StoredAccount } from "./accounts-store.js";
import type { Bank } from "./bank.js";
import { refuse } from "./refusal.js";
import type { SanitizedTransaction } from "./sanitize.js";

/** The durable nonce that stands for a transaction's blockhash. */
export interface Nonce {
  /** Among the transaction's keys. */
  readonly index: number;
  readonly account: StoredAccount;
  readonly data: NonceData;
}

/**
 * Refuses a transaction whose blockhash is too old and which names no usable durable nonce; the nonce, if it lives by
 * one (Agave: check_transactions.rs, `check_transaction_age`; the authority's signature as in
 * transaction_processor.rs, `validate_transaction_nonce`, which follows at once here).
 *
 * @param age how many newer blockhashes a valid one may have.
 * @param strictNonceSize whether a nonce account must hold exactly 80 bytes, as simulations ask.
 */
export function checkAge(
  bank: Bank,
  tx: SanitizedTransaction,
  age: number,
  strictNonceSize: boolean,
): Nonce | undefined {
  if (bank.blockhashes.isValid(tx.message.recentBlockhash, age)) return undefined;
  const nonce = usableNonce(bank, tx, strictNonceSize);
  return nonce === undefined && bank.settings.blockhashCheck ? refuse("BlockhashNotFound") : nonce;
}

function usableNonce(bank: Bank, tx: SanitizedTransaction, strictNonceSize: boolean): Nonce | undefined {
  const { message } = tx;
  const index = durableNonceIndex(tx);
  const account = index < 0 ? undefined : bank.accounts.get(tx.keys[index]!);
  if (account === undefined || (strictNonceSize && account.data.length !== NONCE_STATE_BYTES)) return undefined;
  // A nonce that was made of the latest blockhash cannot advance yet.
  if (pubkeyEqual(message.recentBlockhash, bank.nextDurableNonce)) return undefined;
  const data = verifyNonceAccount(account, message.recentBlockhash);
  return data !== undefined && signsFirstInstruction(tx, data.authority) ? { index, account, data } : undefined;
}

/**
 * The index of the nonce account that the first instruction advances: a writable static key; -1 without one
 * (solana-svm-transaction, `get_durable_nonce`).
 */
export function durableNonceIndex({
  message,
  keys,
  writable,
}: Pick<SanitizedTransaction, "message" | "keys" | "writable">): number {
  const instruction = message.instructions[0];
  if (instruction === undefined || !isAdvanceNonceData(instruction.data)) return -1;
  const index = instruction.accounts[0];
  if (index === undefined || !pubkeyEqual(keys[instruction.programIdIndex]!, SYSTEM_PROGRAM_ID)) return -1;
  return index < message.accountKeys.length && writable[index] ? index : -1;
}

function signsFirstInstruction({ message, keys }: SanitizedTransaction, authority: Pubkey): boolean {
  for (const index of message.instructions[0]!.accounts) {
    if (isSigner(message, index) && pubkeyEqual(keys[index]!, authority)) return true;
  }
  return false;
}
