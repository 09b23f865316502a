// Programs that only compute, about 1.4 million units each. They return r7 and r8, so that results can be compared.
// yardsticks/loops.mjs has the same loops in WebAssembly.
import { repeat } from "./elf.mjs";

/** How often each loop turns. */
export const TURNS = { arithmetic: 40_000, branches: 90_000, "nested calls": 69_000, "loads and stores": 39_500 };

/** A loop over `body`. r6 counts down; the body may use r0 to r5, r7 and r8. */
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
  stxdw [r10-16], r7
  stxdw [r10-8], r8
  mov64 r1, r10
  add64 r1, -16
  mov64 r2, 16
  syscall sol_set_return_data
  mov64 r0, 0
  exit
${functions}`;
}

const ARITHMETIC = repeat(8, (i) => `  mul64 r7, 31\n  add64 r7, ${i + 1}\n  xor64 r8, r7\n  rsh64 r8, 1`);

const BRANCHES = `
  mov64 r0, r7
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
  rsh64 r7, 1`;

const CALLS = `
  mov64 r1, 3
  call function_down
  add64 r7, r0`;

const DOWN = `
function_down:
  jeq r1, 0, bottom
  add64 r1, -1
  call function_down
  exit
bottom:
  mov64 r0, 1
  exit`;

const LOADS_AND_STORES = `
  lddw r1, 0x300000000
  mov64 r2, r6
  and64 r2, 0xff8
  add64 r1, r2
${repeat(7, (i) => `  ldxdw r3, [r1+${8 * i}]\n  add64 r3, r6\n  stxdw [r1+${8 * i}], r3\n  stxdw [r10-${8 * (i + 1)}], r3`)}
  xor64 r8, r3`;

export const LOOPS = {
  arithmetic: loop(TURNS.arithmetic, ARITHMETIC),
  branches: loop(TURNS.branches, BRANCHES),
  "nested calls": loop(TURNS["nested calls"], CALLS, DOWN),
  "loads and stores": loop(TURNS["loads and stores"], LOADS_AND_STORES),
};
