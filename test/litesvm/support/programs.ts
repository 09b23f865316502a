import { readFileSync } from "node:fs";
import { assemble } from "../../../src/sbpf/assembler.js";
import { buildElf } from "../../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../../src/sbpf/version.js";

function program(...lines: readonly string[]): Uint8Array {
  return buildElf(assemble(["entrypoint:", ...lines].join("\n"), SbpfVersion.V0));
}

/** Adds one to the u32 at the start of its first account's data. */
export const COUNTER = program("ldxw r2, [r1+96]", "add64 r2, 1", "stxw [r1+96], r2", "mov64 r0, 0", "exit");

/** Fails with the error 7 of its own. */
export const SEVEN = program("mov64 r0, 7", "exit");

/** Goes ten calls deep. */
export const DEEP = program(
  "mov64 r1, 10",
  "call function_down",
  "mov64 r0, 0",
  "exit",
  "function_down:",
  "jeq r1, 0, +2",
  "sub64 r1, 1",
  "call function_down",
  "exit",
);

/** Logs its units, then 5 numbers. */
export const CHATTY = program(
  "syscall sol_log_compute_units_",
  "mov64 r1, 1",
  "mov64 r2, 2",
  "mov64 r3, 3",
  "mov64 r4, 4",
  "mov64 r5, 5",
  "syscall sol_log_64_",
  "mov64 r0, 0",
  "exit",
);

/** The ELF of a program that comes with the package. */
export function bundled(name: string): Uint8Array {
  return Uint8Array.from(readFileSync(new URL(`../../../assets/${name}.so`, import.meta.url)));
}
