import type { LinearMemory } from "./linear-memory.js";

/**
 * The usual case of a syscall as WebAssembly over the linear memory. Engines that have registers, regions and units
 * there call it without leaving WebAssembly; whatever is not usual it refuses, and the syscall itself is called.
 */
export interface FastSyscall {
  /**
   * A module over `env.memory`, with `host.…` as `imports` says, that exports `call`: (units left: i32) → i32. It finds r1…r5 in the register file and
   * regions in the table, sets r0 and returns the units that it takes, no more than are left (of which it is told the
   * lower half). Or it returns a `REFUSAL` and has changed nothing that a guest can see.
   */
  readonly module: () => Uint8Array<ArrayBuffer>;
  /** Functions of the host that the module calls for parts of its work. */
  readonly imports?: (linear: LinearMemory) => Record<string, (...values: number[]) => void>;
  /** Puts into the first page of the memory what the module expects there. */
  readonly prepare?: (bytes: Uint8Array) => void;
}

export const REFUSAL = {
  /** For good. */
  unusual: -1,
  /** The region table does not allow the access whose address is in `CONTROL.refusedAddress`. */
  access: -2,
} as const;
