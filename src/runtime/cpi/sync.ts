import { setBytes } from "../../base/bytes.js";
import { readU64, writeU64 } from "../../base/u64.js";
import { PUBKEY_BYTES } from "../../solana/pubkey.js";
import type { BorrowedAccount } from "../borrowed-account.js";
import { fail } from "../failure.js";
import { modifyMemoryRegionOfAccount } from "../input-writer.js";
import { ALIGN_U64, translateTypeMut } from "../memory.js";
import { MAX_PERMITTED_DATA_INCREASE } from "../transaction-accounts.js";
import { serializedData } from "./account-infos.js";
import type { Call } from "./call.js";
import type { CallerAccount } from "./caller-account.js";

/** Before a call: see `updateCalleeAccount`. */
export function syncToCallee(call: Call, account: CallerAccount): boolean {
  const borrowed = call.caller.borrow(account.indexInCaller);
  const mustUpdateCaller = updateCalleeAccount(call, account, borrowed);
  borrowed.release();
  return mustUpdateCaller;
}

/** After a call: shows the caller what the callee did to the accounts that it could write. */
export function syncToCaller(call: Call): void {
  for (let i = 0; i < call.accountsLength; i++) {
    const account = call.callerAccount(i);
    if (!account.isWritable) continue;
    const borrowed = call.caller.borrow(account.indexInCaller);
    updateCallerAccount(call, account, borrowed);
    borrowed.release();
  }
  if (!call.adjustsRegions) return;
  for (let i = 0; i < call.accountsLength; i++) {
    const account = call.callerAccount(i);
    if (!account.updatesRegion) continue;
    const borrowed = call.caller.borrow(account.indexInCaller);
    updateCallerAccountRegion(call, account, borrowed);
    borrowed.release();
  }
}

/**
 * Before a call: takes over what the caller changed, under the account policy, so that the callee sees it: lamports,
 * data, owner in this order (Agave: cpi.rs, update_callee_account). True if the caller's memory region must be
 * adjusted after the call.
 */
function updateCalleeAccount(call: Call, from: CallerAccount, account: BorrowedAccount): boolean {
  const { linear } = call;
  let mustUpdateCaller = false;
  const lamports = linear.bigU64(from.lamportsOffset);
  if (account.lamports !== lamports) account.setLamports(lamports);
  if (!call.adjustsRegions) {
    account.syncData(linear, from.serializedOffset, from.serializedLength);
  } else {
    mustUpdateCaller = syncAdjustedData(call, from, account);
  }
  if (!call.keys.isOwnerAt(from.indexInTransaction, account.owner, linear.view, from.ownerOffset)) {
    account.setOwner(linear.bytes.subarray(from.ownerOffset, from.ownerOffset + PUBKEY_BYTES));
    mustUpdateCaller = true;
  }
  return mustUpdateCaller;
}

/** The data part with SIMD-0460: the length comes from the AccountInfo, and regions guard what may not be written. */
function syncAdjustedData(call: Call, from: CallerAccount, account: BorrowedAccount): boolean {
  const { linear } = call;
  const previousLength = account.data.length;
  const length = Number(readU64(linear.view, from.lengthOffset));
  const resized = length !== previousLength;
  if (resized) {
    if (length < previousLength) {
      const offset = serializedData(call, from.vmDataAddress, from.originalDataLength, previousLength);
      linear.clear(offset + length, previousLength - length);
    }
    account.setDataLength(length);
  }
  if (account.canDataBeChanged) account.syncData(linear, from.serializedOffset, from.serializedLength);
  return resized;
}

/**
 * After a call: shows the caller what the callee did to an account that it could write (Agave: cpi.rs,
 * update_caller_account). InvalidRealloc if the account outgrew what the caller's input region reserves for it.
 */
function updateCallerAccount(call: Call, to: CallerAccount, account: BorrowedAccount): void {
  const { linear } = call;
  linear.setBigU64(to.lamportsOffset, account.lamports);
  const { owner } = account;
  if (!call.keys.isOwnerAt(to.indexInTransaction, owner, linear.view, to.ownerOffset)) {
    setBytes(linear.bytes, owner, to.ownerOffset);
  }
  const previousLength = readU64(linear.view, to.lengthOffset);
  const length = account.data.length;
  checkReserved(call, to, previousLength !== length, account);
  if (previousLength !== length) {
    // Bytes that the callee cut off must not show to the caller.
    if (length < to.serializedLength) {
      linear.clear(to.serializedOffset + length, to.serializedLength - length);
    }
    to.serializedOffset = serializedData(call, to.vmDataAddress, to.originalDataLength, length);
    to.serializedLength = length;
    writeU64(linear.view, to.lengthOffset, length);
    const wordOffset = translateTypeMut(call.mapping, to.vmDataAddress - 8, 8, ALIGN_U64, call.checkAligned);
    writeU64(linear.view, wordOffset, length);
  }
  if (to.serializedLength !== length) fail("AccountDataTooSmall");
  if (length > 0) setBytes(linear.bytes, account.data, to.serializedOffset);
  if (length > to.originalDataLength) call.input.noteWrite(to.serializedOffset, length);
}

function checkReserved(call: Call, to: CallerAccount, resized: boolean, account: BorrowedAccount): void {
  const { context } = call;
  const { length } = account.data;
  // Before SIMD-0459 the room of aligned callers held for loader v1 too, and only for what changed its length.
  const room = call.isRestricted
    ? call.reservedLength(to.originalDataLength)
    : to.originalDataLength + MAX_PERMITTED_DATA_INCREASE;
  if (length <= room || !(call.isRestricted || resized)) return;
  const maxIncrease = room - to.originalDataLength;
  context.log(`Account data size realloc limited to ${maxIncrease} in inner instructions`);
  account.refuse("InvalidRealloc", { kind: "data", length, data: undefined });
}

/** After a call with SIMD-0460: the region of the account's data follows its new length and owner. */
function updateCallerAccountRegion(call: Call, to: CallerAccount, account: BorrowedAccount): void {
  if (call.reservedLength(to.originalDataLength) === 0) return;
  const { mapping } = call;
  const index = mapping.findRegion(to.vmDataAddress);
  if (index < 0) fail("MissingAccount");
  const region = mapping.regions[index].clone();
  modifyMemoryRegionOfAccount(account, region);
  mapping.replaceRegion(index, region);
}
