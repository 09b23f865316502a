import type { U64 } from "../../base/u64.js";
import { AccessType } from "../../sbpf/access-type.js";
import type { MemoryMapping } from "../../sbpf/memory-mapping.js";
import { SyscallFailure } from "../failure.js";
import { aligned, translateTypeMut } from "../memory.js";

// Where syscalls write (Agave: syscalls/src/lib.rs, translate_mut!). First every place is touched, so that accounts may
// grow under it and pages come into being; only then is it translated.

/** A place that a syscall writes to. */
export interface Output {
  readonly vmAddress: U64;
  /** In bytes; a place of none is never translated. */
  readonly size: number;
  readonly alignment: number;
}

/** `length` writable bytes, as a view on the machine's memory: write it before anything else runs. */
export function translateOutput(mapping: MemoryMapping, vmAddress: U64, length: U64): Uint8Array {
  const offset = translateOutputPlace(mapping, vmAddress, length);
  return mapping.linear.bytes.subarray(offset, offset + Number(length));
}

/** The host offset of `length` writable bytes; of none it has no meaning. */
export function translateOutputPlace(mapping: MemoryMapping, vmAddress: U64, length: U64): number {
  // Once touched it translates, and to the same place.
  return length === 0 ? 0 : mapping.translateWithHandler(AccessType.Store, vmAddress, length);
}

/** The host offset of one writable value of `size` bytes. */
export function translateTypedOutput(
  mapping: MemoryMapping,
  vmAddress: U64,
  size: number,
  alignment: number,
  checkAligned: boolean,
): number {
  return aligned(translateOutputPlace(mapping, vmAddress, size), alignment, checkAligned);
}

/** The host offsets of several places; `Overlapping copy` if two of them share a byte. */
export function translateOutputs(mapping: MemoryMapping, checkAligned: boolean, outputs: readonly Output[]): number[] {
  for (const { vmAddress, size } of outputs) touch(mapping, vmAddress, size);
  const offsets = outputs.map(({ vmAddress, size, alignment }) =>
    size === 0 ? 0 : translateTypeMut(mapping, vmAddress, size, alignment, checkAligned),
  );
  for (let a = 0; a < outputs.length; a++) {
    for (let b = a + 1; b < outputs.length; b++) {
      if (!isNonoverlapping(offsets[a], outputs[a].size, offsets[b], outputs[b].size)) failOverlappingCopy();
    }
  }
  return offsets;
}

/** Whether two ranges share no byte (Agave: syscalls/src/mem_ops.rs, is_nonoverlapping). */
export function isNonoverlapping(a: number, aLength: number, b: number, bLength: number): boolean {
  return a > b ? a - b >= bLength : b - a >= aLength;
}

export function failOverlappingCopy(): never {
  throw new SyscallFailure("Overlapping copy");
}

/** Lets the access violation handler prepare `length` bytes for writing. */
function touch(mapping: MemoryMapping, vmAddress: U64, length: U64): void {
  translateOutputPlace(mapping, vmAddress, length);
}
