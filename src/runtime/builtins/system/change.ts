import { addressFromPubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { fail } from "../../failure.js";
import type { InvokeContext } from "../../invoke-context.js";
import { allocate, allocateAndAssign, assign, transfer, transferVerified } from "./account-operations.js";
import { deriveAddress, plainAddress, seededAddress } from "./address.js";
import { SYSTEM_ERRORS } from "./system-error.js";
import type { InstructionReader } from "./system-instruction.js";

/** Accounts: the one to hand over. */
export function assignAccount(context: InvokeContext, fields: InstructionReader): void {
  const owner = fields.pubkey();
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(1);
  const account = instruction.borrow(0);
  assign(context, account, plainAddress(account.key), owner);
  account.release();
}

/** Accounts: the one to hand over, the base. */
export function assignAccountWithSeed(context: InvokeContext, fields: InstructionReader): void {
  const base = fields.pubkey();
  const seed = fields.text();
  const owner = fields.pubkey();
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(1);
  const account = instruction.borrow(0);
  assign(context, account, seededAddress(context, account.key, { base, seed, owner }), owner);
  account.release();
}

/** Accounts: the one to enlarge. */
export function allocateAccount(context: InvokeContext, fields: InstructionReader): void {
  const space = fields.u64();
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(1);
  const account = instruction.borrow(0);
  allocate(context, account, plainAddress(account.key), space);
  account.release();
}

/** Accounts: the one to enlarge and hand over, the base. */
export function allocateAccountWithSeed(context: InvokeContext, fields: InstructionReader): void {
  const base = fields.pubkey();
  const seed = fields.text();
  const space = fields.u64();
  const owner = fields.pubkey();
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(1);
  const account = instruction.borrow(0);
  const address = seededAddress(context, account.key, { base, seed, owner });
  allocateAndAssign(context, account, address, space, owner);
  account.release();
}

/** Accounts: the sender, the receiver. */
export function transferLamports(context: InvokeContext, fields: InstructionReader): void {
  const lamports = fields.u64();
  context.transaction.currentInstruction.checkNumberOfAccounts(2);
  transfer(context, 0, 1, lamports);
}

/** Accounts: the sender, its base, which signs for it, the receiver. */
export function transferLamportsWithSeed(context: InvokeContext, fields: InstructionReader): void {
  const lamports = fields.u64();
  const seed = fields.text();
  const owner = fields.pubkey();
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(3);
  const base = instruction.keyOfAccount(1);
  if (!instruction.isSigner(1)) {
    context.log(`Transfer: 'from' account ${addressFromPubkey(base)} must sign`);
    fail("MissingRequiredSignature");
  }
  const derived = deriveAddress({ base, seed, owner });
  const from = instruction.keyOfAccount(0);
  if (!pubkeyEqual(from, derived)) {
    context.log(
      `Transfer: 'from' address ${addressFromPubkey(from)} does not match derived address ${addressFromPubkey(derived)}`,
    );
    fail(SYSTEM_ERRORS.AddressWithSeedMismatch);
  }
  transferVerified(context, 0, 2, lamports);
}
