import { LOADER_V3_BYTES } from "../../../solana/loader-v3-state.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { minimumBalance, type Rent } from "../../../solana/sysvars/rent.js";
import type { InvokeContext } from "../../invoke-context.js";
import { clockWithAccountCheck, rentWithAccountCheck } from "../../sysvar-cache.js";
import { checkAuthority, UPGRADE_AUTHORITY } from "./authority.js";
import { deployProgram } from "./deploy-program.js";
import { getState, setState } from "./loader-state.js";
import { refuse } from "./refuse.js";
import { checkSourceBuffer } from "./source-buffer.js";

const PROGRAMDATA = 0;
const PROGRAM = 1;
const BUFFER = 2;
const SPILL = 3;
const RENT = 4;
const CLOCK = 5;
const AUTHORITY = 6;

/** What is known of the buffer before the upgrade. */
interface Source {
  readonly programLength: number;
  readonly lamports: bigint;
}

/**
 * Replaces a program by a buffer's, at most once in a slot. The buffer's lamports that the programdata does not need
 * go to the spill account.
 * Accounts: [writable] programdata, [writable] the program, [writable] the buffer, [writable] spill, the rent and clock
 * sysvars, [signer] the authority.
 */
export function upgrade(context: InvokeContext): void {
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(3);
  const programdataAddress = instruction.keyOfAccount(PROGRAMDATA);
  const rent = rentWithAccountCheck(context, RENT);
  const { slot } = clockWithAccountCheck(context, CLOCK);
  instruction.checkNumberOfAccounts(7);
  const programId = checkProgram(context, programdataAddress);
  const source = checkBuffer(context);
  const programdataLamports = checkProgramdata(context, source, rent, slot);

  const buffer = instruction.borrow(BUFFER);
  const program = buffer.data.subarray(LOADER_V3_BYTES.buffer);
  deployProgram(context, programId, program, context.environment.deploymentLoader);
  buffer.release();
  replaceProgram(context, source, programdataLamports, slot);
  context.log(`Upgraded program ${addressFromPubkey(programId)}`);
}

/** Checks the account of the program, and gives its key. */
function checkProgram(context: InvokeContext, programdataAddress: Pubkey): Pubkey {
  const instruction = context.transaction.currentInstruction;
  const program = instruction.borrow(PROGRAM);
  if (!program.isWritable) refuse(context, "InvalidArgument", "Program account not writeable");
  if (!pubkeyEqual(program.owner, instruction.programKey)) {
    refuse(context, "IncorrectProgramId", "Program account not owned by loader");
  }
  const state = getState(program);
  if (state.kind !== "program") refuse(context, "InvalidAccountData", "Invalid Program account");
  if (!pubkeyEqual(state.programDataAddress, programdataAddress)) {
    refuse(context, "InvalidArgument", "Program and ProgramData account mismatch");
  }
  program.release();
  return program.key;
}

function checkBuffer(context: InvokeContext): Source {
  const buffer = context.transaction.currentInstruction.borrow(BUFFER);
  const programLength = checkSourceBuffer(context, buffer, AUTHORITY);
  buffer.release();
  return { programLength, lamports: buffer.lamports };
}

/** Checks that the programdata may and can take the buffer's program, and gives the lamports it must hold. */
function checkProgramdata(context: InvokeContext, source: Source, rent: Rent, slot: bigint): bigint {
  const programdata = context.transaction.currentInstruction.borrow(PROGRAMDATA);
  const minimum = minimumBalance(rent, programdata.data.length);
  const lamportsRequired = minimum > 1n ? minimum : 1n;
  if (programdata.data.length < LOADER_V3_BYTES.programData + source.programLength) {
    refuse(context, "AccountDataTooSmall", "ProgramData account not large enough");
  }
  // No sum of two balances overflows a u64 that matters: saturated or not, it is more than any minimum.
  if (programdata.lamports + source.lamports < lamportsRequired) {
    refuse(context, "InsufficientFunds", "Buffer account balance too low to fund upgrade");
  }
  const state = getState(programdata);
  if (state.kind !== "programData") refuse(context, "InvalidAccountData", "Invalid ProgramData account");
  if (state.slot === slot) refuse(context, "InvalidArgument", "Program was deployed in this block already");
  checkAuthority(context, state.authority, AUTHORITY, UPGRADE_AUTHORITY);
  programdata.release();
  return lamportsRequired;
}

function replaceProgram(context: InvokeContext, source: Source, programdataLamports: bigint, slot: bigint): void {
  const instruction = context.transaction.currentInstruction;
  const programdata = instruction.borrow(PROGRAMDATA);
  setState(programdata, {
    kind: "programData",
    slot,
    authority: instruction.keyOfAccount(AUTHORITY),
  });
  const buffer = instruction.borrow(BUFFER);
  const data = programdata.dataMut();
  data.set(buffer.data.subarray(LOADER_V3_BYTES.buffer), LOADER_V3_BYTES.programData);
  data.fill(0, LOADER_V3_BYTES.programData + source.programLength);

  const spill = instruction.borrow(SPILL);
  spill.checkedAddLamports(programdata.lamports + source.lamports - programdataLamports);
  buffer.setLamports(0n);
  programdata.setLamports(programdataLamports);
  buffer.setDataLength(LOADER_V3_BYTES.buffer);
  spill.release();
  buffer.release();
  programdata.release();
}
