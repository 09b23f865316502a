/** Virtual addresses and sizes that are the same for every program (solana-sbpf `ebpf`). */

/** Bytes of an instruction slot. */
export const INSN_SIZE = 8;
/** Register that holds the frame pointer. */
export const FRAME_PTR_REG = 10;
/** First of the registers a call preserves. */
export const FIRST_SCRATCH_REG = 6;
/** How many registers a call preserves. */
export const SCRATCH_REGS = 4;
/** Alignment of memory regions in host memory. */
export const HOST_ALIGN = 16;

/** Size and alignment of a window of the virtual address space: the upper half of an address names its region. */
export const MM_REGION_SIZE = 0x1_0000_0000;
/** Read-only data since v3. */
export const MM_RODATA_START = 0;
/** Byte code; before v3 read-only data too. */
export const MM_BYTECODE_START = MM_REGION_SIZE;
export const MM_STACK_START = MM_REGION_SIZE * 2;
export const MM_HEAP_START = MM_REGION_SIZE * 3;
export const MM_INPUT_START = MM_REGION_SIZE * 4;
