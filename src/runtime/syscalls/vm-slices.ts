import { readU64, type U64 } from "../../base/u64.js";
import type { MemoryMapping } from "../../sbpf/memory-mapping.js";
import { ALIGN_U64, translateSlice } from "../memory.js";

/** A slice as a program lays it out: pointer, then length (Agave: transaction-context, VmSlice). */
export interface VmSlice {
  readonly vmAddress: U64;
  readonly length: U64;
}

export const VM_SLICE_BYTES = 16;

/** The host offset of the `length` slices at `vmAddress`. Faults: as translateSlice. */
export function translateVmSlicesPlace(
  mapping: MemoryMapping,
  vmAddress: U64,
  length: U64,
  checkAligned: boolean,
): number {
  return translateSlice(mapping, vmAddress, length, VM_SLICE_BYTES, ALIGN_U64, checkAligned);
}

/** The `length` slices at `vmAddress`; what they point to is not translated. Faults: as translateSlice. */
export function translateVmSlices(
  mapping: MemoryMapping,
  vmAddress: U64,
  length: U64,
  checkAligned: boolean,
): readonly VmSlice[] {
  const offset = translateVmSlicesPlace(mapping, vmAddress, length, checkAligned);
  const { view } = mapping.linear;
  const slices = new Array<VmSlice>(Number(length));
  for (let i = 0; i < slices.length; i++) {
    const at = offset + i * VM_SLICE_BYTES;
    slices[i] = { vmAddress: readU64(view, at), length: readU64(view, at + 8) };
  }
  return slices;
}
