import { type U64, u64ToHex } from "../base/u64.js";

/** The fields of each variant of solana-sbpf `VerifierError`; `pc` counts instruction slots. */
interface VerifierErrorFields {
  ProgramLengthNotMultiple: [];
  ProgramTooLarge: [length: number];
  NoProgram: [];
  DivisionByZero: [pc: number];
  UnsupportedLEBEArgument: [pc: number];
  LDDWCannotBeLast: [];
  IncompleteLDDW: [pc: number];
  InfiniteLoop: [pc: number];
  JumpOutOfCode: [target: U64, pc: number];
  JumpToMiddleOfLDDW: [target: U64, pc: number];
  InvalidSourceRegister: [pc: number];
  CannotWriteR10: [pc: number];
  InvalidDestinationRegister: [pc: number];
  UnknownOpCode: [opcode: number, pc: number];
  ShiftWithOverflow: [shift: U64, bits: number, pc: number];
  InvalidRegister: [pc: number];
  InvalidFunction: [pc: number];
  InvalidSyscall: [hash: number];
  UnalignedImmediate: [pc: number];
}
export type VerifierErrorKind = keyof VerifierErrorFields;

const TEXTS: { readonly [K in VerifierErrorKind]: (...fields: VerifierErrorFields[K]) => string } = {
  ProgramLengthNotMultiple: () => "program length must be a multiple of 8 octets",
  ProgramTooLarge: () => "Deprecated",
  NoProgram: () => "no program set, call prog_set() to load one",
  DivisionByZero: (pc) => `division by 0 (insn #${pc})`,
  UnsupportedLEBEArgument: (pc) => `unsupported argument for LE/BE (insn #${pc})`,
  LDDWCannotBeLast: () => "LD_DW instruction cannot be last in program",
  IncompleteLDDW: (pc) => `incomplete LD_DW instruction (insn #${pc})`,
  InfiniteLoop: (pc) => `infinite loop (insn #${pc})`,
  JumpOutOfCode: (target, pc) => `jump out of code to #${target} (insn #${pc})`,
  JumpToMiddleOfLDDW: (target, pc) => `jump to middle of LD_DW at #${target} (insn #${pc})`,
  InvalidSourceRegister: (pc) => `invalid source register (insn #${pc})`,
  CannotWriteR10: (pc) => `cannot write into register r10 (insn #${pc})`,
  InvalidDestinationRegister: (pc) => `invalid destination register (insn #${pc})`,
  UnknownOpCode: (opcode, pc) => `unknown eBPF opcode ${u64ToHex(opcode)} (insn #${pc})`,
  // The two figures stand the wrong way round in solana-sbpf too.
  ShiftWithOverflow: (shift, bits, pc) => `Shift with overflow of ${shift}-bit value by ${bits} (insn #${pc})`,
  InvalidRegister: (pc) => `Invalid register specified at instruction ${pc}`,
  InvalidFunction: (pc) => `Invalid function at instruction ${pc}`,
  InvalidSyscall: (hash) => `Invalid syscall code ${hash}`,
  UnalignedImmediate: (pc) => `Unaligned immediate (insn #${pc})`,
};

/** Why a text is refused before it runs (solana-sbpf `VerifierError`); `message` is its exact Display text. */
export class VerifierError<K extends VerifierErrorKind = VerifierErrorKind> {
  readonly fields: VerifierErrorFields[K];

  constructor(
    readonly kind: K,
    ...fields: VerifierErrorFields[K]
  ) {
    this.fields = fields;
  }

  get message(): string {
    return (TEXTS[this.kind] as (...fields: VerifierErrorFields[K]) => string)(...this.fields);
  }
}
