import { STT_FUNC } from "../../sbpf/elf/constants.js";
import { debugSymbolName, dynamicSymbolName, type ParsedElf, parseElf, symbolTable } from "../../sbpf/elf/parser.js";
import { ElfParserError } from "../../sbpf/elf/parser-error.js";
import type { ElfSymbol } from "../../sbpf/elf/structures.js";
import { INSN_SIZE } from "../../sbpf/memory-layout.js";

/** The names that an ELF file has for its functions, by the pc where they begin; none if it was stripped of them. */
export function functionSymbols(elfBytes: Uint8Array): ReadonlyMap<number, string> {
  try {
    const elf = parseElf(elfBytes);
    const text = elf.sections.find(({ name }) => name === ".text");
    if (text === undefined) return new Map();
    const named = [...symbolsOf(elf, ".dynsym"), ...symbolsOf(elf, ".symtab")];
    return new Map(named.map(([value, name]) => [Number((value - text.addr) / BigInt(INSN_SIZE)), name]));
  } catch (thrown) {
    // Strict files need no sections at all.
    if (thrown instanceof ElfParserError) return new Map();
    throw thrown;
  }
}

function symbolsOf(elf: ParsedElf, table: ".dynsym" | ".symtab"): [value: bigint, name: string][] {
  const section = elf.sections.find(({ name }) => name === table);
  const strings = elf.sections.find(({ name }) => name === ".strtab");
  if (section === undefined || (table === ".symtab" && strings === undefined)) return [];
  const nameOf = (symbol: ElfSymbol) =>
    table === ".symtab"
      ? debugSymbolName(elf.bytes, strings!, symbol)
      : new TextDecoder().decode(dynamicSymbolName(elf, symbol));
  const functions = [...symbolTable(elf.bytes, section)].filter(
    ({ info, value }) => (info & 0xf) === STT_FUNC && value !== 0n,
  );
  return functions.map((symbol) => [symbol.value, nameOf(symbol)]);
}
