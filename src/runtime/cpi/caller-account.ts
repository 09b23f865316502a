import { readU64, type U64, u64FromBigInt, u64SaturatingAdd, u64ToHex } from "../../base/u64.js";
import { AccessType } from "../../sbpf/access-type.js";
import { MM_INPUT_START, MM_REGION_SIZE } from "../../sbpf/memory-layout.js";
import type { MemoryMapping } from "../../sbpf/memory-mapping.js";
import { fail } from "../failure.js";
import type { InvokeContext } from "../invoke-context.js";
import {
  ALIGN_BYTE,
  ALIGN_U64,
  translatePointerMut,
  translateSliceMut,
  translateType,
  translateTypeMut,
} from "../memory.js";
import { failInvalidPointer, type SerializedAccountMetadata } from "../memory-context.js";
import { MAX_PERMITTED_DATA_INCREASE } from "../transaction-accounts.js";

/** Rc (strong and weak count) and RefCell (borrow flag) stand before the value in a Rust `Rc<RefCell<T>>`. */
const RC_REF_CELL_HEADER = 24;
/** The upper half of addresses in the input region. */
const INPUT_WINDOW = MM_INPUT_START / MM_REGION_SIZE;

/** What a CPI needs to know of its caller to translate accounts. */
export interface Caller {
  readonly context: InvokeContext;
  readonly mapping: MemoryMapping;
  readonly checkAligned: boolean;
}

/**
 * The parts of an account that lie in the caller's memory, as host offsets (Agave: program-runtime/src/cpi.rs,
 * CallerAccount). Values are read and written when they are needed, for the caller's structs may overlap.
 */
export interface CallerAccount {
  readonly lamportsOffset: number;
  readonly ownerOffset: number;
  /** Data length when the caller's instruction began. */
  readonly originalDataLength: number;
  readonly vmDataAddress: number;
  /** Of the length word in the AccountInfo. */
  readonly lengthOffset: number;
  /** The data in the input region. */
  serializedOffset: number;
  serializedLength: number;
}

/** From a Rust AccountInfo (48 bytes: key, lamports Rc, data Rc, owner, u64, three flags). */
export function callerAccountFromRust(
  caller: Caller,
  infoOffset: number,
  _infoVmAddress: U64,
  metadata: SerializedAccountMetadata,
): CallerAccount {
  const { view } = caller.mapping.linear;
  const restricted = caller.context.environment.features.syscallParameterAddressRestrictions;
  if (restricted) {
    checkPointerAt(caller, infoOffset, metadata.keyOffset, "key");
    checkPointerAt(caller, infoOffset + 24, metadata.ownerOffset, "owner");
  }
  const lamportsCell = wrappingAdd(readU64(view, infoOffset + 8), RC_REF_CELL_HEADER);
  const lamportsPointer = translateType(caller.mapping, lamportsCell, 8, ALIGN_U64, caller.checkAligned);
  if (restricted) {
    if (lamportsCell >= MM_INPUT_START) failInvalidPointer();
    checkPointerAt(caller, lamportsPointer, metadata.lamportsOffset, "lamports");
  }
  const lamportsOffset = translatePointerMut(caller.mapping, lamportsPointer, 8, ALIGN_U64, caller.checkAligned);
  const ownerOffset = translatePointerMut(caller.mapping, infoOffset + 24, 32, ALIGN_BYTE, caller.checkAligned);
  const dataCell = wrappingAdd(readU64(view, infoOffset + 16), RC_REF_CELL_HEADER);
  if (restricted && dataCell >= MM_INPUT_START) failInvalidPointer();
  const sliceOffset = translateType(caller.mapping, dataCell, 16, ALIGN_U64, caller.checkAligned);
  const data = readU64(view, sliceOffset);
  const dataLength = readU64(view, sliceOffset + 8);
  if (restricted) checkPointerAt(caller, sliceOffset, metadata.dataOffset, "data");
  const lengthWord = u64SaturatingAdd(dataCell, 8);
  return withData(caller, data, lengthWord, dataLength, lamportsOffset, ownerOffset, metadata);
}

/** From a C SolAccountInfo (56 bytes: key, lamports, data length, data, owner, rent epoch, three flags). */
export function callerAccountFromC(
  caller: Caller,
  infoOffset: number,
  infoVmAddress: U64,
  metadata: SerializedAccountMetadata,
): CallerAccount {
  const { context, mapping, checkAligned } = caller;
  const { view } = mapping.linear;
  if (context.environment.features.syscallParameterAddressRestrictions) {
    checkPointerAt(caller, infoOffset, metadata.keyOffset, "key");
    checkPointerAt(caller, infoOffset + 32, metadata.ownerOffset, "owner");
    checkPointerAt(caller, infoOffset + 8, metadata.lamportsOffset, "lamports");
    checkPointerAt(caller, infoOffset + 24, metadata.dataOffset, "data");
  }
  const data = readU64(view, infoOffset + 24);
  const lamportsOffset = translatePointerMut(mapping, infoOffset + 8, 8, ALIGN_U64, checkAligned);
  const ownerOffset = translatePointerMut(mapping, infoOffset + 32, 32, ALIGN_BYTE, checkAligned);
  const lengthWord = u64SaturatingAdd(infoVmAddress, 16);
  const dataLength = readU64(view, infoOffset + 16);
  return withData(caller, data, lengthWord, dataLength, lamportsOffset, ownerOffset, metadata);
}

/**
 * The end of both translations: the length word at `lengthWord`, `dataLength` beside the data pointer, and the
 * serialized data.
 */
function withData(
  caller: Caller,
  data: U64,
  lengthWord: U64,
  dataLength: U64,
  lamportsOffset: number,
  ownerOffset: number,
  metadata: SerializedAccountMetadata,
): CallerAccount {
  const { context, mapping } = caller;
  const restricted = context.environment.features.syscallParameterAddressRestrictions;
  // With the restrictions, the common part charges for the length that the length word gives.
  if (!restricted) chargeBytes(context, dataLength);
  if (restricted && lengthWord >= MM_INPUT_START) failInvalidPointer();
  const lengthOffset = translateTypeMut(mapping, lengthWord, 8, ALIGN_U64, false);
  const length = restricted ? readU64(mapping.linear.view, lengthOffset) : dataLength;
  const serializedOffset = serializedData(caller, data, metadata.originalDataLength, length);
  return {
    lamportsOffset,
    ownerOffset,
    originalDataLength: metadata.originalDataLength,
    vmDataAddress: Number(data),
    lengthOffset,
    serializedOffset,
    serializedLength: Number(length),
  };
}

/**
 * The host offset of an account's serialized data of `length` bytes (Agave: CallerAccount::get_serialized_data).
 * InvalidRealloc if that is more than the input region reserves for it.
 */
export function serializedData(caller: Caller, vmDataAddress: U64, originalDataLength: number, length: U64): number {
  const { features } = caller.context.environment;
  if (features.syscallParameterAddressRestrictions && length > reservedLength(caller, originalDataLength)) {
    fail("InvalidRealloc");
  }
  if (features.virtualAddressSpaceAdjustments) {
    // Past the permissions of the region, which are those of the program and not of the runtime.
    const inputOffset = translateTypeMut(caller.mapping, MM_INPUT_START, 1, ALIGN_BYTE, false);
    const serializedOffset = inputOffset + Math.max(Number(vmDataAddress) - MM_INPUT_START, 0);
    // DIVERGES: Agave would go on beyond its memory. Nothing leads there once SIMD-0459 checks the pointer.
    if (serializedOffset + Number(length) > caller.mapping.linear.bytes.length) {
      throw caller.mapping.accessViolation(AccessType.Store, vmDataAddress, length);
    }
    return serializedOffset;
  }
  return translateSliceMut(caller.mapping, vmDataAddress, length, 1, ALIGN_BYTE, false);
}

/** Bytes that the input region holds for an account's data. */
export function reservedLength(caller: Caller, originalDataLength: number): number {
  return caller.checkAligned ? originalDataLength + MAX_PERMITTED_DATA_INCREASE : originalDataLength;
}

/** Charges for `byteLength` bytes of account data or of AccountInfos. */
export function chargeBytes(context: InvokeContext, byteLength: U64): void {
  context.consumeChecked(Math.floor(Number(byteLength) / context.environment.cost.cpiBytesPerUnit));
}

function wrappingAdd(address: U64, offset: number): U64 {
  if (typeof address === "number" && address + offset <= Number.MAX_SAFE_INTEGER) return address + offset;
  return u64FromBigInt(BigInt(address) + BigInt(offset));
}

/**
 * The pointer at `pointerOffset` must be what the runtime serialized: it leads to `inputOffset` in the input region
 * (SIMD-0459).
 */
function checkPointerAt(caller: Caller, pointerOffset: number, inputOffset: number, field: string): void {
  const { view } = caller.mapping.linear;
  if (view.getUint32(pointerOffset, true) === inputOffset && view.getUint32(pointerOffset + 4, true) === INPUT_WINDOW)
    return;
  const [found, expected] = [readU64(view, pointerOffset), MM_INPUT_START + inputOffset];
  caller.context.log(`Invalid account info pointer \`${field}': ${u64ToHex(found)} != ${u64ToHex(expected)}`);
  failInvalidPointer();
}
