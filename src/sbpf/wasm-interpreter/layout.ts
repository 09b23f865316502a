// Where the generated interpreter finds things. All host offsets; what is fixed lies in the first page of the linear
// memory, behind the register file. What belongs to one run lies before `MACHINE_STATE_END`.

/** Control words: i32 unless said otherwise. */
export const CONTROL = {
  /** Of the instruction at which the interpreter stopped. */
  instruction: 128,
  /** Where it would have stopped for want of units, had it gone straight on. */
  limit: 132,
  /** The virtual address that a load or store was refused (i64). */
  refusedAddress: 136,
  callDepth: 144,
  /** Calls may not reach this depth. */
  callDepthLimit: 148,
  /** Where the next call saves. */
  callFrame: 152,
  /** Of the first instruction record. */
  text: 156,
  /** Behind the top of the running function's stack frame, where r10 points. */
  stackFrameEnd: 160,
  /** How far a call moves it. */
  stackFrameEndStep: 164,
  /** How far a call moves r10 (i64). */
  framePointerStep: 168,
  /** Of the text, for callx (i64). */
  textVmAddress: 176,
  /** Instructions in the text (i64). */
  textLength: 184,
  /** Size of the gaps between stack frames (i64); 0 without gaps. */
  stackGapSize: 192,
  /** Bits of an address in the stack that count frames (i64). */
  stackFrameMask: 200,
  /** Units left, where translated functions and the host hand them to each other (i64). */
  units: 208,
  /** The last stack frame that translated functions may let those they call have. */
  lastStackFrame: 216,
  /** The first stack frame. */
  stack: 220,
  /** An exit at this call depth ends the interpreter's part. */
  baseDepth: 224,
  /** 1 if calls of translated functions stop the interpreter, else 0. */
  stopsAtTranslated: 228,
  /** Number of the run whose regions and control words these are. */
  run: 232,
  /** Which entries have a region, as bits: those of the windows, then the one of the stack with gaps. */
  shownEntries: 236,
  /** A region entry for the stack with gaps; refuses everything if it has none. */
  gappedStack: 256,
} as const;

/**
 * One entry for each of the lowest windows of 4 GiB: the region that accesses there find. Entry n holds for addresses
 * of which n is what `WINDOW_MASK` leaves of them after `WINDOW_SHIFT`.
 */
export const REGION_TABLE = 320;
export const WINDOW_COUNT = 8;
export const REGION_ENTRY_SIZE = 64;
export const WINDOW_SHIFT = 26;
export const WINDOW_MASK = (WINDOW_COUNT - 1) * REGION_ENTRY_SIZE;

/**
 * The rest of the first page from here on is fast syscalls': what their loader tells them of the context, up to
 * `MACHINE_STATE_END`, and their own.
 */
export const SYSCALL_SPACE = 1024;

/** Sizes of accesses in bytes, by the column of their limits. */
export const ACCESS_SIZES = [1, 2, 4, 8] as const;
export type AccessSize = (typeof ACCESS_SIZES)[number];

/** A region entry. */
export const REGION = {
  /** First virtual address (i64). */
  vmAddress: 0,
  /** Of the memory behind it (i32). */
  hostOffset: 8,
  /** For each access size: how many places from the first on can be loaded from (i32). */
  loadLimits: 16,
  /** For each access size: how many can be stored at (i32). */
  storeLimits: 32,
} as const;

/** One record per instruction slot, so that the pc is the index of the record. */
export const RECORD_SIZE = 16;
export const RECORD_SIZE_LOG2 = 4;
export const RECORD = {
  /** Number of the operation (u8). */
  operation: 0,
  /** Eight times the number of the register `dst`; in a call 1 if what it calls is translated, else 0 (u8). */
  dst: 1,
  /** Offset of an access, or of a jump in instructions (i16). */
  offset: 2,
  /** Host offset of the second operand: a register or the immediate (i32). */
  source: 4,
  /** The immediate (i64); in a call how far it jumps, in bytes (i32). */
  immediate: 8,
  /** How often a call was done (i32). */
  calls: 12,
} as const;

/** Why the interpreter stopped. The instruction was not done, except with `exit`. */
export const STOP = {
  /** The program has ended. */
  exit: 0,
  /** The units given are used up. */
  limit: 1,
  /** The record says that somebody else must do the instruction, or is not made yet. */
  step: 2,
  /** A syscall, or a call that names nothing. */
  syscall: 3,
  /** No region entry allows the access. */
  access: 4,
  /** The call would reach the depth limit. */
  callDepth: 5,
  /** The call is of a translated function. */
  translated: 6,
} as const;
