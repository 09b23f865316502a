import { ByteWriter } from "../../../base/byte-writer.js";
import { MAX_PERMITTED_DATA_LENGTH } from "../../../solana/account.js";
import { LOADER_V3_BYTES, type LoaderV3State } from "../../../solana/loader-v3-state.js";
import { SYSTEM_PROGRAM_ID } from "../../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { minimumBalance } from "../../../solana/sysvars/rent.js";
import type { BorrowedAccount } from "../../borrowed-account.js";
import type { InvokeContext } from "../../invoke-context.js";
import { deployProgram } from "./deploy-program.js";
import { getState, setState } from "./loader-state.js";
import { refuse } from "./refuse.js";

const PROGRAMDATA = 0;
const PROGRAM = 1;
/** The system program stands at 2. */
const PAYER = 3;

/** SIMD-0431: the least that one extension adds, unless it fills the account (solana-loader-v3-interface). */
const MINIMUM_EXTEND_PROGRAM_BYTES = 10_240;

/**
 * Gives a program's programdata more room, at anybody's cost, at most once in a slot.
 * Accounts: [writable] programdata, [writable] the program, the system program and [writable, signer] a payer if the
 * larger account needs more lamports than it has.
 */
export function extendProgram(context: InvokeContext, additionalBytes: number): void {
  const instruction = context.transaction.currentInstruction;
  if (additionalBytes === 0) {
    refuse(context, "InvalidInstructionData", "Additional bytes must be greater than 0");
  }
  const programdata = instruction.borrow(PROGRAMDATA);
  checkProgramdata(context, programdata);
  const programId = checkProgram(context, programdata.key);
  const newLength = programdata.data.length + additionalBytes;
  checkLength(context, programdata.data.length, newLength);
  const { slot } = context.environment.sysvars.clock;
  const authority = checkState(context, getState(programdata), slot);
  const minimum = minimumBalance(context.environment.sysvars.rent, newLength);
  const missingLamports = (minimum > 1n ? minimum : 1n) - programdata.lamports;
  programdata.release();
  if (missingLamports > 0n) pay(context, programdata.key, missingLamports);

  const extended = instruction.borrow(PROGRAMDATA);
  extended.setDataLength(newLength);
  deployProgram(
    context,
    programId,
    extended.data.subarray(LOADER_V3_BYTES.programData),
    context.environment.extensionLoader,
  );
  setState(extended, { kind: "programData", slot, authority });
  extended.release();
  context.log(`Extended ProgramData account by ${additionalBytes} bytes`);
}

function checkProgramdata(context: InvokeContext, programdata: BorrowedAccount): void {
  if (!programdata.isOwnedByCurrentProgram) refuse(context, "InvalidAccountOwner", "ProgramData owner is invalid");
  if (!programdata.isWritable) refuse(context, "InvalidArgument", "ProgramData is not writable");
}

/** Checks the account of the program, and gives its key. */
function checkProgram(context: InvokeContext, programdataAddress: Pubkey): Pubkey {
  const program = context.transaction.currentInstruction.borrow(PROGRAM);
  if (!program.isWritable) refuse(context, "InvalidArgument", "Program account is not writable");
  if (!program.isOwnedByCurrentProgram) {
    refuse(context, "InvalidAccountOwner", "Program account not owned by loader");
  }
  const state = getState(program);
  if (state.kind !== "program") refuse(context, "InvalidAccountData", "Invalid Program account");
  if (!pubkeyEqual(state.programDataAddress, programdataAddress)) {
    refuse(context, "InvalidArgument", "Program account does not match ProgramData account");
  }
  program.release();
  return program.key;
}

function checkLength(context: InvokeContext, length: number, newLength: number): void {
  const additionalBytes = newLength - length;
  if (newLength > MAX_PERMITTED_DATA_LENGTH) {
    refuse(
      context,
      "InvalidRealloc",
      `Extended ProgramData length of ${newLength} bytes exceeds max account data length of ` +
        `${MAX_PERMITTED_DATA_LENGTH} bytes`,
    );
  }
  if (!context.environment.features.loaderV3MinimumExtendProgramSize) return;
  if (additionalBytes < MINIMUM_EXTEND_PROGRAM_BYTES && newLength !== MAX_PERMITTED_DATA_LENGTH) {
    refuse(
      context,
      "InvalidArgument",
      `ExtendProgram requires a minimum of ${MINIMUM_EXTEND_PROGRAM_BYTES} additional bytes or to extend to maximum ` +
        `size, but only ${additionalBytes} were requested`,
    );
  }
}

/** Checks that the program can still change, and not twice in a slot; gives its authority. */
function checkState(context: InvokeContext, state: LoaderV3State, slot: bigint): Pubkey {
  if (state.kind !== "programData") refuse(context, "InvalidAccountData", "ProgramData state is invalid");
  if (state.slot === slot) refuse(context, "InvalidArgument", "Program was extended in this block already");
  return state.authority ?? refuse(context, "Immutable", "Cannot extend ProgramData accounts that are not upgradeable");
}

function pay(context: InvokeContext, programdataAddress: Pubkey, lamports: bigint): void {
  const payer = context.transaction.currentInstruction.keyOfAccount(PAYER);
  context.nativeInvokeSigned(
    {
      programId: SYSTEM_PROGRAM_ID,
      accounts: [
        { pubkey: payer, isSigner: true, isWritable: true },
        { pubkey: programdataAddress, isSigner: false, isWritable: true },
      ],
      data: new ByteWriter(12).u32(2).u64(lamports).finish(),
    },
    [],
  );
}
