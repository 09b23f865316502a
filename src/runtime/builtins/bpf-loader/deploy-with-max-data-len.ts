import { ByteWriter } from "../../../base/byte-writer.js";
import { concatBytes } from "../../../base/bytes.js";
import { MAX_PERMITTED_DATA_LENGTH } from "../../../solana/account.js";
import { LOADER_V3_BYTES } from "../../../solana/loader-v3-state.js";
import { SYSTEM_PROGRAM_ID } from "../../../solana/program-ids.js";
import { programdataAddressOf } from "../../../solana/programdata-address.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { minimumBalance, type Rent } from "../../../solana/sysvars/rent.js";
import type { InvokeContext } from "../../invoke-context.js";
import { clockWithAccountCheck, rentWithAccountCheck } from "../../sysvar-cache.js";
import { deployProgram } from "./deploy-program.js";
import { getState, setState } from "./loader-state.js";
import { refuse } from "./refuse.js";
import { checkSourceBuffer } from "./source-buffer.js";

const PAYER = 0;
const PROGRAMDATA = 1;
const PROGRAM = 2;
const BUFFER = 3;
const RENT = 4;
const CLOCK = 5;
/** The system program stands at 6. */
const AUTHORITY = 7;

/**
 * Deploys a buffer's program for the first time, with room to grow to `maxDataLength` bytes.
 * Accounts: [writable, signer] the payer, [writable] programdata, [writable] the program, [writable] the buffer, the
 * rent and clock sysvars, the system program, [signer] the authority.
 */
export function deployWithMaxDataLen(context: InvokeContext, maxDataLength: number): void {
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(4);
  const programdataAddress = instruction.keyOfAccount(PROGRAMDATA);
  const rent = rentWithAccountCheck(context, RENT);
  const { slot } = clockWithAccountCheck(context, CLOCK);
  instruction.checkNumberOfAccounts(8);
  const authority = instruction.keyOfAccount(AUTHORITY);
  const programId = checkProgram(context, rent);
  checkBuffer(context, maxDataLength);

  const derived = programdataAddressOf(programId);
  if (!pubkeyEqual(derived.address, programdataAddress)) {
    refuse(context, "InvalidArgument", "ProgramData address is not derived");
  }
  drainBuffer(context);
  createProgramdata(context, rent, maxDataLength, [programId, Uint8Array.of(derived.bump)]);

  const buffer = instruction.borrow(BUFFER);
  const program = buffer.data.subarray(LOADER_V3_BYTES.buffer);
  deployProgram(context, programId, program, context.environment.deploymentLoader);
  buffer.release();
  fillProgramdata(context, slot, authority);
  fillProgram(context, programdataAddress);
  context.log(`Deployed program ${addressFromPubkey(programId)}`);
}

/** Checks the account that is to become the program, and gives its key. */
function checkProgram(context: InvokeContext, rent: Rent): Pubkey {
  const program = context.transaction.currentInstruction.borrow(PROGRAM);
  if (getState(program).kind !== "uninitialized") {
    refuse(context, "AccountAlreadyInitialized", "Program account already initialized");
  }
  if (program.data.length < LOADER_V3_BYTES.program)
    refuse(context, "AccountDataTooSmall", "Program account too small");
  if (program.lamports < minimumBalance(rent, program.data.length)) {
    refuse(context, "ExecutableAccountNotRentExempt", "Program account not rent-exempt");
  }
  program.release();
  return program.key;
}

function checkBuffer(context: InvokeContext, maxDataLength: number): void {
  const buffer = context.transaction.currentInstruction.borrow(BUFFER);
  const programLength = checkSourceBuffer(context, buffer, AUTHORITY);
  buffer.release();
  if (maxDataLength < programLength) {
    refuse(context, "AccountDataTooSmall", "Max data length is too small to hold Buffer data");
  }
  if (LOADER_V3_BYTES.programData + maxDataLength > MAX_PERMITTED_DATA_LENGTH) {
    refuse(context, "InvalidArgument", "Max data length is too large");
  }
}

/** The buffer's lamports help to pay for the programdata. */
function drainBuffer(context: InvokeContext): void {
  const instruction = context.transaction.currentInstruction;
  const buffer = instruction.borrow(BUFFER);
  const payer = instruction.borrow(PAYER);
  payer.checkedAddLamports(buffer.lamports);
  buffer.setLamports(0n);
  payer.release();
  buffer.release();
}

function createProgramdata(
  context: InvokeContext,
  rent: Rent,
  maxDataLength: number,
  signerSeeds: readonly Uint8Array[],
): void {
  const instruction = context.transaction.currentInstruction;
  const length = LOADER_V3_BYTES.programData + maxDataLength;
  const lamports = minimumBalance(rent, length);
  const createAccount = new ByteWriter(52)
    .u32(0)
    .u64(lamports > 1n ? lamports : 1n)
    .u64(BigInt(length))
    .finish();
  context.nativeInvokeSigned(
    {
      programId: SYSTEM_PROGRAM_ID,
      accounts: [
        { pubkey: instruction.keyOfAccount(PAYER), isSigner: true, isWritable: true },
        { pubkey: instruction.keyOfAccount(PROGRAMDATA), isSigner: true, isWritable: true },
        // The buffer comes along so that its drained lamports count as balanced.
        { pubkey: instruction.keyOfAccount(BUFFER), isSigner: false, isWritable: true },
      ],
      data: concatBytes(createAccount, instruction.programKey),
    },
    [signerSeeds],
  );
}

function fillProgramdata(context: InvokeContext, slot: bigint, authority: Pubkey): void {
  const instruction = context.transaction.currentInstruction;
  const programdata = instruction.borrow(PROGRAMDATA);
  setState(programdata, { kind: "programData", slot, authority });
  const buffer = instruction.borrow(BUFFER);
  programdata.dataMut().set(buffer.data.subarray(LOADER_V3_BYTES.buffer), LOADER_V3_BYTES.programData);
  buffer.setDataLength(LOADER_V3_BYTES.buffer);
  buffer.release();
  programdata.release();
}

function fillProgram(context: InvokeContext, programdataAddress: Pubkey): void {
  const program = context.transaction.currentInstruction.borrow(PROGRAM);
  setState(program, { kind: "program", programDataAddress: programdataAddress });
  program.setExecutable(true);
  program.release();
}
