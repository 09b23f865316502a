import { SyscallFailure } from "../failure.js";
import { translateString } from "./strings.js";
import type { RuntimeSyscall } from "./syscall.js";

/**
 * `abort`: never returns. Units: 0. Faults: `SBF program panicked`.
 * Agave: syscalls/src/lib.rs, SyscallAbort.
 */
export const abort: RuntimeSyscall = () => {
  throw new SyscallFailure("SBF program panicked");
};

/**
 * `sol_panic_`: r1 file name, r2 its length, r3 line, r4 column; never returns. Units: length.
 * Faults: units; access violation; no UTF-8; `SBF program Panicked in … at …:…`.
 * Agave: syscalls/src/lib.rs, SyscallPanic.
 */
export const solPanic: RuntimeSyscall = (context, vm, file, length, line, column) => {
  context.consumeChecked(Number(length));
  const name = translateString(vm.memory, file, length);
  throw new SyscallFailure(`SBF program Panicked in ${name} at ${line}:${column}`);
};
