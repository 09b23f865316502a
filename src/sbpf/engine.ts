import type { Executable } from "./executable.js";
import type { ProgramResult, VirtualMachine } from "./vm.js";

/** One way of running programs. All engines give the same results, units, registers, memory and traces. */
export interface Engine {
  readonly name: string;
  /**
   * Runs a verified executable from its entry point until it ends or fails, and takes what it used from the meter.
   *
   * @throws what a syscall throws that is neither a `SyscallError` nor an `EbpfError`.
   */
  execute<C>(vm: VirtualMachine<C>, executable: Executable): ProgramResult;
}
