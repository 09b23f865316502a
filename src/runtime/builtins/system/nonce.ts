import { U64_MAX } from "../../../base/u64.js";
import { durableNonceFromBlockhash, type NonceData } from "../../../solana/nonce.js";
import { SYSTEM_PROGRAM_ID } from "../../../solana/program-ids.js";
import { pubkeyEqual } from "../../../solana/pubkey.js";
import { minimumBalance, type Rent } from "../../../solana/sysvars/rent.js";
import type { BorrowedAccount } from "../../borrowed-account.js";
import { fail } from "../../failure.js";
import type { InvokeContext } from "../../invoke-context.js";
import { recentBlockhashesWithAccountCheck, rentWithAccountCheck } from "../../sysvar-cache.js";
import {
  checkExpired,
  checkSigner,
  checkWritable,
  failInsufficientLamports,
  failInvalidState,
  initializedState,
  type NonceAction,
  nextDurableNonce,
  readState,
  writeState,
} from "./nonce-account.js";
import { SYSTEM_ERRORS } from "./system-error.js";
import type { InstructionReader } from "./system-instruction.js";

// The instructions of durable nonces (Agave: programs/system/src/system_instruction.rs).

const ADVANCE: NonceAction = "Advance nonce account";
const WITHDRAW: NonceAction = "Withdraw nonce account";
const INITIALIZE: NonceAction = "Initialize nonce account";
const AUTHORIZE: NonceAction = "Authorize nonce account";

/** Accounts: the nonce account, the recent blockhashes sysvar, the authority. */
export function advanceNonceAccount(context: InvokeContext): void {
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(1);
  const account = instruction.borrow(0);
  checkRecentBlockhashes(context, ADVANCE);
  checkWritable(context, account, ADVANCE);
  const { data } = readState(account);
  if (data === undefined) failInvalidState(context, account, ADVANCE);
  checkSigner(context, data.authority, ADVANCE, "must be a signer");
  const next = nextDurableNonce(context);
  checkExpired(context, data, next, ADVANCE);
  writeState(account, initializedState(context, data.authority, next));
  account.release();
}

/** Accounts: the nonce account, the receiver, the recent blockhashes sysvar, the rent sysvar, the authority. */
export function withdrawNonceAccount(context: InvokeContext, fields: InstructionReader): void {
  const lamports = fields.u64();
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(2);
  recentBlockhashesWithAccountCheck(context, 2);
  const rent = rentWithAccountCheck(context, 3);
  const from = instruction.borrow(0);
  checkWritable(context, from, WITHDRAW);
  const { data } = readState(from);
  if (data === undefined) checkUninitializedWithdrawal(context, from, lamports);
  else if (lamports === from.lamports) closeNonce(context, from, data);
  else checkPartialWithdrawal(context, from, data, lamports, rent);
  from.checkedSubLamports(lamports);
  // Released first: both may be one account.
  from.release();
  const to = instruction.borrow(1);
  to.checkedAddLamports(lamports);
  to.release();
}

function checkUninitializedWithdrawal(context: InvokeContext, from: BorrowedAccount, lamports: bigint): void {
  if (lamports > from.lamports) failInsufficientLamports(context, from, lamports, WITHDRAW);
  checkSigner(context, from.key, WITHDRAW, "must sign");
}

/** Everything goes, so the nonce may not serve again. */
function closeNonce(context: InvokeContext, from: BorrowedAccount, data: NonceData): void {
  checkExpired(context, data, nextDurableNonce(context), WITHDRAW);
  checkSigner(context, data.authority, WITHDRAW, "must sign");
  writeState(from, { version: "current", data: undefined });
}

/** What stays must keep the account rent exempt. */
function checkPartialWithdrawal(
  context: InvokeContext,
  from: BorrowedAccount,
  data: NonceData,
  lamports: bigint,
  rent: Rent,
): void {
  const needed = lamports + minimumBalance(rent, from.data.length);
  if (needed > U64_MAX) fail("InsufficientFunds");
  if (needed > from.lamports) failInsufficientLamports(context, from, needed, WITHDRAW);
  checkSigner(context, data.authority, WITHDRAW, "must sign");
}

/** Accounts: the nonce account, the recent blockhashes sysvar, the rent sysvar. */
export function initializeNonceAccount(context: InvokeContext, fields: InstructionReader): void {
  const authority = fields.pubkey();
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(1);
  const account = instruction.borrow(0);
  checkRecentBlockhashes(context, INITIALIZE);
  const rent = rentWithAccountCheck(context, 2);
  checkWritable(context, account, INITIALIZE);
  if (readState(account).data !== undefined) failInvalidState(context, account, INITIALIZE);
  const needed = minimumBalance(rent, account.data.length);
  if (account.lamports < needed) failInsufficientLamports(context, account, needed, INITIALIZE);
  writeState(account, initializedState(context, authority, nextDurableNonce(context)));
  account.release();
}

/** Accounts: the nonce account, the authority. Keeps the version: the nonce itself does not change. */
export function authorizeNonceAccount(context: InvokeContext, fields: InstructionReader): void {
  const authority = fields.pubkey();
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(1);
  const account = instruction.borrow(0);
  checkWritable(context, account, AUTHORIZE);
  const { version, data } = readState(account);
  if (data === undefined) failInvalidState(context, account, AUTHORIZE);
  checkSigner(context, data.authority, AUTHORIZE, "must sign");
  writeState(account, { version, data: { ...data, authority } });
  account.release();
}

/** Moves a legacy nonce out of the domain of blockhashes; anybody may. Accounts: the nonce account. */
export function upgradeNonceAccount(context: InvokeContext): void {
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(1);
  const account = instruction.borrow(0);
  if (!pubkeyEqual(account.owner, SYSTEM_PROGRAM_ID)) fail("InvalidAccountOwner");
  if (!account.isWritable) fail("InvalidArgument");
  const { version, data } = readState(account);
  if (version !== "legacy" || data === undefined) fail("InvalidArgument");
  const durableNonce = durableNonceFromBlockhash(data.durableNonce);
  writeState(account, { version: "current", data: { ...data, durableNonce } });
  account.release();
}

/** Demands the recent blockhashes sysvar as account 1, with at least one entry. */
function checkRecentBlockhashes(context: InvokeContext, action: NonceAction): void {
  if (recentBlockhashesWithAccountCheck(context, 1).length > 0) return;
  context.log(`${action}: recent blockhash list is empty`);
  fail(SYSTEM_ERRORS.NonceNoRecentBlockhashes);
}
