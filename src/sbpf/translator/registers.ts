import { FRAME_PTR_REG } from "../memory-layout.js";
import { MNEMONICS, OPCODES, type OperandForm, UNKNOWN_OPERATION } from "../opcodes.js";
import { manualStackFrameBump, type SbpfVersion } from "../version.js";

/** Registers as bits: bit n is register n. */
export type RegisterSet = number;

export const R0: RegisterSet = 1;
/** r1…r5, which calls do not preserve. */
export const ARGUMENTS: RegisterSet = 0b11_1110;

/** The first `count` of r1…r5. */
export function argumentRegisters(count: number): RegisterSet {
  return ARGUMENTS & ((2 << count) - 1);
}

/** The registers that hold values of the program: r0…r9, and r10 where programs move it. */
export function generalRegisters(version: SbpfVersion): RegisterSet {
  return manualStackFrameBump(version) ? 0x7ff : 0x3ff;
}

/** The numbers of the registers in a set, ascending. */
export function registersIn(set: RegisterSet): number[] {
  const numbers: number[] = [];
  for (let register = 0; register <= FRAME_PTR_REG; register++) if ((set >> register) & 1) numbers.push(register);
  return numbers;
}

/** What an instruction does with the registers its fields name. */
export const EFFECT = { readsDst: 1, readsSrc: 2, writesDst: 4, readsR0: 8 } as const;
const { readsDst, readsSrc, writesDst, readsR0 } = EFFECT;

/** Calls have rules of their own. */
const BY_FORM: Record<OperandForm, number> = {
  lddw: writesDst,
  load: readsSrc | writesDst,
  storeImm: readsDst,
  storeReg: readsDst | readsSrc,
  aluImm: readsDst | writesDst,
  divImm: readsDst | writesDst,
  shiftImm32: readsDst | writesDst,
  shiftImm64: readsDst | writesDst,
  aluReg: readsDst | readsSrc | writesDst,
  unary: readsDst | writesDst,
  endian: readsDst | writesDst,
  jump: 0,
  jumpImm: readsDst,
  jumpReg: readsDst | readsSrc,
  callImm: 0,
  callReg: 0,
  exit: readsR0,
};

/** Effects by operation number. */
export const EFFECTS: Uint8Array = new Uint8Array(UNKNOWN_OPERATION + 1);
for (const [operation, mnemonic] of MNEMONICS.entries()) {
  const effect = BY_FORM[OPCODES[mnemonic].form];
  EFFECTS[operation] = mnemonic.startsWith("MOV") ? effect & ~readsDst : effect;
}
