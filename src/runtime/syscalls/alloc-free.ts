import { ALIGN_BYTE } from "../memory.js";
import type { RuntimeSyscall } from "./syscall.js";

/** Alignment of a u128 on the machine. */
const ALIGN_OF_U128 = 8;

/**
 * `sol_alloc_free_`: r1 size, r2 address to free or 0 to allocate; r0 = address of `size` bytes of heap, or 0 when
 * the heap is used up. Freeing does nothing. Units: 0. Faults: none. Only programs deployed long ago can call it.
 * Agave: syscalls/src/lib.rs, SyscallAllocFree.
 */
export const solAllocFree: RuntimeSyscall = (context, _vm, size, addressToFree) => {
  if (addressToFree !== 0) return 0;
  return context.memory.allocator.allocate(Number(size), context.checkAligned ? ALIGN_OF_U128 : ALIGN_BYTE) ?? 0;
};
