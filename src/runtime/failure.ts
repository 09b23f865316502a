import { SyscallError } from "../sbpf/errors.js";
import { type InstructionError, instructionErrorText } from "../solana/errors.js";

/**
 * An instruction that fails with an InstructionError: thrown inside the runtime by builtins, syscalls and the
 * account policy, caught where its instruction began, never seen outside. Carries no stack, so it is cheap.
 */
export class InstructionFailure extends SyscallError {
  constructor(readonly error: InstructionError) {
    super();
  }

  override get message(): string {
    return instructionErrorText(this.error);
  }
}

/**
 * A syscall that fails with an error of its own (Agave: a boxed error that is no InstructionError). Its text goes to
 * the log; the instruction ends in ProgramFailedToComplete.
 */
export class SyscallFailure extends SyscallError {
  constructor(override readonly message: string) {
    super();
  }
}

/** Fails the current instruction. */
export function fail(error: InstructionError): never {
  throw new InstructionFailure(error);
}
