import type { VerifierErrorKind } from "../../sbpf/verifier-error.js";

interface Meaning {
  readonly means: string;
  readonly advice: string;
}

const COMPILER =
  "Compilers write no such code: build anew with the platform tools, or mend the assembly at that instruction.";

/** Why a program's code is refused before it ever runs. */
export const VERIFIER_ERRORS: { readonly [K in VerifierErrorKind]: Meaning } = {
  ProgramLengthNotMultiple: {
    means: "Instructions have 8 bytes, and the code is no multiple of that.",
    advice: COMPILER,
  },
  ProgramTooLarge: { means: "The code has more instructions than are allowed.", advice: "Make the program smaller." },
  NoProgram: { means: "The code is empty.", advice: "Build a program with an entry point." },
  DivisionByZero: {
    means: "An instruction divides by the constant 0.",
    advice: "Remove the division; it can only fail.",
  },
  UnsupportedLEBEArgument: { means: "A byte swap has another width than 16, 32 or 64 bits.", advice: COMPILER },
  LDDWCannotBeLast: { means: "lddw takes two slots, and the code ends after its first.", advice: COMPILER },
  IncompleteLDDW: { means: "lddw takes two slots, and the second is another instruction.", advice: COMPILER },
  InfiniteLoop: { means: "An instruction jumps to itself.", advice: COMPILER },
  JumpOutOfCode: { means: "A jump leads outside of its function or of the code.", advice: COMPILER },
  JumpToMiddleOfLDDW: { means: "A jump leads to the second half of an lddw.", advice: COMPILER },
  InvalidSourceRegister: { means: "A source register is none of r0 to r10.", advice: COMPILER },
  CannotWriteR10: {
    means: "r10 is the frame pointer, which this version does not let a program write.",
    advice: COMPILER,
  },
  InvalidDestinationRegister: { means: "A destination register is none of r0 to r9.", advice: COMPILER },
  UnknownOpCode: {
    means: "An opcode is not one of this version of sBPF.",
    advice: "Build for the version that the ELF names, with tools of that version.",
  },
  ShiftWithOverflow: { means: "A shift by a constant is as wide as the register, or wider.", advice: COMPILER },
  InvalidRegister: { means: "A call names a register that it cannot use.", advice: COMPILER },
  InvalidFunction: { means: "A function does not end as functions must.", advice: COMPILER },
  InvalidSyscall: {
    means: "A syscall is called that this runtime does not have.",
    advice: "Use only syscalls whose feature gates are active on this cluster.",
  },
  UnalignedImmediate: { means: "The frame pointer is moved by something that is no multiple of 64.", advice: COMPILER },
};
