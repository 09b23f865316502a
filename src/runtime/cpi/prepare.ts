import { addressFromPubkey, includesPubkey, type Pubkey } from "../../solana/pubkey.js";
import { fail } from "../failure.js";
import { type InstructionAccount, InstructionContext, instructionAccount } from "../instruction-context.js";
import type { InvokeContext } from "../invoke-context.js";
import { type CalledInstruction, SIGNER, WRITABLE } from "./called-instruction.js";

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
  const { transaction } = context;
  if (called.unknownKey !== undefined) {
    context.log(`Instruction references an unknown account ${addressFromPubkey(called.unknownKey)}`);
    fail("MissingAccount");
  }
  const caller = transaction.currentInstruction;
  const accounts = new Array<InstructionAccount>(called.count);
  for (let i = 0; i < accounts.length; i++) {
    const index = called.indexAt(i);
    const rights = called.rightsTo(index);
    const account = instructionAccount(index, (rights & SIGNER) !== 0, (rights & WRITABLE) !== 0);
    if (called.isFirst(i)) checkPrivileges(context, caller, account, signers);
    accounts[i] = account;
  }
  const { programIndex } = called;
  if (programIndex < 0 || caller.findAccount(programIndex) < 0) {
    context.log(`Unknown program ${addressFromPubkey(called.programKey)}`);
    fail("MissingAccount");
  }
  const { nextCpiIndexInTrace } = transaction;
  transaction.configure(
    new InstructionContext(transaction, nextCpiIndexInTrace, programIndex, accounts, called.data, caller.indexInTrace),
  );
}

function checkPrivileges(
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

function refuse({ transaction, logCollector }: InvokeContext, indexInTransaction: number, privilege: string): never {
  const { address } = transaction.accounts.at(indexInTransaction);
  logCollector?.log(`${address}'s ${privilege} privilege escalated`);
  return fail("PrivilegeEscalation");
}
