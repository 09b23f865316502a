import { assemble } from "../../dist/sbpf/assembler.js";
import { buildElf } from "../../dist/sbpf/elf-builder.js";
import { SbpfVersion } from "../../dist/sbpf/version.js";

/** An ELF file of assembler source. */
export function elf(source) {
  return buildElf(assemble(source, SbpfVersion.V0));
}

/** Lines for each number below `times`. */
export function repeat(times, lines) {
  return Array.from({ length: times }, (_, i) => lines(i)).join("\n");
}
