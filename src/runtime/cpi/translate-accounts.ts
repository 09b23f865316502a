import { type U64, u64SaturatingAdd, u64SaturatingMul } from "../../base/u64.js";
import { AccessType } from "../../sbpf/access-type.js";
import { MM_INPUT_START } from "../../sbpf/memory-layout.js";
import { PUBKEY_BYTES } from "../../solana/pubkey.js";
import { fail } from "../failure.js";
import { WRITABLE } from "../instruction-context.js";
import { ALIGN_U64, translateSlice } from "../memory.js";
import { failInvalidPointer } from "../memory-context.js";
import { type AccountInfoLayout, locateAccount } from "./account-infos.js";
import type { Call } from "./call.js";
import { chargeAccountInfos, chargeExecutable } from "./charges.js";
import { syncToCallee } from "./sync.js";

/**
 * Finds the caller's AccountInfo for each account of the prepared callee, and takes over what the caller changed (Agave:
 * cpi.rs, translate_account_infos and translate_accounts_common). Before SIMD-0459 that goes account by account.
 */
export function translateAccounts(call: Call, layout: AccountInfoLayout, infosVmAddress: U64, infosLength: U64): void {
  translateAccountInfos(call, layout, infosVmAddress, infosLength);
  const { accounts, caller, isRestricted } = call;
  for (let i = 0; i < accounts.count; i++) {
    if (!accounts.isFirst(i)) continue;
    const index = accounts.indexAt(i);
    if (caller.transaction.accounts.at(index).executable) {
      chargeExecutable(call.context, index);
      continue;
    }
    const isWritable = (accounts.rightsTo(index) & WRITABLE) !== 0;
    const account = call.addCallerAccount(index, caller.indexOfAccount(index), isWritable);
    locateAccount(call, layout, account, call.infosOffset + layout.size * infoOf(call, index));
    if (!isRestricted && syncToCallee(call, account)) account.updatesRegion = true;
  }
  if (!isRestricted) return;
  for (let i = 0; i < call.accountsLength; i++) {
    const account = call.callerAccount(i);
    account.updatesRegion = syncToCallee(call, account) || account.isWritable;
  }
}

/** Finds the AccountInfos and the keys to which they point. */
function translateAccountInfos(call: Call, layout: AccountInfoLayout, vmAddress: U64, length: U64): void {
  const { mapping, checkAligned, isRestricted } = call;
  const { size } = layout;
  const end = u64SaturatingAdd(vmAddress, u64SaturatingMul(length, size));
  if (isRestricted && end >= MM_INPUT_START) failInvalidPointer();
  const offset = translateSlice(mapping, vmAddress, length, size, ALIGN_U64, checkAligned);
  chargeAccountInfos(call.context, length);
  const keys = call.beginInfos(vmAddress, offset, Number(length));
  for (let i = 0; i < call.infosLength; i++) {
    keys[i] = mapping.translatePointer(AccessType.Load, offset + i * size, PUBKEY_BYTES);
  }
}

/** The first AccountInfo with the key of a transaction's account; MissingAccount if there is none. */
function infoOf({ context, keys, infoKeys, infosLength, linear }: Call, indexInTransaction: number): number {
  const { view } = linear;
  for (let i = 0; i < infosLength; i++) if (keys.isKeyAt(indexInTransaction, view, infoKeys[i])) return i;
  const { address } = context.transaction.accounts.at(indexInTransaction);
  context.log(`Instruction references an unknown account ${address}`);
  return fail("MissingAccount");
}
