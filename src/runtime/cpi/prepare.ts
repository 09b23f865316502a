import type { Instruction } from "../../solana/instruction.js";
import { addressFromPubkey, includesPubkey, type Pubkey } from "../../solana/pubkey.js";
import { fail } from "../failure.js";
import {
  type InstructionAccount,
  InstructionContext,
  instructionAccount,
  rightsOf,
  SIGNER,
  WRITABLE,
} from "../instruction-context.js";
import type { InvokeContext } from "../invoke-context.js";
import type { TransactionAccounts } from "../transaction-accounts.js";
import { CalledAccounts } from "./called-accounts.js";

/** An instruction that is to be called, its keys found among those of the transaction. */
export interface CalledInstruction {
  readonly programKey: Pubkey;
  /** In the transaction; -1 if it is not there. */
  readonly programIndex: number;
  readonly accounts: CalledAccounts;
  /** The first key of an account that the transaction does not have; then `accounts` lacks some. */
  readonly unknownKey: Pubkey | undefined;
  readonly data: Uint8Array;
}

/** An instruction with its keys spelled out, as one to be called. */
export function calledInstruction(
  { programId, accounts: metas, data }: Instruction,
  transactionAccounts: TransactionAccounts,
): CalledInstruction {
  const accounts = new CalledAccounts();
  accounts.begin(metas.length, transactionAccounts.length);
  let unknownKey: Pubkey | undefined;
  for (const { pubkey, isSigner, isWritable } of metas) {
    const index = transactionAccounts.indexOf(pubkey);
    if (index >= 0) accounts.add(index, rightsOf(isSigner, isWritable));
    else unknownKey ??= pubkey;
  }
  return { programKey: programId, programIndex: transactionAccounts.indexOf(programId), accounts, unknownKey, data };
}

/**
 * Checks that the running instruction may make this call, and configures it as the next of the trace. Privileges pass
 * on and never grow: the callee holds no right that the caller did not hold, but for addresses in `signers`, which
 * the caller derived from its own id. The rights of an account that stands more than once gather at its first place
 * (Agave: invoke_context.rs, prepare_next_cpi_instruction).
 *
 * Fails with MissingAccount or PrivilegeEscalation, after a log line that names the account.
 */
export function prepareNextCpiInstruction(
  context: InvokeContext,
  called: CalledInstruction,
  signers: readonly Pubkey[],
): void {
  if (called.unknownKey !== undefined) {
    context.log(`Instruction references an unknown account ${addressFromPubkey(called.unknownKey)}`);
    fail("MissingAccount");
  }
  const { programIndex, data } = called;
  const caller = context.transaction.currentInstruction;
  const accounts = passedAccounts(context, caller, called.accounts, signers);
  if (programIndex < 0 || caller.findAccount(programIndex) < 0) {
    context.log(`Unknown program ${addressFromPubkey(called.programKey)}`);
    fail("MissingAccount");
  }
  configureCall(caller, programIndex, accounts, data);
}

/** Makes a call the next instruction that starts. */
export function configureCall(
  caller: InstructionContext,
  programIndex: number,
  accounts: readonly InstructionAccount[],
  data: Uint8Array,
): void {
  const { transaction } = caller;
  const { nextCpiIndexInTrace } = transaction;
  transaction.configure(
    new InstructionContext(transaction, nextCpiIndexInTrace, programIndex, accounts, data, caller.indexInTrace),
  );
}

function passedAccounts(
  context: InvokeContext,
  caller: InstructionContext,
  called: CalledAccounts,
  signers: readonly Pubkey[],
): InstructionAccount[] {
  const accounts = new Array<InstructionAccount>(called.count);
  for (let i = 0; i < accounts.length; i++) {
    const index = called.indexAt(i);
    const rights = called.rightsTo(index);
    accounts[i] = instructionAccount(index, (rights & SIGNER) !== 0, (rights & WRITABLE) !== 0);
    if (called.isFirst(i)) checkPrivileges(context, caller, accounts[i], signers);
  }
  return accounts;
}

/** Fails if an account is asked for rights that the caller neither holds nor signs for. */
export function checkPrivileges(
  context: InvokeContext,
  caller: InstructionContext,
  account: InstructionAccount,
  signers: readonly Pubkey[],
): void {
  const { indexInTransaction } = account;
  const held = caller.accounts[caller.indexOfAccount(indexInTransaction)];
  if (account.isWritable && !held.isWritable) refuse(context, indexInTransaction, "writable");
  if (!account.isSigner || held.isSigner) return;
  const { key } = context.transaction.accounts.at(indexInTransaction);
  if (!includesPubkey(signers, key)) refuse(context, indexInTransaction, "signer");
}

function refuse(context: InvokeContext, indexInTransaction: number, privilege: string): never {
  const { address } = context.transaction.accounts.at(indexInTransaction);
  context.log(`${address}'s ${privilege} privilege escalated`);
  return fail("PrivilegeEscalation");
}
