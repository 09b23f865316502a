import type { Pubkey } from "../../../solana/pubkey.js";
import { fail } from "../../failure.js";
import type { InvokeContext } from "../../invoke-context.js";
import { allocateAndAssign, transfer } from "./account-operations.js";
import { addressText, plainAddress, type SystemAddress, seededAddress } from "./address.js";
import { SYSTEM_ERRORS } from "./system-error.js";
import type { InstructionReader } from "./system-instruction.js";

/** Accounts: the payer, the new account. */
export function createAccount(context: InvokeContext, fields: InstructionReader): void {
  const lamports = fields.u64();
  const space = fields.u64();
  const owner = fields.pubkey();
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(2);
  createEmptyAccount(context, plainAddress(instruction.keyOfAccount(1)), lamports, space, owner);
}

/** Accounts: the payer, the new account, the base if it is neither. */
export function createAccountWithSeed(context: InvokeContext, fields: InstructionReader): void {
  const base = fields.pubkey();
  const seed = fields.text();
  const lamports = fields.u64();
  const space = fields.u64();
  const owner = fields.pubkey();
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(2);
  const address = seededAddress(context, instruction.keyOfAccount(1), { base, seed, owner });
  createEmptyAccount(context, address, lamports, space, owner);
}

function createEmptyAccount(
  context: InvokeContext,
  address: SystemAddress,
  lamports: bigint,
  space: bigint,
  owner: Pubkey,
): void {
  const to = context.transaction.currentInstruction.borrow(1);
  if (to.lamports > 0n) {
    context.log(`Create Account: account ${addressText(address)} already in use`);
    fail(SYSTEM_ERRORS.AccountAlreadyInUse);
  }
  allocateAndAssign(context, to, address, space, owner);
  to.release();
  transfer(context, 0, 1, lamports);
}

/** Creates an account that may hold lamports before (SIMD-0312). Accounts: the new account, the payer if one pays. */
export function createAccountAllowPrefund(context: InvokeContext, fields: InstructionReader): void {
  const lamports = fields.u64();
  const space = fields.u64();
  const owner = fields.pubkey();
  if (!context.environment.features.createAccountAllowPrefund) fail("InvalidInstructionData");
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(lamports > 0n ? 2 : 1);
  const to = instruction.borrow(0);
  allocateAndAssign(context, to, plainAddress(instruction.keyOfAccount(0)), space, owner);
  to.release();
  if (lamports > 0n) transfer(context, 1, 0, lamports);
}
