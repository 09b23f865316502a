import type { U64 } from "../../base/u64.js";
import type { Syscall } from "../../sbpf/loader.js";
import { LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID, NATIVE_LOADER_ID } from "../../solana/program-ids.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import { SyscallFailure } from "../failure.js";
import type { InvokeContext } from "../invoke-context.js";
import type { Caller } from "./caller-account.js";
import { updateCalleeAccount, updateCallerAccount, updateCallerAccountRegion } from "./sync.js";
import { type Abi, C_ABI, RUST_ABI, type TranslatedAccount, translateAccounts, translateSigners } from "./translate.js";

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
  const { features, cost } = context.environment;
  context.consumeChecked(cost.invokeUnits);
  const caller: Caller = { context, mapping: context.memory.mapping, checkAligned: context.checkAligned };
  const instruction = abi.translateInstruction(caller, instructionAddress);
  const callerProgramId = context.transaction.currentInstruction.programKey;
  const signers = translateSigners(caller, callerProgramId, seedsAddress, seedsLength);
  checkAuthorizedProgram(context, instruction.programId, instruction.data);
  context.prepareNextCpiInstruction(instruction, signers);
  const accounts = translateAccounts(caller, abi, infosAddress, infosLength, syncToCallee);
  if (features.syscallParameterAddressRestrictions) {
    for (const account of accounts)
      account.updateCallerAccountRegion = syncToCallee(caller, account) || account.updateCallerAccountInfo;
  }
  context.processInstruction();
  syncToCaller(caller, accounts);
  return SUCCESS;
}

function syncToCallee(caller: Caller, account: TranslatedAccount): boolean {
  const borrowed = caller.context.transaction.currentInstruction.borrow(account.indexInCaller);
  const mustUpdateCaller = updateCalleeAccount(caller, account.callerAccount, borrowed);
  borrowed.release();
  return mustUpdateCaller;
}

function syncToCaller(caller: Caller, accounts: readonly TranslatedAccount[]): void {
  const { transaction, environment } = caller.context;
  for (const account of accounts) {
    if (!account.updateCallerAccountInfo) continue;
    const borrowed = transaction.currentInstruction.borrow(account.indexInCaller);
    updateCallerAccount(caller, account.callerAccount, borrowed);
    borrowed.release();
  }
  if (!environment.features.virtualAddressSpaceAdjustments) return;
  for (const account of accounts) {
    if (!account.updateCallerAccountRegion) continue;
    const borrowed = transaction.currentInstruction.borrow(account.indexInCaller);
    updateCallerAccountRegion(caller, account.callerAccount, borrowed);
    borrowed.release();
  }
}

/** Refuses the callees that no program may call (Agave: cpi.rs, check_authorized_program). */
function checkAuthorizedProgram(context: InvokeContext, programId: Pubkey, data: Uint8Array): void {
  const { environment } = context;
  const refused =
    pubkeyEqual(programId, NATIVE_LOADER_ID) ||
    pubkeyEqual(programId, LOADER_V2_ID) ||
    pubkeyEqual(programId, LOADER_V1_ID) ||
    (pubkeyEqual(programId, LOADER_V3_ID) && !isLoaderInstructionForPrograms(context, data[0])) ||
    environment.precompile(programId) !== undefined;
  if (refused) throw new SyscallFailure(`Program ${addressFromPubkey(programId)} not supported by inner instructions`);
}

function isLoaderInstructionForPrograms(context: InvokeContext, tag: number | undefined): boolean {
  if (tag === SET_AUTHORITY_CHECKED) return context.environment.features.enableBpfLoaderSetAuthorityCheckedIx;
  return tag === UPGRADE || tag === SET_AUTHORITY || tag === CLOSE;
}
