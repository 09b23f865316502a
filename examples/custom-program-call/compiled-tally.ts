import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../src/sbpf/version.js";

// tally.ts once more, as machine code. The first account stands at 8 of the input: a byte that says that it is no
// duplicate, three flags, 4 bytes, key, owner, lamports, length, data; 10,240 bytes to grow, up to a multiple of 8, and the
// rent epoch. r2 is the instruction data; before it stands its length, after it the program's id.

const fail = (label: string, code: number) => `${label}:\n  mov64 r0, ${code}\n  lsh64 r0, 32\n  exit`;

const SOURCE = `
entrypoint:
  ldxdw r7, [r2-8]          # the entry: a u64, and the memo with its length, a u32
  jlt r7, 12, malformed
  ldxw r8, [r2+8]
  mov64 r3, r8
  add64 r3, 12
  jne r3, r7, malformed

  ldxdw r3, [r1+0]          # two accounts, of which the first has signed
  jlt r3, 2, too_few
  ldxb r3, [r1+9]
  jeq r3, 0, unsigned

  ldxdw r6, [r1+88]         # the second begins after the data of the first
  add64 r6, 7
  and64 r6, -8
  add64 r6, r1
  add64 r6, 10344
  ldxb r3, [r6+0]
  jne r3, 255, foreign

  mov64 r5, r2              # its owner is this program
  add64 r5, r7
${[0, 8, 16, 24].map((at) => `  ldxdw r3, [r6+${40 + at}]\n  ldxdw r4, [r5+${at}]\n  jne r3, r4, foreign`).join("\n")}

  ldxdw r3, [r6+80]         # its data are the total
  jne r3, 8, malformed
  ldxdw r3, [r6+88]
  ldxdw r4, [r2+0]
  add64 r4, r3
  jlt r4, r3, overflow
  stxdw [r6+88], r4

  mov64 r1, r2
  add64 r1, 12
  mov64 r2, r8
  syscall sol_log_
  mov64 r0, 0
  exit
${fail("foreign", 7)}
${fail("unsigned", 8)}
${fail("too_few", 11)}
${fail("malformed", 15)}
${fail("overflow", 24)}
`;

/** The tally program as a real program: an ELF file of sBPF v3. */
export const COMPILED_TALLY = buildElf(assemble(SOURCE, SbpfVersion.V3));
