import { readU64, type U64, u64FromBigInt, u64SaturatingAdd, u64ToHex } from "../../base/u64.js";
import { AccessType } from "../../sbpf/access-type.js";
import { MM_INPUT_START, MM_REGION_SIZE } from "../../sbpf/memory-layout.js";
import { PUBKEY_BYTES } from "../../solana/pubkey.js";
import { fail } from "../failure.js";
import {
  ALIGN_BYTE,
  ALIGN_U64,
  translatePointerMut,
  translateSliceMut,
  translateType,
  translateTypeMut,
} from "../memory.js";
import { failInvalidPointer, type SerializedAccountMetadata } from "../memory-context.js";
import type { Call } from "./call.js";
import type { CallerAccount } from "./caller-account.js";

/** Rc (strong and weak count) and RefCell (borrow flag) stand before the value in a Rust `Rc<RefCell<T>>`. */
const RC_REF_CELL_HEADER = 24;
/** The upper half of addresses in the input region. */
const INPUT_WINDOW = MM_INPUT_START / MM_REGION_SIZE;

/** How a program lays out its AccountInfos. Each begins with a pointer to the key. */
export interface AccountInfoLayout {
  readonly size: number;
  /**
   * Where the word with the length lies, if all pointers are what the runtime serialized (SIMD-0459) and lie where
   * programs usually keep them; else -1.
   */
  usualLengthOffset(call: Call, infoOffset: number, metadata: SerializedAccountMetadata): number;
  /** Checks that all pointers are what the runtime serialized (SIMD-0459); the address of the word with the length. */
  checkPointers(call: Call, infoOffset: number, metadata: SerializedAccountMetadata): U64;
  /** Follows the pointers, wherever they lead. */
  followPointers(call: Call, account: CallerAccount, infoOffset: number): void;
}

/** Rust's AccountInfo: key, lamports Rc, data Rc, owner, u64, three flags. */
export const RUST_ACCOUNT_INFO: AccountInfoLayout = {
  size: 48,

  usualLengthOffset({ mapping, linear }, infoOffset, { keyOffset, ownerOffset, lamportsOffset, dataOffset }) {
    const { view } = linear;
    const lamports = mapping.scratchPointer(infoOffset + 8, RC_REF_CELL_HEADER + 8);
    const data = mapping.scratchPointer(infoOffset + 16, RC_REF_CELL_HEADER + 16);
    const isUsual =
      lamports >= 0 &&
      data >= 0 &&
      ((lamports | data) & (ALIGN_U64 - 1)) === 0 &&
      isPointerTo(view, infoOffset, keyOffset) &&
      isPointerTo(view, infoOffset + 24, ownerOffset) &&
      isPointerTo(view, lamports + RC_REF_CELL_HEADER, lamportsOffset) &&
      isPointerTo(view, data + RC_REF_CELL_HEADER, dataOffset);
    return isUsual ? data + RC_REF_CELL_HEADER + 8 : -1;
  },

  checkPointers(call, infoOffset, metadata) {
    const { view } = call.linear;
    checkPointerAt(call, infoOffset, metadata.keyOffset, "key");
    checkPointerAt(call, infoOffset + 24, metadata.ownerOffset, "owner");
    const lamportsCell = cellAt(view, infoOffset + 8);
    const lamportsPointer = translateType(call.mapping, lamportsCell, 8, ALIGN_U64, call.checkAligned);
    if (lamportsCell >= MM_INPUT_START) failInvalidPointer();
    checkPointerAt(call, lamportsPointer, metadata.lamportsOffset, "lamports");
    const dataCell = cellAt(view, infoOffset + 16);
    if (dataCell >= MM_INPUT_START) failInvalidPointer();
    const slice = translateType(call.mapping, dataCell, 16, ALIGN_U64, call.checkAligned);
    checkPointerAt(call, slice, metadata.dataOffset, "data");
    return u64SaturatingAdd(dataCell, 8);
  },

  followPointers(call, account, infoOffset) {
    const { mapping, checkAligned } = call;
    const { view } = call.linear;
    const lamportsPointer = translateType(mapping, cellAt(view, infoOffset + 8), 8, ALIGN_U64, checkAligned);
    account.lamportsOffset = translatePointerMut(mapping, lamportsPointer, 8, ALIGN_U64, checkAligned);
    account.ownerOffset = translatePointerMut(mapping, infoOffset + 24, PUBKEY_BYTES, ALIGN_BYTE, checkAligned);
    const dataCell = cellAt(view, infoOffset + 16);
    const slice = translateType(mapping, dataCell, 16, ALIGN_U64, checkAligned);
    const data = readU64(view, slice);
    followData(call, account, data, readU64(view, slice + 8), u64SaturatingAdd(dataCell, 8));
  },
};

/** C's SolAccountInfo: key, lamports, data length, data, owner, rent epoch, three flags. */
export const C_ACCOUNT_INFO: AccountInfoLayout = {
  size: 56,

  usualLengthOffset({ linear, infosAreScratch }, infoOffset, { keyOffset, ownerOffset, lamportsOffset, dataOffset }) {
    const { view } = linear;
    const isUsual =
      infosAreScratch &&
      isPointerTo(view, infoOffset, keyOffset) &&
      isPointerTo(view, infoOffset + 32, ownerOffset) &&
      isPointerTo(view, infoOffset + 8, lamportsOffset) &&
      isPointerTo(view, infoOffset + 24, dataOffset);
    return isUsual ? infoOffset + 16 : -1;
  },

  checkPointers(call, infoOffset, metadata) {
    checkPointerAt(call, infoOffset, metadata.keyOffset, "key");
    checkPointerAt(call, infoOffset + 32, metadata.ownerOffset, "owner");
    checkPointerAt(call, infoOffset + 8, metadata.lamportsOffset, "lamports");
    checkPointerAt(call, infoOffset + 24, metadata.dataOffset, "data");
    return u64SaturatingAdd(call.infoVmAddress(infoOffset), 16);
  },

  followPointers(call, account, infoOffset) {
    const { mapping, checkAligned } = call;
    const { view } = call.linear;
    const data = readU64(view, infoOffset + 24);
    account.lamportsOffset = translatePointerMut(mapping, infoOffset + 8, 8, ALIGN_U64, checkAligned);
    account.ownerOffset = translatePointerMut(mapping, infoOffset + 32, PUBKEY_BYTES, ALIGN_BYTE, checkAligned);
    followData(
      call,
      account,
      data,
      readU64(view, infoOffset + 16),
      u64SaturatingAdd(call.infoVmAddress(infoOffset), 16),
    );
  },
};

/**
 * Finds an account in the caller's memory by the AccountInfo at `infoOffset` (Agave: cpi.rs,
 * CallerAccount::from_account_info and from_sol_account_info).
 */
export function locateAccount(call: Call, layout: AccountInfoLayout, account: CallerAccount, infoOffset: number): void {
  account.originalDataLength = call.memory.accounts[account.indexInCaller].originalDataLength;
  if (call.isRestricted) locateSerialized(call, layout, account, infoOffset);
  else layout.followPointers(call, account, infoOffset);
}

function locateSerialized(call: Call, layout: AccountInfoLayout, account: CallerAccount, infoOffset: number): void {
  const { inputOffset, accounts } = call.memory;
  const { view } = call.linear;
  const metadata = accounts[account.indexInCaller];
  let lengthOffset = layout.usualLengthOffset(call, infoOffset, metadata);
  if (lengthOffset < 0) lengthOffset = checkedLengthOffset(call, layout, infoOffset, metadata);
  const length = view.getUint32(lengthOffset, true);
  const isBeyond = view.getUint32(lengthOffset + 4, true) !== 0;
  if (isBeyond || length > call.reservedLength(metadata.originalDataLength)) fail("InvalidRealloc");
  account.lengthOffset = lengthOffset;
  account.lamportsOffset = inputOffset + metadata.lamportsOffset;
  account.ownerOffset = inputOffset + metadata.ownerOffset;
  account.vmDataAddress = metadata.vmDataAddress;
  account.serializedOffset = inputOffset + metadata.dataOffset;
  account.serializedLength = length;
  call.chargeBytes(length);
}

function checkedLengthOffset(
  call: Call,
  layout: AccountInfoLayout,
  infoOffset: number,
  metadata: SerializedAccountMetadata,
): number {
  const lengthWord = layout.checkPointers(call, infoOffset, metadata);
  if (lengthWord >= MM_INPUT_START) failInvalidPointer();
  return translateTypeMut(call.mapping, lengthWord, 8, ALIGN_U64, false);
}

/** The end of both ways to follow pointers: `length` stands beside the data pointer, and the callee's goes to `lengthWord`. */
function followData(call: Call, account: CallerAccount, data: U64, length: U64, lengthWord: U64): void {
  call.chargeBytes(Number(length));
  account.lengthOffset = translateTypeMut(call.mapping, lengthWord, 8, ALIGN_U64, false);
  account.serializedOffset = serializedData(call, data, account.originalDataLength, length);
  account.vmDataAddress = Number(data);
  account.serializedLength = Number(length);
}

/**
 * The host offset of an account's serialized data of `length` bytes (Agave: CallerAccount::get_serialized_data).
 * InvalidRealloc if that is more than the input region reserves for it.
 */
export function serializedData(call: Call, vmDataAddress: U64, originalDataLength: number, length: U64): number {
  if (call.isRestricted && length > call.reservedLength(originalDataLength)) fail("InvalidRealloc");
  const { mapping, linear, context } = call;
  if (!context.environment.features.virtualAddressSpaceAdjustments) {
    return translateSliceMut(mapping, vmDataAddress, length, 1, ALIGN_BYTE, false);
  }
  // Past the permissions of the region, which are those of the program and not of the runtime.
  const serializedOffset = call.memory.inputOffset + Math.max(Number(vmDataAddress) - MM_INPUT_START, 0);
  // DIVERGES: Agave would go on beyond its memory. Nothing leads there once SIMD-0459 checks the pointer.
  if (serializedOffset + Number(length) > linear.bytes.length) {
    throw mapping.accessViolation(AccessType.Store, vmDataAddress, length);
  }
  return serializedOffset;
}

/** The address of the value in the Rc to which a pointer stands at `offset`. */
function cellAt(view: DataView, offset: number): U64 {
  const address = readU64(view, offset);
  if (typeof address === "number" && address + RC_REF_CELL_HEADER <= Number.MAX_SAFE_INTEGER) {
    return address + RC_REF_CELL_HEADER;
  }
  return u64FromBigInt(BigInt(address) + BigInt(RC_REF_CELL_HEADER));
}

/** Whether the pointer at `pointerOffset` leads to `inputOffset` in the input region. */
function isPointerTo(view: DataView, pointerOffset: number, inputOffset: number): boolean {
  return (
    view.getUint32(pointerOffset, true) === inputOffset && view.getUint32(pointerOffset + 4, true) === INPUT_WINDOW
  );
}

/** The pointer at `pointerOffset` must be what the runtime serialized: it leads to `inputOffset` in the input region. */
function checkPointerAt({ linear, context }: Call, pointerOffset: number, inputOffset: number, field: string): void {
  const { view } = linear;
  if (isPointerTo(view, pointerOffset, inputOffset)) return;
  const [found, expected] = [readU64(view, pointerOffset), MM_INPUT_START + inputOffset];
  context.log(`Invalid account info pointer \`${field}': ${u64ToHex(found)} != ${u64ToHex(expected)}`);
  failInvalidPointer();
}
