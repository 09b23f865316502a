import type { AccountMeta, Instruction } from "../../solana/instruction.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import { fail } from "../failure.js";
import { type AccountPlaces, type InstructionAccount, InstructionContext } from "../instruction-context.js";
import type { TransactionContext } from "../transaction-context.js";

type Log = (message: string) => void;
type MutableAccount = { -readonly [K in keyof InstructionAccount]: InstructionAccount[K] };

/**
 * Checks that the running instruction may make this call, and configures it as the next of the trace. Privileges pass
 * on and never grow: the callee holds no right that the caller did not hold, but for addresses in `signers`, which
 * the caller derived from its own id (Agave: invoke_context.rs, prepare_next_cpi_instruction).
 *
 * Fails with MissingAccount or PrivilegeEscalation, after a log line that names the account.
 */
export function prepareNextCpiInstruction(
  transaction: TransactionContext,
  instruction: Instruction,
  signers: readonly Pubkey[],
  log: Log,
): void {
  const caller = transaction.currentInstruction;
  const places: AccountPlaces = new Uint16Array(transaction.accounts.length);
  const accounts = mergeMetas(transaction, instruction.accounts, places, log);
  for (let i = 0; i < accounts.length; i++) {
    const first = places[accounts[i]!.indexInTransaction]! - 1;
    if (first !== i) {
      accounts[i] = accounts[first]!;
      continue;
    }
    checkPrivileges(caller, accounts[i]!, instruction.accounts[i]!.pubkey, signers, log);
  }
  const programIndex = transaction.accounts.indexOf(instruction.programId);
  if (programIndex < 0 || caller.findAccount(programIndex) < 0) {
    log(`Unknown program ${addressFromPubkey(instruction.programId)}`);
    fail("MissingAccount");
  }
  transaction.configure(
    new InstructionContext(
      transaction,
      transaction.nextCpiIndexInTrace,
      programIndex,
      accounts,
      instruction.data,
      caller.indexInTrace,
      places,
    ),
  );
}

/** The metas as instruction accounts; the rights of an account that stands more than once gather at its first place. */
function mergeMetas(
  transaction: TransactionContext,
  metas: readonly AccountMeta[],
  places: AccountPlaces,
  log: Log,
): InstructionAccount[] {
  const accounts = new Array<MutableAccount>(metas.length);
  for (let i = 0; i < metas.length; i++) {
    const meta = metas[i]!;
    const indexInTransaction = transaction.accounts.indexOf(meta.pubkey);
    if (indexInTransaction < 0) {
      log(`Instruction references an unknown account ${addressFromPubkey(meta.pubkey)}`);
      fail("MissingAccount");
    }
    accounts[i] = { indexInTransaction, isSigner: meta.isSigner, isWritable: meta.isWritable };
    const place = places[indexInTransaction]!;
    if (place === 0) places[indexInTransaction] = i + 1;
    else {
      const first = accounts[place - 1]!;
      first.isSigner ||= meta.isSigner;
      first.isWritable ||= meta.isWritable;
    }
  }
  return accounts;
}

function checkPrivileges(
  caller: InstructionContext,
  account: InstructionAccount,
  key: Pubkey,
  signers: readonly Pubkey[],
  log: Log,
): void {
  const held = caller.account(caller.indexOfAccount(account.indexInTransaction));
  if (account.isWritable && !held.isWritable) {
    log(`${addressFromPubkey(key)}'s writable privilege escalated`);
    fail("PrivilegeEscalation");
  }
  if (account.isSigner && !held.isSigner && !signers.some((signer) => pubkeyEqual(signer, key))) {
    log(`${addressFromPubkey(key)}'s signer privilege escalated`);
    fail("PrivilegeEscalation");
  }
}
