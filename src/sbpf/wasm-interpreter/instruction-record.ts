import type { DecodedText } from "../decoder.js";
import { slotCount } from "../decoder.js";
import type { Executable } from "../executable.js";
import { FRAME_PTR_REG } from "../memory-layout.js";
import { MNEMONICS, type Mnemonic, OPCODES, type OperandForm, UNKNOWN_OPERATION } from "../opcodes.js";
import {
  callxUsesDstReg,
  callxUsesSrcReg,
  manualStackFrameBump,
  type SbpfVersion,
  staticSyscalls,
} from "../version.js";
import { RECORD_SIZE } from "./layout.js";
import { operationsFor } from "./lowering.js";
import type { Operation } from "./operations.js";

/** The second operand is the immediate. */
export const IMMEDIATE = -1;

/** An instruction as the generated interpreter takes it. */
export interface InstructionRecord {
  operation: Operation;
  dst: number;
  offset: number;
  /** Register of the second operand, or `IMMEDIATE`. */
  source: number;
  /** Halves of the immediate. */
  low: number;
  high: number;
}

/** An instruction of a text: `slot` is its place there, `pc` in the executable. */
interface Instruction {
  readonly executable: Executable;
  readonly text: DecodedText;
  readonly slot: number;
  readonly pc: number;
}

/** Where the second operand lies, if there is one. */
const SOURCES: Record<OperandForm, "src" | "immediate"> = {
  lddw: "immediate",
  load: "src",
  storeImm: "immediate",
  storeReg: "src",
  aluImm: "immediate",
  divImm: "immediate",
  shiftImm32: "immediate",
  shiftImm64: "immediate",
  aluReg: "src",
  unary: "src",
  endian: "immediate",
  jump: "src",
  jumpImm: "immediate",
  jumpReg: "src",
  callImm: "immediate",
  callReg: "src",
  exit: "src",
};

/** Changes the record of an instruction that the form alone does not make. */
type Refinement = (record: InstructionRecord, instruction: Instruction) => void;

const zeroExtend: Refinement = (record) => {
  record.high = 0;
};

const REFINEMENTS: Partial<Record<Mnemonic, Refinement>> = {
  UDIV64_IMM: zeroExtend,
  UREM64_IMM: zeroExtend,
  HOR64_IMM: (record) => {
    record.high = record.low;
    record.low = 0;
  },
  // The verifier lets only these pass; others are left to the definition.
  LE: (record) => {
    if (record.low === 16) setMask(record, 0xffff, 0);
    else if (record.low === 32) setMask(record, -1, 0);
    else if (record.low === 64) setMask(record, -1, -1);
  },
  BE: (record) => {
    if (record.low === 16) record.operation = "be16";
    else if (record.low === 32) record.operation = "be32";
    else if (record.low === 64) record.operation = "be64";
  },
  LD_DW_IMM: (record, { executable, pc }) => {
    if (pc + 1 === slotCount(executable.text)) record.operation = "step";
  },
  CALL_IMM: (record, { executable, text, slot, pc }) => {
    const target = text.target[slot];
    if (target >= 0 && target < slotCount(executable.text)) {
      record.operation = "call";
      record.low = (target - pc - 1) * RECORD_SIZE;
      record.high = 0;
      record.dst = 0;
    } else if (target < 0 && (!staticSyscalls(executable.sbpfVersion) || text.src[slot] === 0)) {
      record.operation = "syscall";
    }
  },
  CALL_REG: (record, { executable: { sbpfVersion }, text, slot }) => {
    if (!callxUsesSrcReg(sbpfVersion)) record.source = callxUsesDstReg(sbpfVersion) ? record.dst : text.imm[slot];
  },
};

function setMask(record: InstructionRecord, low: number, high: number): void {
  record.operation = "and64";
  record.low = low;
  record.high = high;
}

/** What the instructions of one kind have in common in a version. */
interface Plan {
  readonly operation: Operation;
  readonly hasImmediate: boolean;
  readonly isLoad: boolean;
  readonly isStore: boolean;
  readonly refine: Refinement | undefined;
}

const tables = new Map<SbpfVersion, readonly Plan[]>();

/** Plans by operation number of opcodes.ts. */
function plansOf(version: SbpfVersion): readonly Plan[] {
  let plans = tables.get(version);
  if (plans === undefined) {
    const operations = operationsFor(version);
    plans = MNEMONICS.map((mnemonic, i) => {
      const { form }: { form: OperandForm } = OPCODES[mnemonic];
      return {
        operation: operations[i],
        hasImmediate: SOURCES[form] === "immediate",
        isLoad: form === "load",
        isStore: form === "storeImm" || form === "storeReg",
        refine: REFINEMENTS[mnemonic],
      };
    });
    tables.set(version, plans);
  }
  return plans;
}

/** The record of the instruction at `slot` of `text`, of which the first is the one at `firstPc`. */
export function recordOf(executable: Executable, text: DecodedText, firstPc: number, slot: number): InstructionRecord {
  const record: InstructionRecord = {
    operation: "step",
    dst: text.dst[slot],
    offset: text.offset[slot],
    source: text.src[slot],
    low: text.imm64Halves[slot * 2],
    high: text.imm64Halves[slot * 2 + 1],
  };
  if (text.operation[slot] === UNKNOWN_OPERATION) return record;
  const plan = plansOf(executable.sbpfVersion)[text.operation[slot]];
  record.operation = plan.operation;
  if (plan.hasImmediate) record.source = IMMEDIATE;
  if (plan.isLoad && record.source === FRAME_PTR_REG) inFrame(record, executable);
  if (plan.isStore && record.dst === FRAME_PTR_REG) inFrame(record, executable);
  plan.refine?.(record, { executable, text, slot, pc: firstPc + slot });
  return record;
}

const FRAME_OPERATIONS: Partial<Record<Operation, { readonly operation: Operation; readonly size: number }>> = {
  load8: { operation: "frameLoad8", size: 1 },
  load16: { operation: "frameLoad16", size: 2 },
  load32: { operation: "frameLoad32", size: 4 },
  load64: { operation: "frameLoad64", size: 8 },
  store8: { operation: "frameStore8", size: 1 },
  store16: { operation: "frameStore16", size: 2 },
  store32: { operation: "frameStore32", size: 4 },
  store64: { operation: "frameStore64", size: 8 },
};

/** Takes the short way for an access through r10 that stays in the frame, where programs cannot move r10. */
function inFrame(record: InstructionRecord, { config, sbpfVersion }: Executable): void {
  const short = FRAME_OPERATIONS[record.operation];
  if (short === undefined || manualStackFrameBump(sbpfVersion)) return;
  if (record.offset >= -config.stackFrameSize && record.offset + short.size <= 0) record.operation = short.operation;
}
