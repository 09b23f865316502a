import { sbpfVersionOfElf } from "../../../sbpf/elf-loader.js";
import { EbpfError } from "../../../sbpf/errors.js";
import { SbpfVersion } from "../../../sbpf/version.js";
import { LOADER_V3_BYTES, type LoaderV3State } from "../../../solana/loader-v3-state.js";
import { addressFromPubkey, type Pubkey } from "../../../solana/pubkey.js";
import type { BorrowedAccount } from "../../borrowed-account.js";
import { fail } from "../../failure.js";
import type { InvokeContext } from "../../invoke-context.js";
import { BUFFER_AUTHORITY, checkAuthority, UPGRADE_AUTHORITY } from "./authority.js";
import { getState, setState } from "./loader-state.js";
import { refuse } from "./refuse.js";

const PRESENT_AUTHORITY = 1;
const NEW_AUTHORITY = 2;

/**
 * Hands a buffer or a program to a new authority, or a program to none.
 * Accounts: [writable] the buffer or programdata, [signer] its authority, the new authority if any.
 */
export function setAuthority(context: InvokeContext): void {
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(2);
  const account = instruction.borrow(0);
  const newAuthority =
    instruction.accounts.length > NEW_AUTHORITY ? instruction.keyOfAccount(NEW_AUTHORITY) : undefined;
  const state = getState(account);
  if (state.kind === "buffer" && newAuthority === undefined) {
    refuse(context, "IncorrectAuthority", "Buffer authority is not optional");
  }
  checkPresentAuthority(context, state);
  if (newAuthority === undefined) checkCanBeFinal(context, account);
  setState(account, withAuthority(state, newAuthority));
  context.log(`New authority ${newAuthority === undefined ? "None" : `Some(${addressFromPubkey(newAuthority)})`}`);
  account.release();
}

/** The same with a new authority that signs: a slip of the pen gives the program to nobody. */
export function setAuthorityChecked(context: InvokeContext): void {
  if (!context.environment.features.enableBpfLoaderSetAuthorityCheckedIx) fail("InvalidInstructionData");
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(3);
  const account = instruction.borrow(0);
  const newAuthority = instruction.keyOfAccount(NEW_AUTHORITY);
  const state = getState(account);
  checkPresentAuthority(context, state);
  if (!instruction.isSigner(NEW_AUTHORITY)) {
    refuse(context, "MissingRequiredSignature", "New authority did not sign");
  }
  setState(account, withAuthority(state, newAuthority));
  context.log(`New authority ${addressFromPubkey(newAuthority)}`);
  account.release();
}

type StateWithAuthority = Extract<LoaderV3State, { kind: "buffer" | "programData" }>;

function checkPresentAuthority(context: InvokeContext, state: LoaderV3State): asserts state is StateWithAuthority {
  if (state.kind === "buffer") {
    checkAuthority(context, state.authority, PRESENT_AUTHORITY, BUFFER_AUTHORITY);
  } else if (state.kind === "programData") {
    checkAuthority(context, state.authority, PRESENT_AUTHORITY, UPGRADE_AUTHORITY);
  } else {
    refuse(context, "InvalidArgument", "Account does not support authorities");
  }
}

function withAuthority(state: StateWithAuthority, authority: Pubkey | undefined): StateWithAuthority {
  return state.kind === "buffer" ? { kind: "buffer", authority } : { kind: "programData", slot: state.slot, authority };
}

/** With SIMD-0500 a program of an old sBPF version must stay upgradeable. */
function checkCanBeFinal(context: InvokeContext, programdata: BorrowedAccount): void {
  if (!context.environment.features.disableSbpfV0V1V2Deployment) return;
  if (isOfOldVersion(programdata.data.subarray(LOADER_V3_BYTES.programData))) fail("InvalidAccountData");
}

function isOfOldVersion(elf: Uint8Array): boolean {
  try {
    return sbpfVersionOfElf(elf) < SbpfVersion.V3;
  } catch (thrown) {
    if (thrown instanceof EbpfError) return false;
    throw thrown;
  }
}
