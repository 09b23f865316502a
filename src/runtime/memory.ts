import { subBytes } from "../base/bytes.js";
import { readU64, type U64, u64SaturatingMul } from "../base/u64.js";
import { AccessType } from "../sbpf/access-type.js";
import type { MemoryMapping } from "../sbpf/memory-mapping.js";
import { SyscallFailure } from "./failure.js";

// Translation of syscall arguments (Agave: program-runtime/src/memory.rs). Each function gives a host offset into the
// machine's linear memory. Typed accesses check the alignment of the host address unless the caller is a program of
// loader v1. A slice of length 0 is never translated and has no meaningful offset.

const I64_MAX = 0x7fff_ffff_ffff_ffffn;

/** More elements than anybody passes. */
const MAX_USUAL_LENGTH = 0xf_ffff;

/** Alignment of pointers, lengths and lamports. */
export const ALIGN_U64 = 8;
/** Alignment of bytes, public keys and hashes: none. */
export const ALIGN_BYTE = 1;

/** The host offset of one readable value of `size` bytes. */
export function translateType(
  mapping: MemoryMapping,
  vmAddress: U64,
  size: number,
  alignment: number,
  checkAligned: boolean,
): number {
  return translate(mapping, AccessType.Load, vmAddress, size, alignment, checkAligned);
}

/** The host offset of one writable value of `size` bytes. */
export function translateTypeMut(
  mapping: MemoryMapping,
  vmAddress: U64,
  size: number,
  alignment: number,
  checkAligned: boolean,
): number {
  return translate(mapping, AccessType.Store, vmAddress, size, alignment, checkAligned);
}

/** The host offset of one readable value of `size` bytes, to which the memory holds a pointer at `pointerOffset`. */
function translatePointer(
  mapping: MemoryMapping,
  pointerOffset: number,
  size: number,
  alignment: number,
  checkAligned: boolean,
): number {
  return aligned(mapping.translatePointer(AccessType.Load, pointerOffset, size), alignment, checkAligned);
}

/** The same of a writable value. */
export function translatePointerMut(
  mapping: MemoryMapping,
  pointerOffset: number,
  size: number,
  alignment: number,
  checkAligned: boolean,
): number {
  return aligned(mapping.translatePointer(AccessType.Store, pointerOffset, size), alignment, checkAligned);
}

/** The host offset of `length` readable elements of `elementSize` bytes. */
export function translateSlice(
  mapping: MemoryMapping,
  vmAddress: U64,
  length: U64,
  elementSize: number,
  alignment: number,
  checkAligned: boolean,
): number {
  return length === 0
    ? 0
    : translate(mapping, AccessType.Load, vmAddress, sliceSize(length, elementSize), alignment, checkAligned);
}

/**
 * The host offset of readable elements of `elementSize` bytes, to which the memory holds a pointer at `pointerOffset`,
 * and how many they are at `lengthOffset`; sooner than to read both first.
 */
export function translateSliceAt(
  mapping: MemoryMapping,
  pointerOffset: number,
  lengthOffset: number,
  elementSize: number,
  alignment: number,
  checkAligned: boolean,
): number {
  const { view } = mapping.linear;
  const length = view.getUint32(lengthOffset, true);
  if (length > MAX_USUAL_LENGTH || view.getUint32(lengthOffset + 4, true) !== 0) {
    const [address, unusual] = [readU64(view, pointerOffset), readU64(view, lengthOffset)];
    return translateSlice(mapping, address, unusual, elementSize, alignment, checkAligned);
  }
  return length === 0 ? 0 : translatePointer(mapping, pointerOffset, length * elementSize, alignment, checkAligned);
}

/** The host offset of `length` writable elements of `elementSize` bytes. */
export function translateSliceMut(
  mapping: MemoryMapping,
  vmAddress: U64,
  length: U64,
  elementSize: number,
  alignment: number,
  checkAligned: boolean,
): number {
  return length === 0
    ? 0
    : translate(mapping, AccessType.Store, vmAddress, sliceSize(length, elementSize), alignment, checkAligned);
}

/** `length` readable bytes, as a view on the machine's memory: read or copy it before anything else runs. */
export function translateBytes(mapping: MemoryMapping, vmAddress: U64, length: U64): Uint8Array {
  const offset = translateSlice(mapping, vmAddress, length, 1, ALIGN_BYTE, false);
  return subBytes(mapping.linear.bytes, offset, offset + Number(length));
}

function sliceSize(length: U64, elementSize: number): U64 {
  const size = u64SaturatingMul(length, elementSize);
  if (typeof size === "bigint" && size > I64_MAX) throw new SyscallFailure("InvalidLength");
  return size;
}

function translate(
  mapping: MemoryMapping,
  access: AccessType,
  vmAddress: U64,
  size: U64,
  alignment: number,
  checkAligned: boolean,
): number {
  return aligned(mapping.translate(access, vmAddress, size), alignment, checkAligned);
}

/** The offset, if it may be that of a value with this alignment; else `Unaligned pointer`. */
export function aligned(offset: number, alignment: number, checkAligned: boolean): number {
  // Alignments are powers of two.
  if (checkAligned && (offset & (alignment - 1)) !== 0) throw new SyscallFailure("Unaligned pointer");
  return offset;
}
