import { LOADER_V3_BYTES } from "../../../solana/loader-v3-state.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import type { BorrowedAccount } from "../../borrowed-account.js";
import type { InvokeContext } from "../../invoke-context.js";
import { CLOSE_AUTHORITY, checkAuthority } from "./authority.js";
import { getState, setState } from "./loader-state.js";
import { refuse } from "./refuse.js";

const RECIPIENT = 1;
const AUTHORITY = 2;
const PROGRAM = 3;

/**
 * Takes all lamports of a buffer, of a program's programdata, or of an account never initialized. A program that loses
 * its programdata never runs again.
 * Accounts: [writable] the account to close, [writable] the recipient, [signer] the authority unless never initialized,
 * [writable] the program if it is a programdata.
 */
export function close(context: InvokeContext): void {
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(2);
  if (instruction.account(0).indexInTransaction === instruction.account(RECIPIENT).indexInTransaction) {
    refuse(context, "InvalidArgument", "Recipient is the same as the account being closed");
  }
  const account = instruction.borrow(0);
  const state = getState(account);
  account.setDataLength(LOADER_V3_BYTES.uninitialized);
  switch (state.kind) {
    case "uninitialized":
      moveLamports(context, account);
      account.release();
      context.log(`Closed Uninitialized ${addressFromPubkey(account.key)}`);
      return;
    case "buffer":
      instruction.checkNumberOfAccounts(3);
      account.release();
      closeAccount(context, state.authority);
      context.log(`Closed Buffer ${addressFromPubkey(account.key)}`);
      return;
    case "programData":
      instruction.checkNumberOfAccounts(4);
      account.release();
      closeProgram(context, account.key, state.slot, state.authority);
      return;
    case "program":
      refuse(context, "InvalidArgument", "Account does not support closing");
  }
}

function closeProgram(
  context: InvokeContext,
  programdataAddress: Pubkey,
  deploymentSlot: bigint,
  authority: Pubkey | undefined,
): void {
  const instruction = context.transaction.currentInstruction;
  const program = instruction.borrow(PROGRAM);
  if (!program.isWritable) refuse(context, "InvalidArgument", "Program account is not writable");
  if (!pubkeyEqual(program.owner, instruction.programKey)) {
    refuse(context, "IncorrectProgramId", "Program account not owned by loader");
  }
  if (context.environment.sysvars.clock.slot === deploymentSlot) {
    refuse(context, "InvalidArgument", "Program was deployed in this block already");
  }
  const state = getState(program);
  if (state.kind !== "program") refuse(context, "InvalidArgument", "Invalid Program account");
  if (!pubkeyEqual(state.programDataAddress, programdataAddress)) {
    refuse(context, "InvalidArgument", "ProgramData account does not match ProgramData account");
  }
  program.release();
  closeAccount(context, authority);
  context.programCache.storeModifiedEntry(program.key, { kind: "Closed" });
  context.log(`Closed Program ${addressFromPubkey(program.key)}`);
}

/** Agave: common_close_account. */
function closeAccount(context: InvokeContext, authority: Pubkey | undefined): void {
  checkAuthority(context, authority, AUTHORITY, CLOSE_AUTHORITY);
  const account = context.transaction.currentInstruction.borrow(0);
  moveLamports(context, account);
  setState(account, { kind: "uninitialized" });
  account.release();
}

function moveLamports(context: InvokeContext, account: BorrowedAccount): void {
  const recipient = context.transaction.currentInstruction.borrow(RECIPIENT);
  recipient.checkedAddLamports(account.lamports);
  account.setLamports(0n);
  recipient.release();
}
