import type { RuntimeSyscall } from "./syscall.js";

/**
 * `sol_remaining_compute_units`: r0 = units left after this call. Units: 100. Faults: units.
 * Agave: syscalls/src/lib.rs, SyscallRemainingComputeUnits.
 */
export const solRemainingComputeUnits: RuntimeSyscall = (context) => {
  context.consumeChecked(context.environment.cost.syscallBaseCost);
  return context.meter.remaining;
};
