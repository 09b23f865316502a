/** Units; `total` = `own` + `heap` + `calling` + `calls` + `forfeited`. */
export interface FrameUnits {
  readonly total: number;
  /** What its own instructions and syscalls cost. */
  readonly own: number;
  /** Paid for the heap before it began. */
  readonly heap: number;
  /** What it paid to make calls, refused ones included: the basic price, and that of data, accounts and infos. */
  readonly calling: number;
  /** What its callees took, with all below. */
  readonly calls: number;
  /** What was left, and was lost because a fault empties the meter. */
  readonly forfeited: number;
  /** On the meter when it began. */
  readonly available: number;
}

/** A function of a compiled program on one stack of functions, or a syscall that it makes. */
export interface FunctionUnits {
  /** As the ELF file has it, demangled; where the file has none "entrypoint", or "function_" and the pc. */
  readonly name: string;
  /** Where it begins, in instructions of 8 bytes; null for a syscall. */
  readonly pc: number | null;
  /** What called it, by the place in this list; null for the first function. */
  readonly caller: number | null;
  /** How often it was called there. */
  readonly times: number;
  /** Without those of what it called. */
  readonly units: number;
}
