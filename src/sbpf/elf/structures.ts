import { readU64, type U64 } from "../../base/u64.js";
import { SHF_ALLOC, SHF_WRITE, SHT_NOBITS } from "./constants.js";

/** Sizes of the records of a 64-bit ELF file. */
export const FILE_HEADER_SIZE = 64;
export const PROGRAM_HEADER_SIZE = 56;
export const SECTION_HEADER_SIZE = 64;
export const SYMBOL_SIZE = 24;
export const RELOCATION_SIZE = 16;
export const DYNAMIC_SIZE = 16;

const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** `a + b`, held at 2^64 - 1. */
export function saturatingAdd(a: bigint, b: bigint): bigint {
  const sum = a + b;
  return sum > U64_MAX ? U64_MAX : sum;
}

/** `a - b`, held at 0. */
export function saturatingSub(a: bigint, b: bigint): bigint {
  return a > b ? a - b : 0n;
}

/** A half-open range of offsets or addresses. */
export interface Range {
  readonly start: bigint;
  readonly end: bigint;
}

export function rangeContains({ start, end }: Range, value: bigint): boolean {
  return start <= value && value < end;
}

/** The bytes of a range, or undefined if the file does not hold all of them (Rust's `slice::get`). */
export function sliceOf(bytes: Uint8Array, { start, end }: Range): Uint8Array | undefined {
  if (start > end || end > bytes.length) return undefined;
  return bytes.subarray(Number(start), Number(end));
}

export interface FileHeader {
  readonly ident: Uint8Array;
  readonly type: number;
  readonly machine: number;
  readonly version: number;
  readonly entry: bigint;
  readonly phoff: bigint;
  readonly shoff: bigint;
  readonly ehsize: number;
  readonly phentsize: number;
  readonly phnum: number;
  readonly shentsize: number;
  readonly shnum: number;
  readonly shstrndx: number;
}

export function readFileHeader(view: DataView): FileHeader {
  return {
    ident: new Uint8Array(view.buffer, view.byteOffset, 16),
    type: view.getUint16(16, true),
    machine: view.getUint16(18, true),
    version: view.getUint32(20, true),
    entry: view.getBigUint64(24, true),
    phoff: view.getBigUint64(32, true),
    shoff: view.getBigUint64(40, true),
    ehsize: view.getUint16(52, true),
    phentsize: view.getUint16(54, true),
    phnum: view.getUint16(56, true),
    shentsize: view.getUint16(58, true),
    shnum: view.getUint16(60, true),
    shstrndx: view.getUint16(62, true),
  };
}

export interface ProgramHeader {
  readonly type: number;
  readonly flags: number;
  readonly offset: bigint;
  readonly vaddr: bigint;
  readonly paddr: bigint;
  readonly filesz: bigint;
  readonly memsz: bigint;
}

export function readProgramHeader(view: DataView, at: number): ProgramHeader {
  return {
    type: view.getUint32(at, true),
    flags: view.getUint32(at + 4, true),
    offset: view.getBigUint64(at + 8, true),
    vaddr: view.getBigUint64(at + 16, true),
    paddr: view.getBigUint64(at + 24, true),
    filesz: view.getBigUint64(at + 32, true),
    memsz: view.getBigUint64(at + 40, true),
  };
}

export interface SectionHeader {
  /** Offset of the name in the section of section names. */
  readonly nameOffset: number;
  readonly type: number;
  readonly flags: bigint;
  readonly addr: bigint;
  readonly offset: bigint;
  readonly size: bigint;
}

export function readSectionHeader(view: DataView, at: number): SectionHeader {
  return {
    nameOffset: view.getUint32(at, true),
    type: view.getUint32(at + 4, true),
    flags: view.getBigUint64(at + 8, true),
    addr: view.getBigUint64(at + 16, true),
    offset: view.getBigUint64(at + 24, true),
    size: view.getBigUint64(at + 32, true),
  };
}

/** Where the section lies in the file; nowhere if it takes no space there. */
export function sectionFileRange({ type, offset, size }: SectionHeader): Range {
  return type === SHT_NOBITS ? { start: 0n, end: 0n } : { start: offset, end: saturatingAdd(offset, size) };
}

export function sectionVmRange({ addr, size }: SectionHeader): Range {
  return { start: addr, end: saturatingAdd(addr, size) };
}

export function isWritableSection({ flags }: SectionHeader): boolean {
  return (flags & (SHF_ALLOC | SHF_WRITE)) === (SHF_ALLOC | SHF_WRITE);
}

export interface ElfSymbol {
  readonly nameOffset: number;
  readonly info: number;
  readonly value: bigint;
}

export function readSymbol(view: DataView, at: number): ElfSymbol {
  return {
    nameOffset: view.getUint32(at, true),
    info: view.getUint8(at + 4),
    value: view.getBigUint64(at + 8, true),
  };
}

export interface Relocation {
  readonly offset: U64;
  readonly type: number;
  readonly symbolIndex: number;
}

export function readRelocation(view: DataView, at: number): Relocation {
  return {
    offset: readU64(view, at),
    type: view.getUint32(at + 8, true),
    symbolIndex: view.getUint32(at + 12, true),
  };
}
