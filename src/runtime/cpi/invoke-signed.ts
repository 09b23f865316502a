import { sliceBytes } from "../../base/bytes.js";
import type { U64 } from "../../base/u64.js";
import type { Syscall } from "../../sbpf/loader.js";
import { LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID, NATIVE_LOADER_ID } from "../../solana/program-ids.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import { SyscallFailure } from "../failure.js";
import type { InvokeContext } from "../invoke-context.js";
import { type AccountInfoLayout, C_ACCOUNT_INFO, RUST_ACCOUNT_INFO } from "./account-infos.js";
import { Call } from "./call.js";
import { chargeInstruction } from "./charges.js";
import { prepareNextCpiInstruction } from "./prepare.js";
import { NO_SIGNERS, translateSigners } from "./signers.js";
import { syncToCaller } from "./sync.js";
import { translateAccounts } from "./translate-accounts.js";
import {
  C_INSTRUCTION,
  type InstructionLayout,
  RUST_INSTRUCTION,
  translateInstruction,
} from "./translate-instruction.js";
import { locateGrown, passOn } from "./usual/pass-on.js";
import { USUAL_PLACES } from "./usual/places.js";
import type { UsualCall } from "./usual/usual-call.js";
import { UsualCalls } from "./usual/usual-calls.js";

/** How C and Rust programs lay out what they pass to a CPI. */
interface Abi {
  readonly instruction: InstructionLayout;
  readonly accountInfo: AccountInfoLayout;
  readonly usual: UsualCalls;
}

const RUST_ABI = abiOf(RUST_INSTRUCTION, RUST_ACCOUNT_INFO);
const C_ABI = abiOf(C_INSTRUCTION, C_ACCOUNT_INFO);

function abiOf(instruction: InstructionLayout, accountInfo: AccountInfoLayout): Abi {
  return { instruction, accountInfo, usual: new UsualCalls({ instruction, info: accountInfo }) };
}

const SUCCESS = 0;
/** First data bytes of the loader v3 instructions that programs may call. */
const UPGRADE = 3;
const SET_AUTHORITY = 4;
const CLOSE = 5;
const SET_AUTHORITY_CHECKED = 7;

/**
 * `sol_invoke_signed_c(instruction*, infos*, infos, seeds*, seeds)`: r0 = 0; every failure ends the caller.
 * Charges 946, then ⌊data/250⌋ + ⌊34·metas/250⌋, ⌊80·infos/250⌋ and ⌊length/250⌋ per account. See `invokeSigned`.
 */
export const solInvokeSignedC: Syscall<InvokeContext> = (
  context,
  _vm,
  instruction,
  infos,
  infosLength,
  seeds,
  length,
) => invokeSigned(context, C_ABI, instruction, infos, infosLength, seeds, length);

/** `sol_invoke_signed_rust`: the same with the layouts of Rust. */
export const solInvokeSignedRust: Syscall<InvokeContext> = (
  context,
  _vm,
  instruction,
  infos,
  infosLength,
  seeds,
  length,
) => invokeSigned(context, RUST_ABI, instruction, infos, infosLength, seeds, length);

/**
 * A Cross-Program Invocation (Agave: program-runtime/src/cpi.rs, cpi_common). In order: charge; translate the
 * instruction; derive the signers; is the callee allowed; do privileges hold; translate the accounts; take over the
 * caller's changes; run the callee; show the caller the callee's changes.
 */
function invokeSigned(
  context: InvokeContext,
  abi: Abi,
  instructionAddress: U64,
  infosAddress: U64,
  infosLength: U64,
  seedsAddress: U64,
  seedsLength: U64,
): number {
  context.consumeChecked(context.environment.cost.invokeUnits);
  const usual = abi.usual.read(context);
  if (usual !== undefined) {
    invokeUsual(usual, abi.usual, infosLength, seedsAddress, seedsLength);
    return SUCCESS;
  }
  const call = new Call(context);
  translateInstruction(call, abi.instruction, instructionAddress);
  const signers = translateSigners(call, seedsAddress, seedsLength);
  checkAuthorizedProgram(context, call.programKey, call.data);
  prepareNextCpiInstruction(context, call, signers);
  translateAccounts(call, abi.accountInfo, infosAddress, infosLength);
  context.processInstruction();
  syncToCaller(call);
  call.end();
  return SUCCESS;
}

/** The same of a call that was found in one pass. */
function invokeUsual(usual: UsualCall, calls: UsualCalls, infosLength: U64, seedsAddress: U64, seedsLength: U64): void {
  const { context, linear } = usual;
  try {
    const { halves } = linear;
    const dataLength = halves[USUAL_PLACES.dataLength / 4];
    chargeInstruction(context, usual.metaCount, dataLength);
    const programIndex = halves[USUAL_PLACES.programIndex / 4];
    const dataOffset = halves[USUAL_PLACES.data / 4];
    const data = sliceBytes(linear.bytes, dataOffset, dataOffset + dataLength);
    const signers = seedsLength === 0 ? NO_SIGNERS : translateSigners(usual.call, seedsAddress, seedsLength);
    checkAuthorizedProgram(context, context.transaction.accounts.at(programIndex).key, data);
    passOn(usual, programIndex, data, signers, infosLength);
    context.processInstruction();
    if (!calls.settle(usual)) return;
    locateGrown(usual);
    syncToCaller(usual.call);
  } finally {
    calls.end(usual);
  }
}

/** Refuses the callees that no program may call (Agave: cpi.rs, check_authorized_program). */
function checkAuthorizedProgram(context: InvokeContext, programId: Pubkey, data: Uint8Array): void {
  if (context.lastAuthorizedProgram === programId) return;
  const isLoader = pubkeyEqual(programId, LOADER_V3_ID);
  const refused =
    pubkeyEqual(programId, NATIVE_LOADER_ID) ||
    pubkeyEqual(programId, LOADER_V2_ID) ||
    pubkeyEqual(programId, LOADER_V1_ID) ||
    (isLoader && !isLoaderInstructionForPrograms(context, data[0])) ||
    context.environment.precompile(programId) !== undefined;
  // What the loader may be told depends on what it is.
  if (!refused && !isLoader) context.lastAuthorizedProgram = programId;
  if (refused) throw new SyscallFailure(`Program ${addressFromPubkey(programId)} not supported by inner instructions`);
}

function isLoaderInstructionForPrograms(context: InvokeContext, tag: number | undefined): boolean {
  if (tag === SET_AUTHORITY_CHECKED) return context.environment.features.enableBpfLoaderSetAuthorityCheckedIx;
  return tag === UPGRADE || tag === SET_AUTHORITY || tag === CLOSE;
}
