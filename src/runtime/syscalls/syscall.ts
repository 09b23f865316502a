import type { Syscall } from "../../sbpf/loader.js";
import type { InvokeContext } from "../invoke-context.js";

/**
 * A syscall of the runtime. Headers of the syscalls read: registers in, what r0 holds on return, compute units, and
 * the faults in the order of the checks. A fault ends the program; `units` there is ComputationalBudgetExceeded,
 * an access violation is the machine's, and the other texts are those of Agave's SyscallError.
 */
export type RuntimeSyscall = Syscall<InvokeContext>;

/** r0 of a syscall that did what it was asked. */
export const SUCCESS = 0;
/** r0 of a syscall whose input was no good, where that is not a fault. */
export const REFUSED = 1;
