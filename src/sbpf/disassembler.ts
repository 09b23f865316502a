import type { Executable } from "./executable.js";
import type { LoaderEnvironment } from "./loader.js";
import { INSN_SIZE } from "./memory-layout.js";
import { type OperandForm, opcodeOf, operationOf, UNKNOWN_OPERATION } from "./opcodes.js";
import { callxUsesDstReg, callxUsesSrcReg, staticSyscalls } from "./version.js";

/** An instruction to print. */
interface Subject {
  readonly executable: Executable;
  readonly loader: LoaderEnvironment;
  readonly labels: ReadonlyMap<number, string>;
  readonly pc: number;
  readonly name: string;
  readonly dst: number;
  readonly src: number;
  readonly offset: number;
  readonly imm: number;
}

/**
 * Prints the instructions of an executable in the syntax of solana-sbpf (`Analysis::disassemble`).
 *
 * DIVERGES: labels stand only where something jumps or calls; functions without a name are `function_PC`.
 */
export class Disassembler {
  readonly #functions: ReadonlyMap<number, string>;
  readonly #jumps: ReadonlyMap<number, readonly number[]>;
  readonly #labels: ReadonlyMap<number, string>;

  constructor(
    private readonly executable: Executable,
    private readonly loader: LoaderEnvironment,
  ) {
    this.#functions = functionNames(executable);
    this.#jumps = jumpsByTarget(executable);
    const targets = [...this.#jumps.keys()].map((pc) => [pc, `lbb_${pc}`] as const);
    this.#labels = new Map([...targets, ...this.#functions]);
  }

  /** The name of the function or jump target at `pc`. */
  labelAt(pc: number): string | undefined {
    return this.#labels.get(pc);
  }

  /** Where jumps to `pc` stand, in order. */
  jumpsTo(pc: number): readonly number[] {
    return this.#jumps.get(pc) ?? [];
  }

  /** The pcs of all instructions; the second half of an lddw is none. */
  *pcs(): Generator<number> {
    const { length, operation } = this.executable.decoded;
    for (let pc = 0; pc < length; pc += slotsOf(operation[pc])) yield pc;
  }

  /** Whether a function begins at `pc`. */
  isFunction(pc: number): boolean {
    return this.#functions.has(pc);
  }

  /** The instruction at `pc`; the second half of an lddw is no instruction of its own. */
  instruction(pc: number): string {
    const { executable, loader } = this;
    const { operation, dst, src, offset, imm } = executable.decoded;
    if (operation[pc] === UNKNOWN_OPERATION) {
      return `unknown opcode=0x${executable.text[pc * INSN_SIZE].toString(16)}`;
    }
    const { name, form } = opcodeOf(operation[pc]);
    const fields = { name, dst: dst[pc], src: src[pc], offset: offset[pc], imm: imm[pc] };
    return PRINTERS[form]({ executable, loader, labels: this.#labels, pc, ...fields });
  }

  /** The whole text, labels included. */
  lines(): string[] {
    const lines: string[] = [];
    for (const pc of this.pcs()) {
      const label = this.#labels.get(pc);
      if (this.#functions.has(pc) && pc > 0) lines.push("");
      if (label !== undefined) lines.push(`${label}:`);
      lines.push(`    ${this.instruction(pc)}`);
    }
    return lines;
  }
}

type Printer = (subject: Subject) => string;

const signed = (offset: number): string => `${offset < 0 ? "-" : "+"}0x${Math.abs(offset).toString(16)}`;
const target = ({ pc, offset, labels }: Subject): string => labels.get(pc + 1 + offset) ?? "[invalid]";

const printImm: Printer = ({ name, dst, imm }) => `${name} r${dst}, ${imm}`;

const printCall: Printer = ({ executable, loader, labels, pc, src, imm }) => {
  const called = executable.decoded.target[pc];
  const syscall = loader.syscalls.lookupByKey(imm >>> 0);
  if (called >= 0) return `call ${labels.get(called) ?? imm}`;
  if (staticSyscalls(executable.sbpfVersion) && src !== 0) return `call ${imm}`;
  return `syscall ${syscall?.name ?? imm}`;
};

const printCallx: Printer = ({ executable: { sbpfVersion }, dst, src, imm }) => {
  if (callxUsesSrcReg(sbpfVersion)) return `callx r${src}`;
  return `callx r${callxUsesDstReg(sbpfVersion) ? dst : imm & 0xff}`;
};

const PRINTERS: Record<OperandForm, Printer> = {
  lddw: ({ executable, pc, name, dst }) => `${name} r${dst}, 0x${executable.decoded.imm64[pc].toString(16)}`,
  load: ({ name, dst, src, offset }) => `${name} r${dst}, [r${src}${signed(offset)}]`,
  storeImm: ({ name, dst, offset, imm }) => `${name} [r${dst}${signed(offset)}], ${imm}`,
  storeReg: ({ name, dst, src, offset }) => `${name} [r${dst}${signed(offset)}], r${src}`,
  aluImm: printImm,
  divImm: printImm,
  shiftImm32: printImm,
  shiftImm64: printImm,
  aluReg: ({ name, dst, src }) => `${name} r${dst}, r${src}`,
  unary: ({ name, dst }) => `${name} r${dst}`,
  endian: ({ name, dst, imm }) => `${name}${imm} r${dst}`,
  jump: (subject) => `${subject.name} ${target(subject)}`,
  jumpImm: (subject) => `${subject.name} r${subject.dst}, ${subject.imm}, ${target(subject)}`,
  jumpReg: (subject) => `${subject.name} r${subject.dst}, r${subject.src}, ${target(subject)}`,
  callImm: printCall,
  callReg: printCallx,
  exit: ({ name }) => name,
};

const JUMPS: readonly OperandForm[] = ["jump", "jumpImm", "jumpReg"];
const LDDW = operationOf("LD_DW_IMM");
const CALL_IMM = operationOf("CALL_IMM");

/** How many slots an instruction takes. */
const slotsOf = (operation: number): number => (operation === LDDW ? 2 : 1);

/** Names of functions by pc. */
function functionNames({ entryPc, functions, decoded }: Executable): Map<number, string> {
  const names = new Map([[entryPc, "entrypoint"]]);
  for (const [, { name, value }] of functions.entries()) names.set(value, name === "" ? `function_${value}` : name);
  for (let pc = 0; pc < decoded.length; pc++) {
    const called = decoded.operation[pc] === CALL_IMM ? decoded.target[pc] : -1;
    if (called >= 0 && !names.has(called)) names.set(called, `function_${called}`);
  }
  return names;
}

/** For every place that a jump goes to, where those jumps stand. */
function jumpsByTarget({ decoded: { length, operation, target } }: Executable): Map<number, number[]> {
  const jumps = new Map<number, number[]>();
  for (let pc = 0; pc < length; pc += slotsOf(operation[pc])) {
    const isJump = operation[pc] !== UNKNOWN_OPERATION && JUMPS.includes(opcodeOf(operation[pc]).form);
    if (!isJump || target[pc] < 0 || target[pc] >= length) continue;
    const known = jumps.get(target[pc]);
    if (known === undefined) jumps.set(target[pc], [pc]);
    else known.push(pc);
  }
  return jumps;
}
