import { bytesEqual } from "../../../base/bytes.js";
import {
  decodeNonceState,
  durableNonceFromBlockhash,
  encodeNonceState,
  type NonceData,
  type NonceState,
} from "../../../solana/nonce.js";
import { addressFromPubkey, type Pubkey } from "../../../solana/pubkey.js";
import type { BorrowedAccount } from "../../borrowed-account.js";
import { fail } from "../../failure.js";
import type { InvokeContext } from "../../invoke-context.js";
import { SYSTEM_ERRORS } from "./system-error.js";

/** The name that an instruction's log lines begin with. */
export type NonceAction =
  | "Advance nonce account"
  | "Withdraw nonce account"
  | "Initialize nonce account"
  | "Authorize nonce account";

/** InvalidArgument unless the account is writable. */
export function checkWritable(context: InvokeContext, account: BorrowedAccount, action: NonceAction): void {
  if (account.isWritable) return;
  context.log(`${action}: Account ${addressFromPubkey(account.key)} must be writeable`);
  fail("InvalidArgument");
}

/** MissingRequiredSignature unless `signer` has signed; `duty` ends the log line. */
export function checkSigner(
  context: InvokeContext,
  signer: Pubkey,
  action: NonceAction,
  duty: "must sign" | "must be a signer",
): void {
  if (context.transaction.currentInstruction.isSignedBy(signer)) return;
  context.log(`${action}: Account ${addressFromPubkey(signer)} ${duty}`);
  fail("MissingRequiredSignature");
}

/** A nonce advances once in a block: NonceBlockhashNotExpired if it already stands at `next`. */
export function checkExpired(context: InvokeContext, data: NonceData, next: Uint8Array, action: NonceAction): void {
  if (!bytesEqual(data.durableNonce, next)) return;
  context.log(`${action}: nonce can only advance once per slot`);
  fail(SYSTEM_ERRORS.NonceBlockhashNotExpired);
}

/** The account's state is not the one that the instruction needs. */
export function failInvalidState(context: InvokeContext, account: BorrowedAccount, action: NonceAction): never {
  context.log(`${action}: Account ${addressFromPubkey(account.key)} state is invalid`);
  fail("InvalidAccountData");
}

export function failInsufficientLamports(
  context: InvokeContext,
  account: BorrowedAccount,
  needed: bigint,
  action: NonceAction,
): never {
  context.log(`${action}: insufficient lamports ${account.lamports}, need ${needed}`);
  fail("InsufficientFunds");
}

/** The nonce of the latest blockhash, which the account goes on to. */
export function nextDurableNonce(context: InvokeContext): Uint8Array {
  return durableNonceFromBlockhash(context.environment.blockhash);
}

/** The state of an account that `authority` holds at `durableNonce`, priced as the latest block. */
export function initializedState(context: InvokeContext, authority: Pubkey, durableNonce: Uint8Array): NonceState {
  const lamportsPerSignature = context.environment.blockhashLamportsPerSignature;
  return { version: "current", data: { authority, durableNonce, lamportsPerSignature } };
}

/** InvalidAccountData if the account holds no nonce state. */
export function readState(account: BorrowedAccount): NonceState {
  return decodeNonceState(account.data) ?? fail("InvalidAccountData");
}

/** Writes the state over the beginning of the account's data (Agave: BorrowedInstructionAccount::set_state). */
export function writeState(account: BorrowedAccount, state: NonceState): void {
  const data = account.dataMut();
  const bytes = encodeNonceState(state);
  if (bytes.length > data.length) fail("AccountDataTooSmall");
  data.set(bytes);
}
