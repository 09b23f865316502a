import { viewOf } from "../../base/bytes.js";
import { type U64, u64FromBigInt } from "../../base/u64.js";
import type { FunctionRegistry } from "../function-registry.js";
import { registerFunctionHashedLegacy } from "../legacy-functions.js";
import type { LoaderEnvironment } from "../loader.js";
import { INSN_SIZE, MM_REGION_SIZE } from "../memory-layout.js";
import { murmur3 } from "../murmur3.js";
import { OPCODES } from "../opcodes.js";
import { R_BPF_64_32, R_BPF_64_64, R_BPF_64_RELATIVE, STT_FUNC } from "./constants.js";
import { elfFault } from "./elf-fault.js";
import { debugSymbolName, dynamicSymbolName, type ParsedElf, type Section, symbolTable } from "./parser.js";
import { ElfParserError } from "./parser-error.js";
import { textOf } from "./strings.js";
import {
  type ElfSymbol,
  type Range,
  type Relocation,
  rangeContains,
  saturatingAdd,
  saturatingSub,
  sectionFileRange,
  sectionVmRange,
  sliceOf,
} from "./structures.js";

const REGION = BigInt(MM_REGION_SIZE);
/** Where the immediate begins in an instruction. */
const IMM_OFFSET = 4;
/** Where its upper half begins in an lddw. */
const HIGH_IMM_OFFSET = INSN_SIZE + IMM_OFFSET;

/** A file that is being relocated. */
interface Job {
  /** The copy that is changed. */
  readonly view: DataView;
  /** The file as it was: tables and names are read from it. */
  readonly elf: ParsedElf;
  readonly textStart: number;
  readonly textEnd: number;
  readonly textVmRange: Range;
  readonly functions: FunctionRegistry<number>;
  readonly loader: LoaderEnvironment;
  /** Keys that calls by symbol got, by the index of the symbol. */
  readonly callKeys: Map<number, number>;
}

/**
 * Resolves calls and addresses in `bytes`, the copy of a file (solana-sbpf `Executable::relocate`).
 *
 * @throws EbpfError ElfError
 */
export function relocate(
  bytes: Uint8Array,
  elf: ParsedElf,
  textSection: Section,
  functions: FunctionRegistry<number>,
  loader: LoaderEnvironment,
): void {
  const textRange = sectionFileRange(textSection);
  const text = sliceOf(bytes, textRange);
  if (text === undefined) throw elfFault("ValueOutOfBounds");
  relocateRelativeCalls(text, functions, loader);
  const job = {
    view: viewOf(bytes),
    elf,
    textStart: Number(textRange.start),
    textEnd: Number(textRange.end),
    textVmRange: sectionVmRange(textSection),
    functions,
    loader,
    callKeys: new Map<number, number>(),
  };
  const { relocations } = elf;
  if (relocations !== null) for (let i = 0; i < relocations.length; i++) applyRelocation(job, relocations.get(i));
  if (loader.config.enableSymbolAndSectionLabels) registerLabels(job);
}

/** Calls by distance become calls by the hash of their target. */
function relocateRelativeCalls(text: Uint8Array, functions: FunctionRegistry<number>, loader: LoaderEnvironment): void {
  const view = viewOf(text);
  const length = Math.floor(text.length / INSN_SIZE);
  /** By target; 0 is as good as none. */
  const keys = new Uint32Array(length);
  const call: number = OPCODES.CALL_IMM.opcode;
  for (let pc = 0; pc < length; pc++) {
    if (text[pc * INSN_SIZE] !== call) continue;
    const imm = view.getInt32(pc * INSN_SIZE + IMM_OFFSET, true);
    if (imm === -1) continue;
    const target = pc + 1 + imm;
    if (target < 0 || target >= length) throw elfFault("RelativeJumpOutOfBounds", pc);
    let key = keys[target];
    if (key === 0) {
      const name = loader.config.enableSymbolAndSectionLabels ? `function_${target}` : "";
      key = registerFunctionHashedLegacy(functions, loader, true, name, target);
      keys[target] = key;
    }
    view.setUint32(pc * INSN_SIZE + IMM_OFFSET, key, true);
  }
}

function applyRelocation(job: Job, relocation: Relocation): void {
  const { offset, type } = relocation;
  if (type === R_BPF_64_64) relocateSymbolAddress(job, relocation);
  else if (type === R_BPF_64_32) relocateCall(job, relocation);
  else if (type !== R_BPF_64_RELATIVE) throw elfFault("UnknownRelocation", type);
  else if (offset >= job.textStart && offset < job.textEnd) relocateLddw(job, offset);
  else relocateData(job, offset);
}

/** `offset + distance`, where the copy must hold `length` bytes. */
function placeAt({ view }: Job, offset: U64, distance: number, length: number): number {
  const place = Number(offset) + distance;
  if (place + length > view.byteLength) throw elfFault("ValueOutOfBounds");
  return place;
}

/** R_BPF_64_64: the address of a symbol, plus what the instruction holds, into an lddw. */
function relocateSymbolAddress(job: Job, { offset, symbolIndex }: Relocation): void {
  const { view } = job;
  const low = placeAt(job, offset, IMM_OFFSET, 4);
  const symbol = symbolAt(job, symbolIndex);
  const address = saturatingAdd(symbol.value, BigInt(view.getUint32(low, true)));
  const high = placeAt(job, offset, HIGH_IMM_OFFSET, 4);
  view.setUint32(low, Number(address & 0xffff_ffffn), true);
  view.setUint32(high, inProgramWindow(Number(address >> 32n)), true);
}

/** R_BPF_64_RELATIVE in the text: the address in an lddw. */
function relocateLddw(job: Job, offset: U64): void {
  const { view } = job;
  const low = placeAt(job, offset, IMM_OFFSET, 4);
  const high = placeAt(job, offset, HIGH_IMM_OFFSET, 4);
  const upperHalf = view.getUint32(high, true);
  if (upperHalf === 0 && view.getUint32(low, true) === 0) throw elfFault("InvalidVirtualAddress", 0);
  view.setUint32(high, inProgramWindow(upperHalf), true);
}

/** The upper half of an address: one below the window of the program is meant relative to it. */
const inProgramWindow = (upperHalf: number): number => (upperHalf === 0 ? MM_REGION_SIZE / 2 ** 32 : upperHalf);

/** R_BPF_64_RELATIVE in data: old toolchains put the address into the upper half of the word. */
function relocateData(job: Job, offset: U64): void {
  const { view } = job;
  const address = view.getUint32(placeAt(job, offset, IMM_OFFSET, 4), true);
  view.setBigUint64(placeAt(job, offset, 0, 8), REGION + BigInt(address), true);
}

/** R_BPF_64_32: the key of the function or syscall that a call names by its symbol. */
function relocateCall(job: Job, relocation: Relocation): void {
  const { symbolIndex } = relocation;
  let key = job.callKeys.get(symbolIndex);
  if (key === undefined) {
    key = keyOfSymbol(job, relocation);
    job.callKeys.set(symbolIndex, key);
  }
  job.view.setUint32(placeAt(job, relocation.offset, IMM_OFFSET, 4), key, true);
}

function keyOfSymbol(job: Job, { offset, symbolIndex }: Relocation): number {
  const symbol = symbolAt(job, symbolIndex);
  const name = symbolName(job, symbol);
  const isFunction = (symbol.info & 0xf) === STT_FUNC && symbol.value !== 0n;
  if (!isFunction) return syscallKey(job, name, offset);
  return registerFunctionHashedLegacy(job.functions, job.loader, true, textOf(name), pcOfSymbol(job, symbol));
}

function symbolAt({ elf }: Job, index: number): ElfSymbol {
  const symbol = elf.dynamicSymbols?.at(index);
  if (symbol === undefined) throw elfFault("UnknownSymbol", index);
  return symbol;
}

function symbolName({ elf }: Job, symbol: ElfSymbol): Uint8Array {
  try {
    return dynamicSymbolName(elf, symbol);
  } catch (error) {
    throw error instanceof ElfParserError ? elfFault("UnknownSymbol", symbol.nameOffset) : error;
  }
}

function pcOfSymbol({ textVmRange }: Job, { value }: ElfSymbol): number {
  if (!rangeContains(textVmRange, value)) throw elfFault("ValueOutOfBounds");
  return Number(saturatingSub(value, textVmRange.start) / BigInt(INSN_SIZE));
}

function syscallKey({ loader }: Job, name: Uint8Array, offset: U64): number {
  const hash = murmur3(name);
  if (loader.config.rejectBrokenElfs && loader.syscalls.lookupByKey(hash) === undefined) {
    const pc = u64FromBigInt(BigInt(offset) / BigInt(INSN_SIZE));
    throw elfFault("UnresolvedSymbol", textOf(name), pc, offset);
  }
  return hash;
}

/** Names of functions from the static symbol table, for disassembly. */
function registerLabels(job: Job): void {
  const { elf, functions, loader } = job;
  const symbolSection = elf.sections.find(({ name }) => name === ".symtab");
  const nameSection = elf.sections.find(({ name }) => name === ".strtab");
  if (symbolSection === undefined) return;
  const symbols = orNull(() => symbolTable(elf.bytes, symbolSection));
  for (const symbol of symbols ?? []) {
    if ((symbol.info & 0xef) !== STT_FUNC) continue;
    const pc = pcOfSymbol(job, symbol);
    const name = nameSection === undefined ? null : orNull(() => debugSymbolName(elf.bytes, nameSection, symbol));
    if (name !== null) registerFunctionHashedLegacy(functions, loader, true, name, pc);
  }
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ElfParserError) return null;
    throw error;
  }
}
