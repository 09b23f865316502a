import { viewOf } from "../base/bytes.js";
import type { AssembledProgram } from "./assembler.js";
import { R_BPF_64_32 } from "./elf/constants.js";
import { type BuiltRelocation, type BuiltSymbol, buildLenientElf, lenientTextOffset } from "./elf/lenient-builder.js";
import { buildStrictElf } from "./elf/strict-builder.js";
import { FILE_HEADER_SIZE } from "./elf/structures.js";
import { INSN_SIZE, MM_BYTECODE_START, MM_RODATA_START } from "./memory-layout.js";
import { enableStricterElfHeaders, type SbpfVersion } from "./version.js";

/** The virtual address at which a built file has its read-only data. */
export function builtRodataVmAddress(version: SbpfVersion): number {
  return enableStricterElfHeaders(version) ? MM_RODATA_START : MM_BYTECODE_START + FILE_HEADER_SIZE;
}

/**
 * An ELF file that loads as the assembled program, with `rodata` at `builtRodataVmAddress`. Before v3 it may have names of
 * functions, by the pc where they begin.
 */
export function buildElf(
  program: AssembledProgram,
  rodata: Uint8Array = new Uint8Array(),
  names: ReadonlyMap<number, string> = new Map(),
): Uint8Array {
  const { version, text, entryPc } = program;
  if (enableStricterElfHeaders(version)) return buildStrictElf({ version, text, entryPc, rodata });
  const textOffset = lenientTextOffset(rodata);
  const symbols: BuiltSymbol[] = [...names].map(([pc, name]) => ({ name, value: textOffset + pc * INSN_SIZE }));
  const relocations: BuiltRelocation[] = [];
  const link = (pc: number, symbol: BuiltSymbol): void => {
    relocations.push({ offset: textOffset + pc * INSN_SIZE, type: R_BPF_64_32, symbol: symbols.push(symbol) - 1 });
  };
  for (const { pc, name } of program.syscalls) link(pc, { name });
  // The distance of a call to itself is the mark of a call that a symbol resolves, so it needs one.
  for (const { pc, target } of program.calls) {
    if (target === pc) link(pc, { name: `function_${pc}`, value: textOffset + pc * INSN_SIZE });
  }
  return buildLenientElf({ version, text: unlinkedText(program), entryPc, rodata, symbols, relocations });
}

/** Calls as a linker leaves them before v3: functions by distance, syscalls to be filled in. */
function unlinkedText({ text, calls, syscalls }: AssembledProgram): Uint8Array {
  const unlinked = text.slice();
  const view = viewOf(unlinked);
  for (const { pc, target } of calls) view.setInt32(pc * INSN_SIZE + 4, target - pc - 1, true);
  for (const { pc } of syscalls) view.setInt32(pc * INSN_SIZE + 4, -1, true);
  return unlinked;
}
