import { FunctionRegistry } from "../function-registry.js";
import { INSN_SIZE } from "../memory-layout.js";
import { SHN_UNDEF, STT_FUNC } from "./constants.js";
import { debugSymbolName, parseSectionHeaders, symbolTable } from "./parser.js";
import { ElfParserError } from "./parser-error.js";
import { readString, textOf } from "./strings.js";
import { type FileHeader, type ProgramHeader, type Range, type SectionHeader, saturatingSub } from "./structures.js";

const SECTION_NAME_LENGTH_MAXIMUM = 16;

/**
 * The functions that the static symbol table of a v3 file names, by pc (solana-sbpf
 * `Executable::parse_debug_labels`). They only serve to read the program, so a bad table means no labels.
 */
export function debugLabels(
  bytes: Uint8Array,
  header: FileHeader,
  programHeaderRange: Range,
  bytecode: ProgramHeader,
): FunctionRegistry<number> {
  return orElse(() => parseLabels(bytes, header, programHeaderRange, bytecode), new FunctionRegistry());
}

function parseLabels(
  bytes: Uint8Array,
  header: FileHeader,
  programHeaderRange: Range,
  bytecode: ProgramHeader,
): FunctionRegistry<number> {
  const functions = new FunctionRegistry<number>();
  const sections = parseSectionHeaders(bytes, header, programHeaderRange);
  if (header.shstrndx === SHN_UNDEF) return functions;
  const sectionNames = sections[header.shstrndx];
  if (sectionNames === undefined) return functions;
  // The last one counts if a name occurs twice.
  const sectionNamed = (wanted: string): SectionHeader | undefined =>
    sections.findLast((section) => orElse(() => sectionName(bytes, sectionNames, section), null) === wanted);
  const names = sectionNamed(".strtab");
  const symbols = sectionNamed(".symtab");
  if (names === undefined || symbols === undefined) return functions;
  for (const symbol of symbolTable(bytes, symbols)) {
    if ((symbol.info & STT_FUNC) === 0) continue;
    const pc = Number(saturatingSub(symbol.value, bytecode.vaddr) / BigInt(INSN_SIZE));
    const name = orElse(() => debugSymbolName(bytes, names, symbol), null);
    if (name !== null && functions.lookupByKey(pc >>> 0) === undefined) functions.registerFunction(pc >>> 0, name, pc);
  }
  return functions;
}

function sectionName(bytes: Uint8Array, names: SectionHeader, section: SectionHeader): string {
  return textOf(readString(bytes, names, section.nameOffset, SECTION_NAME_LENGTH_MAXIMUM));
}

function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ElfParserError) return otherwise;
    throw error;
  }
}
