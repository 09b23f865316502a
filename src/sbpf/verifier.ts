import { viewOf } from "../base/bytes.js";
import { type U64, u64FromBigInt } from "../base/u64.js";
import { EbpfError } from "./errors.js";
import { FRAME_PTR_REG, INSN_SIZE } from "./memory-layout.js";
import { OPCODES, type OperandForm, opcodeOf, operationsByByte, UNKNOWN_OPERATION } from "./opcodes.js";
import { VerifierError, type VerifierErrorKind } from "./verifier-error.js";
import { callxUsesDstReg, callxUsesSrcReg, manualStackFrameBump, type SbpfVersion } from "./version.js";

/** A text under examination. */
interface Subject {
  readonly text: Uint8Array;
  readonly view: DataView;
  readonly version: SbpfVersion;
  /** Instruction slots. */
  readonly length: number;
}

/** Checks the instruction at `pc`. */
type Check = (subject: Subject, pc: number) => void;

/**
 * Refuses what may not run on chain (solana-sbpf `RequisiteVerifier::verify`): unknown instructions, registers out of
 * range, jumps out of the text, divisions by the immediate 0, shifts too wide.
 *
 * @throws EbpfError VerifierError of the first fault.
 */
export function verifyText(text: Uint8Array, version: SbpfVersion): void {
  if (text.length % INSN_SIZE !== 0) throw fault("ProgramLengthNotMultiple");
  if (text.length === 0) throw fault("NoProgram");
  const subject: Subject = { text, view: viewOf(text), version, length: text.length / INSN_SIZE };
  const { rules, isFree } = rulesOf(version);
  for (let pc = 0; pc < subject.length; pc++) {
    const slot = pc * INSN_SIZE;
    const opcode = text[slot];
    if (isFree[opcode] === 0) {
      const rule = rules[opcode];
      if (rule === undefined) throw fault("UnknownOpCode", opcode, pc);
      rule.check?.(subject, pc);
      // A fault in the registers of lddw is reported at its second half.
      if (rule === RULES.lddw) pc++;
    }
    const registers = text[slot + 1];
    if ((registers & 0x0f) >= FRAME_PTR_REG || registers >> 4 > FRAME_PTR_REG) {
      checkRegisters(registers, rules[opcode]!.store, opcode, pc, version);
    }
  }
}

function fault<K extends VerifierErrorKind>(kind: K, ...fields: VerifierError<K>["fields"]): EbpfError {
  return new EbpfError("VerifierError", new VerifierError(kind, ...fields));
}

const immOf = (subject: Subject, pc: number): number => subject.view.getInt32(pc * INSN_SIZE + 4, true);

const checkImmNonzero: Check = (subject, pc) => {
  if (immOf(subject, pc) === 0) throw fault("DivisionByZero", pc);
};

const checkImmEndian: Check = (subject, pc) => {
  const imm = immOf(subject, pc);
  if (imm !== 16 && imm !== 32 && imm !== 64) throw fault("UnsupportedLEBEArgument", pc);
};

const checkImmShift =
  (bits: number): Check =>
  (subject, pc) => {
    const imm = immOf(subject, pc);
    if (imm < 0 || imm >= bits) throw fault("ShiftWithOverflow", asU64(imm), bits, pc);
  };

/** Of a version whose programs may move r10. */
const checkAluImm: Check = (subject, pc) => {
  const movesStackPointer =
    subject.text[pc * INSN_SIZE] === OPCODES.ADD64_IMM.opcode &&
    (subject.text[pc * INSN_SIZE + 1] & 0x0f) === FRAME_PTR_REG;
  if (movesStackPointer && (immOf(subject, pc) & 63) !== 0) throw fault("UnalignedImmediate", pc);
};

const checkLddw: Check = (subject, pc) => {
  if (pc + 1 >= subject.length) throw fault("LDDWCannotBeLast");
  if (subject.text[(pc + 1) * INSN_SIZE] !== 0) throw fault("IncompleteLDDW", pc);
};

const checkJump: Check = (subject, pc) => {
  const target = pc + 1 + subject.view.getInt16(pc * INSN_SIZE + 2, true);
  if (target < 0 || target >= subject.length) throw fault("JumpOutOfCode", asU64(target), pc);
  if (subject.text[target * INSN_SIZE] === 0) throw fault("JumpToMiddleOfLDDW", target, pc);
};

const checkCallReg: Check = (subject, pc) => {
  const registers = subject.text[pc * INSN_SIZE + 1];
  let register = immOf(subject, pc);
  if (callxUsesSrcReg(subject.version)) register = registers >> 4;
  else if (callxUsesDstReg(subject.version)) register = registers & 0x0f;
  if (register < 0 || register >= FRAME_PTR_REG) throw fault("InvalidRegister", pc);
};

/** What a form asks of its operands beyond their registers, and whether `dst` is an address to store at. */
interface Rule {
  readonly check: Check | null;
  readonly store: boolean;
}

const RULES = {
  lddw: { check: checkLddw, store: false },
  load: { check: null, store: false },
  storeImm: { check: null, store: true },
  storeReg: { check: null, store: true },
  aluImm: { check: checkAluImm, store: false },
  divImm: { check: checkImmNonzero, store: false },
  shiftImm32: { check: checkImmShift(32), store: false },
  shiftImm64: { check: checkImmShift(64), store: false },
  aluReg: { check: null, store: false },
  unary: { check: null, store: false },
  endian: { check: checkImmEndian, store: false },
  jump: { check: checkJump, store: false },
  jumpImm: { check: checkJump, store: false },
  jumpReg: { check: checkJump, store: false },
  callImm: { check: null, store: false },
  callReg: { check: checkCallReg, store: false },
  exit: { check: null, store: false },
} as const satisfies Record<OperandForm, Rule>;

/** By the first byte of an instruction. */
interface VersionRules {
  readonly rules: readonly (Rule | undefined)[];
  /** 1 where there is a rule that checks nothing but registers. */
  readonly isFree: Uint8Array;
}

const tables = new Map<SbpfVersion, VersionRules>();

function rulesOf(version: SbpfVersion): VersionRules {
  let table = tables.get(version);
  if (table === undefined) {
    const rules = Array.from(operationsByByte(version), (operation) => {
      if (operation === UNKNOWN_OPERATION) return undefined;
      const { form } = opcodeOf(operation);
      return form === "aluImm" && !manualStackFrameBump(version) ? RULES.aluReg : RULES[form];
    });
    table = { rules, isFree: Uint8Array.from(rules, (rule) => (rule?.check === null ? 1 : 0)) };
    tables.set(version, table);
  }
  return table;
}

function checkRegisters(registers: number, store: boolean, opcode: number, pc: number, version: SbpfVersion): void {
  const src = registers >> 4;
  const dst = registers & 0x0f;
  if (src > FRAME_PTR_REG) throw fault("InvalidSourceRegister", pc);
  if (dst < FRAME_PTR_REG || (dst === FRAME_PTR_REG && store)) return;
  if (dst > FRAME_PTR_REG) throw fault("InvalidDestinationRegister", pc);
  const movesStackPointer = opcode === OPCODES.ADD64_IMM.opcode && manualStackFrameBump(version);
  if (!movesStackPointer) throw fault("CannotWriteR10", pc);
}

/** A signed number as Rust casts it to u64 or usize. */
function asU64(value: number): U64 {
  return value < 0 ? u64FromBigInt(BigInt(value)) : value;
}
