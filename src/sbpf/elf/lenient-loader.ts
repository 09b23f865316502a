import type { ExecutableParts } from "../executable.js";
import { FunctionRegistry } from "../function-registry.js";
import { registerFunctionHashedLegacy } from "../legacy-functions.js";
import type { LoaderEnvironment } from "../loader.js";
import { INSN_SIZE, MM_REGION_SIZE, MM_STACK_START } from "../memory-layout.js";
import { hashSymbolName } from "../murmur3.js";
import { ELFOSABI_NONE, EM_BPF, EM_SBPF, ET_DYN } from "./constants.js";
import { elfFault } from "./elf-fault.js";
import { type ParsedElf, parseElf, type Section } from "./parser.js";
import { relocate } from "./relocations.js";
import { parseRoSections } from "./ro-sections.js";
import {
  isWritableSection,
  rangeContains,
  saturatingAdd,
  saturatingSub,
  sectionFileRange,
  sectionVmRange,
  sliceOf,
} from "./structures.js";

type LenientParts = Omit<ExecutableParts, "sbpfVersion">;

/**
 * Loads and relocates a file of v0 to v2 by its sections (solana-sbpf `Executable::load_with_lenient_parser`).
 *
 * @throws EbpfError or ElfParserError
 */
export function loadLenient(elfBytes: Uint8Array, loader: LoaderEnvironment): LenientParts {
  const elf = parseElf(elfBytes);
  const textSection = validate(elf);
  const { config } = loader;
  const textVmAddress = saturatingAdd(textSection.addr, BigInt(MM_REGION_SIZE));
  const isMisplaced = config.rejectBrokenElfs && textSection.addr !== textSection.offset;
  if (isMisplaced || textVmAddress > BigInt(MM_STACK_START)) throw elfFault("ValueOutOfBounds");

  const bytes = elfBytes.slice();
  const functions = new FunctionRegistry<number>();
  relocate(bytes, elf, textSection, functions, loader);
  const entryPc = registerEntrypoint(elf, textSection, functions, loader);
  const roSection = parseRoSections(config, elf.sections, bytes);
  if (config.optimizeRodata && Math.floor(roSection.vmAddress / MM_REGION_SIZE) !== 1) {
    throw elfFault("ValueOutOfBounds");
  }
  const textRange = sectionFileRange(textSection);
  const textLength = Number(textRange.end - textRange.start);
  // Taken from the read-only section, because another section may overlap the text there.
  const textStart = Number(textVmAddress) - roSection.vmAddress;
  const textEnd = textStart + textLength;
  // A text right at the end of its window; solana-sbpf 0.23.0 panics here, later ones refuse it.
  if (textEnd > roSection.bytes.length) throw elfFault("ValueOutOfBounds");
  return {
    text: roSection.bytes.subarray(textStart, textEnd),
    textVmAddress: Number(textVmAddress),
    entryPc,
    functions,
    rodata: roSection.bytes,
    rodataVmAddress: roSection.vmAddress,
  };
}

/** Refuses files of other machines and files with writable data (`Executable::validate`); the text section. */
function validate({ bytes, header, sections }: ParsedElf): Section {
  if (header.ident[7] !== ELFOSABI_NONE) throw elfFault("WrongAbi");
  if (header.machine !== EM_BPF && header.machine !== EM_SBPF) throw elfFault("WrongMachine");
  if (header.type !== ET_DYN) throw elfFault("WrongType");
  const textSections = sections.filter(({ name }) => name === ".text");
  if (textSections.length !== 1) throw elfFault("NotOneTextSection");
  for (const section of sections) {
    if (isWritableData(section)) throw elfFault("WritableSectionNotSupported", section.name);
  }
  for (const { offset, size } of sections) {
    if (sliceOf(bytes, { start: offset, end: offset + size }) === undefined) throw elfFault("ValueOutOfBounds");
  }
  if (!rangeContains(sectionVmRange(textSections[0]), header.entry)) throw elfFault("EntrypointOutOfBounds");
  return textSections[0];
}

function isWritableData(section: Section): boolean {
  const { name } = section;
  if (name.startsWith(".bss")) return true;
  return isWritableSection(section) && name.startsWith(".data") && !name.startsWith(".data.rel");
}

function registerEntrypoint(
  { header }: ParsedElf,
  textSection: Section,
  functions: FunctionRegistry<number>,
  loader: LoaderEnvironment,
): number {
  const offset = saturatingSub(header.entry, textSection.addr);
  if (offset % BigInt(INSN_SIZE) !== 0n) throw elfFault("InvalidEntrypoint");
  const entryPc = Number(offset) / INSN_SIZE;
  functions.unregisterFunction(hashSymbolName("entrypoint"));
  registerFunctionHashedLegacy(functions, loader, true, "entrypoint", entryPc);
  return entryPc;
}
