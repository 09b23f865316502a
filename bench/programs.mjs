// Programs for the rows that no program of mainnet serves, assembled for both sides.
import { assemble } from "../dist/sbpf/assembler.js";
import { buildElf } from "../dist/sbpf/elf-builder.js";
import { SbpfVersion } from "../dist/sbpf/version.js";

export function elf(source, version = SbpfVersion.V0) {
  return buildElf(assemble(source, version));
}

/** A loop over `body` until `turns` are done. r6 counts; the body may use r0 to r5, r7 and r8. */
function loop(turns, body, functions = "") {
  return `
entrypoint:
  mov64 r6, ${turns}
  mov64 r7, 12345
  mov64 r8, 1
turn:
${body}
  add64 r6, -1
  jne r6, 0, turn
  mov64 r0, 0
  exit
${functions}`;
}

const repeat = (times, line) => Array.from({ length: times }, (_, i) => line(i)).join("\n");

/** About 1.4 million units each. */
export const VM_LOADS = {
  arithmetic: loop(
    40_000,
    repeat(8, (i) => `  mul64 r7, 31\n  add64 r7, ${i + 1}\n  xor64 r8, r7\n  rsh64 r8, 1`),
  ),
  branches: loop(
    90_000,
    `  mov64 r0, r7
  and64 r0, 3
  mul64 r7, 1103515245
  add64 r7, 12345
  jeq r0, 0, zero
  jeq r0, 1, one
  jgt r0, 2, three
  add64 r8, 2
  ja joined
zero:
  add64 r8, 3
  ja joined
one:
  xor64 r8, 5
  ja joined
three:
  add64 r8, 7
joined:
  rsh64 r7, 1`,
  ),
  calls: loop(
    50_000,
    "  mov64 r1, 3\n  call function_down",
    `
function_down:
  jeq r1, 0, bottom
  add64 r1, -1
  call function_down
  exit
bottom:
  mov64 r0, 1
  exit`,
  ),
  "loads and stores": loop(
    40_000,
    `  lddw r1, 0x300000000
  mov64 r2, r6
  and64 r2, 0xff8
  add64 r1, r2
${repeat(7, (i) => `  ldxdw r3, [r1+${8 * i}]\n  add64 r3, r6\n  stxdw [r1+${8 * i}], r3\n  stxdw [r10-${8 * (i + 1)}], r3`)}`,
  ),
};

/** Derives an address 60 times. */
export const FIND_ADDRESS = `
entrypoint:
  mov64 r6, 60
  mov64 r7, r10
  add64 r7, -64
  stxdw [r7+0], r6
  mov64 r1, r7
  stxdw [r10-16], r1
  mov64 r1, 8
  stxdw [r10-8], r1
turn:
  stxdw [r7+0], r6
  mov64 r1, r10
  add64 r1, -16
  mov64 r2, 1
  mov64 r3, r10
  add64 r3, -96
  mov64 r4, r10
  add64 r4, -128
  mov64 r5, r10
  add64 r5, -136
  syscall sol_try_find_program_address
  add64 r6, -1
  jne r6, 0, turn
  mov64 r0, 0
  exit`;

/** Hashes 1 KiB of heap 500 times. */
export const HASH = `
entrypoint:
  mov64 r6, 500
  lddw r1, 0x300000000
  stxdw [r10-16], r1
  mov64 r1, 1024
  stxdw [r10-8], r1
turn:
  mov64 r1, r10
  add64 r1, -16
  mov64 r2, 1
  mov64 r3, r10
  add64 r3, -48
  syscall sol_sha256
  add64 r6, -1
  jne r6, 0, turn
  mov64 r0, 0
  exit`;
