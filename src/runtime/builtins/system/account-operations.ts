import { MAX_PERMITTED_DATA_LENGTH } from "../../../solana/account.js";
import { SYSTEM_PROGRAM_ID } from "../../../solana/program-ids.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import type { BorrowedAccount } from "../../borrowed-account.js";
import { fail } from "../../failure.js";
import type { InvokeContext } from "../../invoke-context.js";
import { addressText, hasSigned, type SystemAddress } from "./address.js";
import { SYSTEM_ERRORS } from "./system-error.js";

// What system instructions do to accounts (Agave: programs/system/src/system_processor.rs, functions of these names).

/** Gives an empty account of the system program `space` bytes of zeros. */
export function allocate(
  context: InvokeContext,
  account: BorrowedAccount,
  address: SystemAddress,
  space: bigint,
): void {
  if (!hasSigned(context, address)) {
    context.log(`Allocate: 'to' account ${addressText(address)} must sign`);
    fail("MissingRequiredSignature");
  }
  if (account.data.length > 0 || !pubkeyEqual(account.owner, SYSTEM_PROGRAM_ID)) {
    context.log(`Allocate: account ${addressText(address)} already in use`);
    fail(SYSTEM_ERRORS.AccountAlreadyInUse);
  }
  if (space > BigInt(MAX_PERMITTED_DATA_LENGTH)) {
    context.log(`Allocate: requested ${space}, max allowed ${MAX_PERMITTED_DATA_LENGTH}`);
    fail(SYSTEM_ERRORS.InvalidAccountDataLength);
  }
  account.setDataLength(Number(space));
}

/** Hands an account to another program; nothing happens, unsigned or not, if that program owns it already. */
export function assign(context: InvokeContext, account: BorrowedAccount, address: SystemAddress, owner: Pubkey): void {
  if (pubkeyEqual(account.owner, owner)) return;
  if (!hasSigned(context, address)) {
    context.log(`Assign: account ${addressText(address)} must sign`);
    fail("MissingRequiredSignature");
  }
  account.setOwner(owner);
}

export function allocateAndAssign(
  context: InvokeContext,
  account: BorrowedAccount,
  address: SystemAddress,
  space: bigint,
  owner: Pubkey,
): void {
  allocate(context, account, address, space);
  assign(context, account, address, owner);
}

/** Moves lamports from a signing account. */
export function transfer(context: InvokeContext, fromIndex: number, toIndex: number, lamports: bigint): void {
  const instruction = context.transaction.currentInstruction;
  if (!instruction.isSigner(fromIndex)) {
    context.log(`Transfer: \`from\` account ${addressFromPubkey(instruction.keyOfAccount(fromIndex))} must sign`);
    fail("MissingRequiredSignature");
  }
  transferVerified(context, fromIndex, toIndex, lamports);
}

/** Moves lamports from an account whose right to spend is established. */
export function transferVerified(context: InvokeContext, fromIndex: number, toIndex: number, lamports: bigint): void {
  const instruction = context.transaction.currentInstruction;
  const from = instruction.borrow(fromIndex);
  if (from.data.length > 0) {
    context.log("Transfer: `from` must not carry data");
    fail("InvalidArgument");
  }
  if (lamports > from.lamports) {
    context.log(`Transfer: insufficient lamports ${from.lamports}, need ${lamports}`);
    fail(SYSTEM_ERRORS.ResultWithNegativeLamports);
  }
  from.checkedSubLamports(lamports);
  // Released first: both may be one account.
  from.release();
  const to = instruction.borrow(toIndex);
  to.checkedAddLamports(lamports);
  to.release();
}
