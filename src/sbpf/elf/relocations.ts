import { viewOf } from "../../base/bytes.js";
import { u64FromBigInt } from "../../base/u64.js";
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
const IMM_OFFSET = 4n;

/** A file that is being relocated. */
interface Job {
  /** The copy that is changed. */
  readonly bytes: Uint8Array;
  /** The file as it was: tables and names are read from it. */
  readonly elf: ParsedElf;
  readonly textSection: Section;
  readonly textFileRange: Range;
  readonly textVmRange: Range;
  readonly functions: FunctionRegistry<number>;
  readonly loader: LoaderEnvironment;
  /** Hashes of syscall names by the offset of the name. */
  readonly syscallHashes: Map<number, number>;
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
  const textFileRange = sectionFileRange(textSection);
  const textVmRange = sectionVmRange(textSection);
  const syscallHashes = new Map<number, number>();
  const job = { bytes, elf, textSection, textFileRange, textVmRange, functions, loader, syscallHashes };
  relocateRelativeCalls(job);
  for (const relocation of elf.relocations ?? []) applyRelocation(job, relocation);
  if (loader.config.enableSymbolAndSectionLabels) registerLabels(job);
}

/** Calls by distance become calls by the hash of their target. */
function relocateRelativeCalls({ bytes, textFileRange, functions, loader }: Job): void {
  const text = sliceOf(bytes, textFileRange);
  if (text === undefined) throw elfFault("ValueOutOfBounds");
  const view = viewOf(text);
  const length = Math.floor(text.length / INSN_SIZE);
  for (let pc = 0; pc < length; pc++) {
    if (text[pc * INSN_SIZE] !== OPCODES.CALL_IMM.opcode) continue;
    const imm = view.getInt32(pc * INSN_SIZE + 4, true);
    if (imm === -1) continue;
    const target = pc + 1 + imm;
    if (target < 0 || target >= length) throw elfFault("RelativeJumpOutOfBounds", pc);
    const name = loader.config.enableSymbolAndSectionLabels ? `function_${target}` : "";
    const key = registerFunctionHashedLegacy(functions, loader, true, name, target);
    view.setUint32(pc * INSN_SIZE + 4, key, true);
  }
}

function applyRelocation(job: Job, relocation: Relocation): void {
  if (relocation.type === R_BPF_64_64) relocateSymbolAddress(job, relocation);
  else if (relocation.type === R_BPF_64_32) relocateCall(job, relocation);
  else if (relocation.type !== R_BPF_64_RELATIVE) throw elfFault("UnknownRelocation", relocation.type);
  else if (rangeContains(job.textFileRange, relocation.offset)) relocateLddw(job, relocation.offset);
  else relocateData(job, relocation.offset);
}

/** A view on `length` bytes of the copy. */
function viewAt({ bytes }: Job, offset: bigint, length: bigint): DataView {
  const slice = sliceOf(bytes, { start: offset, end: saturatingAdd(offset, length) });
  if (slice === undefined) throw elfFault("ValueOutOfBounds");
  return viewOf(slice);
}

/** Addresses below the window of the program are meant relative to it. */
const inProgramWindow = (address: bigint): bigint => (address < REGION ? REGION + address : address);

/** R_BPF_64_64: the address of a symbol, plus what the instruction holds, into an lddw. */
function relocateSymbolAddress(job: Job, { offset, symbolIndex }: Relocation): void {
  const immOffset = saturatingAdd(offset, IMM_OFFSET);
  const low = viewAt(job, immOffset, 4n);
  const symbol = symbolAt(job, symbolIndex);
  const address = inProgramWindow(saturatingAdd(symbol.value, BigInt(low.getUint32(0, true))));
  const high = viewAt(job, saturatingAdd(immOffset, BigInt(INSN_SIZE)), 4n);
  writeHalves(low, high, address);
}

/** R_BPF_64_RELATIVE in the text: the address in an lddw. */
function relocateLddw(job: Job, offset: bigint): void {
  const low = viewAt(job, saturatingAdd(offset, IMM_OFFSET), 4n);
  const high = viewAt(job, saturatingAdd(saturatingAdd(offset, BigInt(INSN_SIZE)), IMM_OFFSET), 4n);
  const address = (BigInt(high.getUint32(0, true)) << 32n) | BigInt(low.getUint32(0, true));
  if (address === 0n) throw elfFault("InvalidVirtualAddress", 0);
  writeHalves(low, high, inProgramWindow(address));
}

function writeHalves(low: DataView, high: DataView, address: bigint): void {
  low.setUint32(0, Number(address & 0xffff_ffffn), true);
  high.setUint32(0, Number(address >> 32n), true);
}

/** R_BPF_64_RELATIVE in data: old toolchains put the address into the upper half of the word. */
function relocateData(job: Job, offset: bigint): void {
  const address = viewAt(job, saturatingAdd(offset, IMM_OFFSET), 4n).getUint32(0, true);
  viewAt(job, offset, 8n).setBigUint64(0, REGION + BigInt(address), true);
}

/** R_BPF_64_32: the key of the function or syscall that a call names by its symbol. */
function relocateCall(job: Job, { offset, symbolIndex }: Relocation): void {
  const symbol = symbolAt(job, symbolIndex);
  const name = symbolName(job, symbol);
  const isFunction = (symbol.info & 0xf) === STT_FUNC && symbol.value !== 0n;
  const key = isFunction
    ? registerFunctionHashedLegacy(job.functions, job.loader, true, textOf(name), pcOfSymbol(job, symbol))
    : syscallKey(job, symbol, name, offset);
  viewAt(job, saturatingAdd(offset, IMM_OFFSET), 4n).setUint32(0, key, true);
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

function syscallKey({ loader, syscallHashes }: Job, symbol: ElfSymbol, name: Uint8Array, offset: bigint): number {
  let hash = syscallHashes.get(symbol.nameOffset);
  if (hash === undefined) {
    hash = murmur3(name);
    syscallHashes.set(symbol.nameOffset, hash);
  }
  if (loader.config.rejectBrokenElfs && loader.syscalls.lookupByKey(hash) === undefined) {
    const pc = u64FromBigInt(offset / BigInt(INSN_SIZE));
    throw elfFault("UnresolvedSymbol", textOf(name), pc, u64FromBigInt(offset));
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
