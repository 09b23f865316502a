import type { U64 } from "../../base/u64.js";
import type { InvokeContext } from "../../runtime/invoke-context.js";
import { Loader, type Syscall } from "../../sbpf/loader.js";
import type { VirtualMachine } from "../../sbpf/vm.js";

/** Runs a syscall in the stead of the machine. */
export type SyscallWatcher = (
  name: string,
  syscall: Syscall<InvokeContext>,
  context: InvokeContext,
  vm: VirtualMachine<InvokeContext>,
  args: readonly [U64, U64, U64, U64, U64],
) => U64;

/** A loader of the same syscalls, each of which goes through `watch`. */
export function inspectedLoader(loader: Loader<InvokeContext>, watch: SyscallWatcher): Loader<InvokeContext> {
  const inspected = new Loader<InvokeContext>(loader.config);
  for (const [, { name, value: syscall }] of loader.syscalls.entries()) {
    inspected.registerFunction(name, (context, vm, r1, r2, r3, r4, r5) => {
      return watch(name, syscall, context, vm, [r1, r2, r3, r4, r5]);
    });
  }
  return inspected;
}
