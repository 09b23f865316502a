import { viewOf } from "../../base/bytes.js";
import {
  DT_NULL,
  DT_NUM,
  DT_REL,
  DT_RELENT,
  DT_RELSZ,
  DT_SYMTAB,
  ELF_MAGIC,
  ELFCLASS64,
  ELFDATA2LSB,
  EV_CURRENT,
  PT_DYNAMIC,
  PT_LOAD,
  SHN_UNDEF,
  SHT_DYNAMIC,
  SHT_DYNSYM,
  SHT_NOBITS,
  SHT_NULL,
  SHT_SYMTAB,
} from "./constants.js";
import { ElfParserError } from "./parser-error.js";
import { checkedAdd, readString, textOf } from "./strings.js";
import {
  DYNAMIC_SIZE,
  type ElfSymbol,
  FILE_HEADER_SIZE,
  type FileHeader,
  PROGRAM_HEADER_SIZE,
  type ProgramHeader,
  type Range,
  RELOCATION_SIZE,
  type Relocation,
  readFileHeader,
  readProgramHeader,
  readRelocation,
  readSectionHeader,
  readSymbol,
  SECTION_HEADER_SIZE,
  type SectionHeader,
  SYMBOL_SIZE,
} from "./structures.js";
import { ElfTable } from "./table.js";

const SECTION_NAME_LENGTH_MAXIMUM = 16;
const SYMBOL_NAME_LENGTH_MAXIMUM = 64;
const DEBUG_SYMBOL_NAME_LENGTH_MAXIMUM = 255;

/** A section with its name. */
export interface Section extends SectionHeader {
  readonly name: string;
}

/** What the lenient loader needs of a file (solana-sbpf `Elf64`). */
export interface ParsedElf {
  readonly bytes: Uint8Array;
  readonly header: FileHeader;
  readonly sections: readonly Section[];
  readonly relocations: ElfTable<Relocation> | null;
  readonly dynamicSymbols: ElfTable<ElfSymbol> | null;
}

/**
 * Reads the headers and the dynamic tables of a file (solana-sbpf `Elf64::parse`).
 *
 * @throws ElfParserError
 */
export function parseElf(bytes: Uint8Array): ParsedElf {
  const header = parseFileHeader(bytes);
  checkFileHeader(header);
  const programHeaderRange = checkedRange(header.phoff, PROGRAM_HEADER_SIZE, header.phnum);
  checkNoOverlap(FILE_HEADER_RANGE, programHeaderRange);
  const programHeaders = [...new ElfTable(bytes, programHeaderRange, PROGRAM_HEADER_SIZE, readProgramHeader)];
  const sectionHeaders = parseSectionHeaders(bytes, header, programHeaderRange);
  if (sectionHeaders[0]?.type !== SHT_NULL) throw new ElfParserError("InvalidSectionHeader");
  checkProgramHeaders(bytes, programHeaders);
  checkSectionHeaders(bytes, sectionHeaders, [
    FILE_HEADER_RANGE,
    programHeaderRange,
    checkedRange(header.shoff, SECTION_HEADER_SIZE, header.shnum),
  ]);
  const sections = nameSections(bytes, header, sectionHeaders);
  return { bytes, header, sections, ...parseDynamic(bytes, programHeaders, sections) };
}

const FILE_HEADER_RANGE: Range = { start: 0n, end: BigInt(FILE_HEADER_SIZE) };

/** @throws ElfParserError OutOfBounds if the file is shorter than a header. */
export function parseFileHeader(bytes: Uint8Array): FileHeader {
  if (bytes.length < FILE_HEADER_SIZE) throw new ElfParserError("OutOfBounds");
  return readFileHeader(viewOf(bytes));
}

function checkFileHeader(header: FileHeader): void {
  const { ident } = header;
  const isValid =
    ELF_MAGIC.every((byte, i) => ident[i] === byte) &&
    ident[4] === ELFCLASS64 &&
    ident[5] === ELFDATA2LSB &&
    ident[6] === EV_CURRENT &&
    header.version === EV_CURRENT &&
    header.ehsize === FILE_HEADER_SIZE &&
    header.phentsize === PROGRAM_HEADER_SIZE &&
    header.shentsize === SECTION_HEADER_SIZE &&
    header.shstrndx < header.shnum;
  if (!isValid) throw new ElfParserError("InvalidFileHeader");
}

function checkedRange(start: bigint, recordSize: number, count: number): Range {
  return { start, end: checkedAdd(start, BigInt(recordSize * count)) };
}

function checkNoOverlap(a: Range, b: Range): void {
  if (a.end > b.start && b.end > a.start) throw new ElfParserError("Overlap");
}

/** @throws ElfParserError if the table overlaps the headers before it or leaves the file. */
export function parseSectionHeaders(bytes: Uint8Array, header: FileHeader, programHeaderRange: Range): SectionHeader[] {
  const range = checkedRange(header.shoff, SECTION_HEADER_SIZE, header.shnum);
  checkNoOverlap(FILE_HEADER_RANGE, range);
  checkNoOverlap(programHeaderRange, range);
  return [...new ElfTable(bytes, range, SECTION_HEADER_SIZE, readSectionHeader)];
}

function checkProgramHeaders(bytes: Uint8Array, programHeaders: readonly ProgramHeader[]): void {
  let vaddr = 0n;
  for (const programHeader of programHeaders) {
    if (programHeader.type !== PT_LOAD) continue;
    if (programHeader.vaddr < vaddr) throw new ElfParserError("InvalidProgramHeader");
    const end = checkedAdd(programHeader.offset, programHeader.filesz);
    if (end > bytes.length) throw new ElfParserError("OutOfBounds");
    vaddr = programHeader.vaddr;
  }
}

function checkSectionHeaders(bytes: Uint8Array, sections: readonly SectionHeader[], taken: readonly Range[]): void {
  let previousEnd = 0n;
  for (const { type, offset, size } of sections) {
    if (type === SHT_NOBITS) continue;
    const range = { start: offset, end: checkedAdd(offset, size) };
    for (const other of taken) checkNoOverlap(range, other);
    if (range.start < previousEnd) throw new ElfParserError("SectionNotInOrder");
    previousEnd = range.end;
    if (range.end > bytes.length) throw new ElfParserError("OutOfBounds");
  }
}

/** Sections that may occur only once. */
const UNIQUE_SECTIONS = [".symtab", ".strtab", ".dynstr"];

function nameSections(bytes: Uint8Array, header: FileHeader, sectionHeaders: readonly SectionHeader[]): Section[] {
  if (header.shstrndx === SHN_UNDEF) throw new ElfParserError("NoSectionNameStringTable");
  const names = sectionHeaders[header.shstrndx];
  const seen = new Set<string>();
  return sectionHeaders.map((section) => {
    const name = textOf(readString(bytes, names, section.nameOffset, SECTION_NAME_LENGTH_MAXIMUM));
    if (UNIQUE_SECTIONS.includes(name) && seen.has(name)) throw new ElfParserError("InvalidSectionHeader");
    seen.add(name);
    return { ...section, name };
  });
}

type DynamicTables = Pick<ParsedElf, "relocations" | "dynamicSymbols">;

function parseDynamic(
  bytes: Uint8Array,
  programHeaders: readonly ProgramHeader[],
  sections: readonly Section[],
): DynamicTables {
  const entries = dynamicEntries(bytes, programHeaders, sections);
  if (entries === null) return { relocations: null, dynamicSymbols: null };
  const values = new Array<bigint>(DT_NUM).fill(0n);
  for (const { tag, value } of entries) {
    if (tag === BigInt(DT_NULL)) break;
    if (tag < BigInt(DT_NUM)) values[Number(tag)] = value;
  }
  return {
    relocations: parseRelocations(bytes, values, programHeaders, sections),
    dynamicSymbols: parseDynamicSymbols(bytes, values[DT_SYMTAB], sections),
  };
}

const readDynamic = (view: DataView, at: number) => ({
  tag: view.getBigUint64(at, true),
  value: view.getBigUint64(at + 8, true),
});

/** The dynamic table: that of the program headers, or, where this is missing or bad, that of the sections. */
function dynamicEntries(
  bytes: Uint8Array,
  programHeaders: readonly ProgramHeader[],
  sections: readonly Section[],
): ElfTable<ReturnType<typeof readDynamic>> | null {
  const segment = programHeaders.find(({ type }) => type === PT_DYNAMIC);
  const fromSegment = segment && tableOrNull(() => dynamicTable(bytes, segment.offset, segment.filesz));
  if (fromSegment) return fromSegment;
  const section = sections.find(({ type }) => type === SHT_DYNAMIC);
  if (section === undefined) return null;
  const fromSection = tableOrNull(() => dynamicTable(bytes, section.offset, section.size));
  if (fromSection === null) throw new ElfParserError("InvalidDynamicSectionTable");
  return fromSection;
}

function dynamicTable(bytes: Uint8Array, start: bigint, size: bigint): ElfTable<ReturnType<typeof readDynamic>> {
  return new ElfTable(bytes, { start, end: checkedAdd(start, size) }, DYNAMIC_SIZE, readDynamic);
}

function tableOrNull<T>(make: () => ElfTable<T>): ElfTable<T> | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof ElfParserError) return null;
    throw error;
  }
}

function parseRelocations(
  bytes: Uint8Array,
  dynamic: readonly bigint[],
  programHeaders: readonly ProgramHeader[],
  sections: readonly Section[],
): ElfTable<Relocation> | null {
  const vaddr = dynamic[DT_REL];
  if (vaddr === 0n) return null;
  const size = dynamic[DT_RELSZ];
  if (dynamic[DT_RELENT] !== BigInt(RELOCATION_SIZE) || size === 0n) {
    throw new ElfParserError("InvalidDynamicSectionTable");
  }
  const start = fileOffsetOf(vaddr, programHeaders, sections);
  const range = { start, end: checkedAdd(start, size) };
  const table = tableOrNull(() => new ElfTable(bytes, range, RELOCATION_SIZE, readRelocation));
  if (table === null) throw new ElfParserError("InvalidDynamicSectionTable");
  return table;
}

/** By the segments; by the sections for files of old toolchains, whose segments leave the table out. */
function fileOffsetOf(vaddr: bigint, programHeaders: readonly ProgramHeader[], sections: readonly Section[]): bigint {
  const segment = programHeaders.find((header) => {
    const end = checkedAdd(header.vaddr, header.memsz);
    return header.vaddr <= vaddr && vaddr < end;
  });
  if (segment !== undefined) return checkedAdd(vaddr - segment.vaddr, segment.offset);
  const section = sections.find(({ addr }) => addr === vaddr);
  if (section === undefined) throw new ElfParserError("InvalidDynamicSectionTable");
  return section.offset;
}

function parseDynamicSymbols(
  bytes: Uint8Array,
  vaddr: bigint,
  sections: readonly Section[],
): ElfTable<ElfSymbol> | null {
  if (vaddr === 0n) return null;
  const section = sections.find(({ addr }) => addr === vaddr);
  if (section === undefined) throw new ElfParserError("InvalidDynamicSectionTable");
  return symbolTable(bytes, section);
}

/** @throws ElfParserError if the section holds no symbols. */
export function symbolTable(bytes: Uint8Array, section: SectionHeader): ElfTable<ElfSymbol> {
  if (section.type !== SHT_SYMTAB && section.type !== SHT_DYNSYM) throw new ElfParserError("InvalidSectionHeader");
  const range = { start: section.offset, end: checkedAdd(section.offset, section.size) };
  return new ElfTable(bytes, range, SYMBOL_SIZE, readSymbol);
}

/** The name that relocation resolves a symbol by. @throws ElfParserError */
export function dynamicSymbolName({ bytes, sections }: ParsedElf, symbol: ElfSymbol): Uint8Array {
  const names = sections.find(({ name }) => name === ".dynstr");
  if (names === undefined) throw new ElfParserError("NoDynamicStringTable");
  return readString(bytes, names, symbol.nameOffset, SYMBOL_NAME_LENGTH_MAXIMUM);
}

/** A name that serves labels only. @throws ElfParserError */
export function debugSymbolName(bytes: Uint8Array, names: SectionHeader, symbol: ElfSymbol): string {
  return textOf(readString(bytes, names, symbol.nameOffset, DEBUG_SYMBOL_NAME_LENGTH_MAXIMUM));
}
