import { type Operand, parseAssembler, type Statement, syntaxError } from "./asm-parser.js";
import { Executable } from "./executable.js";
import { FunctionRegistry } from "./function-registry.js";
import type { LoaderEnvironment } from "./loader.js";
import { INSN_SIZE } from "./memory-layout.js";
import { hashSymbolName } from "./murmur3.js";
import { MNEMONICS, type Mnemonic, OPCODES, type OperandForm } from "./opcodes.js";
import { callxUsesDstReg, callxUsesSrcReg, manualStackFrameBump, type SbpfVersion, staticSyscalls } from "./version.js";

/** What assembling gives. A loader of ELF files wants the calls before v3 in another form: see elf-builder.ts. */
export interface AssembledProgram {
  readonly version: SbpfVersion;
  readonly text: Uint8Array;
  /** The pc of the label `entrypoint`, else 0. */
  readonly entryPc: number;
  /** Called or named functions, by pc. */
  readonly functions: FunctionRegistry<number>;
  /** Calls of functions of the program. */
  readonly calls: readonly { readonly pc: number; readonly target: number }[];
  readonly syscalls: readonly { readonly pc: number; readonly name: string }[];
}

/** The fields of an instruction. */
interface Fields {
  readonly dst?: number;
  readonly src?: number;
  readonly offset?: bigint;
  readonly imm?: bigint;
}

/** The program under construction. */
interface Assembly {
  readonly version: SbpfVersion;
  readonly labels: ReadonlyMap<string, number>;
  readonly functions: FunctionRegistry<number>;
  readonly calls: { pc: number; target: number }[];
  readonly syscalls: { pc: number; name: string }[];
  readonly bytes: number[];
}

/**
 * Translates assembler source in the syntax of solana-sbpf (`assembler::assemble`).
 *
 * DIVERGES: `call` of a name that is no label is a syscall, like `syscall`; every called label becomes a function.
 *
 * @throws CallgateError assembler-syntax
 */
export function assemble(source: string, version: SbpfVersion): AssembledProgram {
  const statements = parseAssembler(source);
  const functions = new FunctionRegistry<number>();
  const labels = placeLabels(statements, functions);
  const assembly: Assembly = { version, labels, functions, calls: [], syscalls: [], bytes: [] };
  for (const statement of statements) assembleStatement(assembly, statement);
  const { calls, syscalls, bytes } = assembly;
  return { version, text: Uint8Array.from(bytes), entryPc: labels.get("entrypoint") ?? 0, functions, calls, syscalls };
}

/** Assembles for the newest version that the loader allows. @throws CallgateError assembler-syntax */
export function assembleExecutable(source: string, loader: LoaderEnvironment): Executable {
  const [, version] = loader.config.enabledSbpfVersions;
  const { text, functions } = assemble(source, version);
  return Executable.fromTextBytes(text, loader, version, functions);
}

function placeLabels(statements: readonly Statement[], functions: FunctionRegistry<number>): Map<string, number> {
  const labels = new Map<string, number>();
  let pc = 0;
  for (const { type, name, operands } of statements) {
    if (type === "label") {
      labels.set(name, pc);
      if (name === "entrypoint" || name.startsWith("function_")) functions.registerFunction(pc, name, pc);
    } else if (type === "directive") {
      pc += operands[0]?.type === "integer" ? Number(operands[0].value) : 0;
    } else {
      pc += name === "lddw" ? 2 : 1;
    }
  }
  return labels;
}

function assembleStatement(assembly: Assembly, statement: Statement): void {
  if (statement.type === "directive") fill(assembly, statement);
  else if (statement.type === "instruction") assembleInstruction(assembly, statement);
}

/** `.fill count, value`: the value as whole instruction slots. */
function fill({ bytes }: Assembly, { name, operands, line }: Statement): void {
  const [count, value] = operands;
  if (name !== "fill" || count?.type !== "integer" || value?.type !== "integer" || operands.length !== 2) {
    throw syntaxError(line, `no directive: .${name}`);
  }
  for (let i = 0n; i < count.value; i++) bytes.push(...slotBytes(BigInt.asUintN(64, value.value)));
}

function assembleInstruction(assembly: Assembly, statement: Statement): void {
  const { name, operands, line } = statement;
  const candidates = candidatesOf(name, assembly.version);
  if (candidates.length === 0) throw syntaxError(line, `no instruction: ${name}`);
  for (const { mnemonic, imm } of candidates) {
    const fields = ENCODERS[OPCODES[mnemonic].form](operands, assembly, statement);
    if (fields === null) continue;
    emit(assembly, withoutStackBump(assembly.version, mnemonic, fields), { imm, ...fields }, line);
    return;
  }
  throw syntaxError(line, `${name} takes no such operands`);
}

interface Candidate {
  readonly mnemonic: Mnemonic;
  /** For `be16` and the like. */
  readonly imm: bigint;
}

/** Names without a width mean 64 bits; jumps on 64 bits may carry it. */
function candidatesOf(name: string, version: SbpfVersion): Candidate[] {
  const swap = /^([bl]e)(16|32|64)?$/.exec(name);
  if (swap !== null && swap[2] === undefined) return [];
  const plain = name === "syscall" ? "call" : (swap?.[1] ?? name);
  const names = [plain, `${plain}64`, plain.replace(/^(j\w+)64$/, "$1")];
  const found = MNEMONICS.filter((mnemonic) => names.includes(OPCODES[mnemonic].name));
  // v2 gave loads and stores new opcodes under the old names: its own come first.
  found.sort((a, b) => Number(OPCODES[b].versions(version)) - Number(OPCODES[a].versions(version)));
  return found.map((mnemonic) => ({ mnemonic, imm: BigInt(swap?.[2] ?? 0) }));
}

/** `add64 r10, imm` does nothing in versions where the machine moves the frame pointer. */
function withoutStackBump(version: SbpfVersion, mnemonic: Mnemonic, fields: Fields): Mnemonic {
  return mnemonic === "ADD64_IMM" && fields.dst === 10 && !manualStackFrameBump(version) ? "OR64_IMM" : mnemonic;
}

function emit(assembly: Assembly, mnemonic: Mnemonic, fields: Fields, line: number): void {
  const { dst = 0, src = 0, offset = 0n, imm = 0n } = mnemonic === "OR64_IMM" && fields.dst === 10 ? {} : fields;
  if (dst > 15 || src > 15) throw syntaxError(line, `no register: r${Math.max(dst, src)}`);
  if (BigInt.asIntN(16, offset) !== offset) throw syntaxError(line, `offset ${offset} does not fit 16 bits`);
  const isWide = mnemonic === "LD_DW_IMM";
  const low = isWide ? BigInt.asIntN(32, imm) : imm;
  if (BigInt.asIntN(32, low) !== low) throw syntaxError(line, `immediate ${imm} does not fit 32 bits`);
  const { opcode } = OPCODES[mnemonic];
  const slot =
    BigInt(opcode | (dst << 8) | (src << 12)) | (BigInt.asUintN(16, offset) << 16n) | (BigInt.asUintN(32, low) << 32n);
  assembly.bytes.push(...slotBytes(slot));
  if (isWide) assembly.bytes.push(...slotBytes((BigInt.asUintN(64, imm) >> 32n) << 32n));
}

function slotBytes(slot: bigint): number[] {
  return Array.from({ length: INSN_SIZE }, (_, i) => Number((slot >> BigInt(i * 8)) & 0xffn));
}

/** Reads the operands of a form; null if they are of another form. */
type Encoder = (operands: readonly Operand[], assembly: Assembly, statement: Statement) => Fields | null;

/** The distance of a jump. */
function distanceTo(target: Operand, { labels, bytes }: Assembly, { line }: Statement): bigint | null {
  if (target.type === "integer") return target.value;
  if (target.type !== "label") return null;
  const pc = labels.get(target.name);
  if (pc === undefined) throw syntaxError(line, `no label: ${target.name}`);
  return BigInt(pc - bytes.length / INSN_SIZE - 1);
}

const encodeImm: Encoder = ([dst, imm, ...rest]) =>
  dst?.type === "register" && imm?.type === "integer" && rest.length === 0
    ? { dst: dst.register, imm: imm.value }
    : null;

const encodeUnary: Encoder = ([dst, ...rest]) =>
  dst?.type === "register" && rest.length === 0 ? { dst: dst.register } : null;

const encodeReg: Encoder = ([dst, src, ...rest]) =>
  dst?.type === "register" && src?.type === "register" && rest.length === 0
    ? { dst: dst.register, src: src.register }
    : null;

const encodeLoad: Encoder = ([dst, memory, ...rest]) =>
  dst?.type === "register" && memory?.type === "memory" && rest.length === 0
    ? { dst: dst.register, src: memory.register, offset: memory.offset }
    : null;

const encodeStoreImm: Encoder = ([memory, imm, ...rest]) =>
  memory?.type === "memory" && imm?.type === "integer" && rest.length === 0
    ? { dst: memory.register, offset: memory.offset, imm: imm.value }
    : null;

const encodeStoreReg: Encoder = ([memory, src, ...rest]) =>
  memory?.type === "memory" && src?.type === "register" && rest.length === 0
    ? { dst: memory.register, src: src.register, offset: memory.offset }
    : null;

const encodeJump: Encoder = ([target, ...rest], assembly, statement) => {
  if (target === undefined || rest.length > 0) return null;
  const offset = distanceTo(target, assembly, statement);
  return offset === null ? null : { offset };
};

const encodeJumpImm: Encoder = ([dst, imm, target, ...rest], assembly, statement) => {
  if (dst?.type !== "register" || imm?.type !== "integer" || target === undefined || rest.length > 0) return null;
  const offset = distanceTo(target, assembly, statement);
  return offset === null ? null : { dst: dst.register, imm: imm.value, offset };
};

const encodeJumpReg: Encoder = ([dst, src, target, ...rest], assembly, statement) => {
  if (dst?.type !== "register" || src?.type !== "register" || target === undefined || rest.length > 0) return null;
  const offset = distanceTo(target, assembly, statement);
  return offset === null ? null : { dst: dst.register, src: src.register, offset };
};

const encodeCallImm: Encoder = ([target, ...rest], assembly, { name }) => {
  if (rest.length > 0) return null;
  const { labels, bytes, syscalls } = assembly;
  const pc = bytes.length / INSN_SIZE;
  if (target?.type === "integer") {
    return name === "syscall" ? { imm: target.value } : encodeCall(assembly, pc, pc + 1 + Number(target.value));
  }
  if (target?.type !== "label") return null;
  const called = name === "syscall" ? undefined : labels.get(target.name);
  if (called !== undefined) return encodeCall(assembly, pc, called, target.name);
  syscalls.push({ pc, name: target.name });
  return { imm: BigInt(hashSymbolName(target.name) | 0) };
};

function encodeCall({ version, functions, calls }: Assembly, pc: number, target: number, name?: string): Fields {
  functions.registerFunction(target, name ?? `function_${target}`, target);
  calls.push({ pc, target });
  return staticSyscalls(version) ? { src: 1, imm: BigInt(target - pc - 1) } : { imm: BigInt(target) };
}

const encodeCallReg: Encoder = ([register, ...rest], { version }) => {
  if (register?.type !== "register" || rest.length > 0) return null;
  if (callxUsesSrcReg(version)) return { src: register.register };
  return callxUsesDstReg(version) ? { dst: register.register } : { imm: BigInt(register.register) };
};

const ENCODERS: Record<OperandForm, Encoder> = {
  lddw: encodeImm,
  load: encodeLoad,
  storeImm: encodeStoreImm,
  storeReg: encodeStoreReg,
  aluImm: encodeImm,
  divImm: encodeImm,
  shiftImm32: encodeImm,
  shiftImm64: encodeImm,
  aluReg: encodeReg,
  unary: encodeUnary,
  endian: encodeUnary,
  jump: encodeJump,
  jumpImm: encodeJumpImm,
  jumpReg: encodeJumpReg,
  callImm: encodeCallImm,
  callReg: encodeCallReg,
  exit: (operands) => (operands.length === 0 ? {} : null),
};
