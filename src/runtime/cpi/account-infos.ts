import { readU64, type U64, u64FromBigInt, u64SaturatingAdd, u64ToHex } from "../../base/u64.js";
import { AccessType } from "../../sbpf/access-type.js";
import { MM_INPUT_START } from "../../sbpf/memory-layout.js";
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
import { chargeBytes } from "./charges.js";

/** Rc (strong and weak count) and RefCell (borrow flag) stand before the value in a Rust `Rc<RefCell<T>>`. */
export const RC_REF_CELL_HEADER = 24;
/** Where a program has the parts of an AccountInfo, which begins with a pointer to the key. All in bytes. */
export interface AccountInfoPlaces {
  readonly size: number;
  /** Of pointers. */
  readonly owner: number;
  readonly lamports: number;
  readonly data: number;
  /** Of the length of the data; with cells it stands behind the pointer to the data. */
  readonly dataLength: number;
  /** Whether the places of lamports and data hold pointers to cells that hold the pointers. */
  readonly cells: boolean;
}

/** How a program lays out its AccountInfos. */
export interface AccountInfoLayout extends AccountInfoPlaces {
  /** Checks that all pointers are what the runtime serialized (SIMD-0459); the address of the word with the length. */
  checkPointers(call: Call, infoOffset: number, metadata: SerializedAccountMetadata): U64;
  /** Follows the pointers, wherever they lead. */
  followPointers(call: Call, account: CallerAccount, infoOffset: number): void;
}

/** Rust's AccountInfo: key, lamports Rc, data Rc, owner, u64, three flags. */
export const RUST_ACCOUNT_INFO: AccountInfoLayout = {
  size: 48,
  owner: 24,
  lamports: 8,
  data: 16,
  dataLength: -1,
  cells: true,

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
  owner: 32,
  lamports: 8,
  data: 24,
  dataLength: 16,
  cells: false,

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
  const { view } = call.linear;
  const metadata = call.memory.accounts[account.indexInCaller];
  const lengthWord = layout.checkPointers(call, infoOffset, metadata);
  if (lengthWord >= MM_INPUT_START) failInvalidPointer();
  const lengthOffset = translateTypeMut(call.mapping, lengthWord, 8, ALIGN_U64, false);
  const length = readU64(view, lengthOffset);
  if (length > call.reservedLength(metadata.originalDataLength)) fail("InvalidRealloc");
  account.locate(call.memory, lengthOffset, Number(length));
  chargeBytes(call.context, Number(length));
}

/** The end of both ways to follow pointers: `length` stands beside the data pointer, and the callee's goes to `lengthWord`. */
function followData(call: Call, account: CallerAccount, data: U64, length: U64, lengthWord: U64): void {
  chargeBytes(call.context, Number(length));
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

/** The pointer at `pointerOffset` must be what the runtime serialized: it leads to `inputOffset` in the input region. */
function checkPointerAt({ linear, context }: Call, pointerOffset: number, inputOffset: number, field: string): void {
  const [found, expected] = [readU64(linear.view, pointerOffset), MM_INPUT_START + inputOffset];
  if (found === expected) return;
  context.log(`Invalid account info pointer \`${field}': ${u64ToHex(found)} != ${u64ToHex(expected)}`);
  failInvalidPointer();
}
