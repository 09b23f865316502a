import { STT_FUNC } from "../../sbpf/elf/constants.js";
import { type ParsedElf, parseElf, symbolTable } from "../../sbpf/elf/parser.js";
import { ElfParserError } from "../../sbpf/elf/parser-error.js";
import { readString, textOf } from "../../sbpf/elf/strings.js";
import type { ElfSymbol, SectionHeader } from "../../sbpf/elf/structures.js";
import { INSN_SIZE } from "../../sbpf/memory-layout.js";
import { demangle } from "./rust-symbols.js";

/** What a program calls its functions, by the pc where they begin. */
export type FunctionNames = ReadonlyMap<number, string>;

/** Bytes; generic code of Rust has names of hundreds. */
const MAX_NAME = 4096;
// biome-ignore lint/suspicious/noControlCharactersInRegex: files of others may name functions as they like
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f]/g;

/** The names that an ELF file has for its functions, demangled; none if it was stripped of them. */
export function functionNames(elfBytes: Uint8Array): FunctionNames {
  const names = new Map<number, string>();
  orNothing(() => {
    const elf = parseElf(elfBytes);
    const text = elf.sections.find(({ name }) => name === ".text");
    if (text === undefined) return;
    for (const [table, strings] of [
      [".dynsym", ".dynstr"],
      [".symtab", ".strtab"],
    ] as const) {
      for (const [value, name] of functionsOf(elf, table, strings)) {
        names.set(Number((value - text.addr) / BigInt(INSN_SIZE)), name);
      }
    }
  });
  return names;
}

function functionsOf(elf: ParsedElf, table: string, strings: string): [value: bigint, name: string][] {
  const [symbols, names] = [table, strings].map((wanted) => elf.sections.find(({ name }) => name === wanted));
  if (symbols === undefined || names === undefined) return [];
  const functions = orNothing(() => [...symbolTable(elf.bytes, symbols)]) ?? [];
  return functions
    .filter(({ info, value }) => (info & 0xf) === STT_FUNC && value !== 0n)
    .flatMap((symbol): [bigint, string][] => {
      const name = orNothing(() => nameOf(elf, names, symbol));
      return name ? [[symbol.value, name]] : [];
    });
}

function nameOf({ bytes }: ParsedElf, names: SectionHeader, { nameOffset }: ElfSymbol): string {
  return demangle(textOf(readString(bytes, names, nameOffset, MAX_NAME))).replace(UNPRINTABLE, "\ufffd");
}

/** Files that run may have no sections, or broken ones. */
function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof ElfParserError) return undefined;
    throw thrown;
  }
}
