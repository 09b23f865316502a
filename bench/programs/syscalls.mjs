// Programs that call one syscall in a loop and return its last result.

const HEAP = 0x300000000;

/** Derives an address from the 8 bytes of a counter, so many times. */
export function findAddresses(times) {
  return `
entrypoint:
  mov64 r6, ${times}
  mov64 r7, r10
  add64 r7, -64
  stxdw [r10-16], r7
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
  mov64 r1, r10
  add64 r1, -128
  mov64 r2, 32
  syscall sol_set_return_data
  mov64 r0, 0
  exit`;
}

/** Hashes `length` bytes of heap, over whose start each result is written, so many times. */
export function hashes(syscall, length, times) {
  return `
entrypoint:
  mov64 r6, ${times}
  lddw r7, 0x300000000
  stxdw [r10-16], r7
  mov64 r1, ${length}
  stxdw [r10-8], r1
turn:
  mov64 r1, r10
  add64 r1, -16
  mov64 r2, 1
  mov64 r3, r7
  syscall ${syscall}
  add64 r6, -1
  jne r6, 0, turn
  mov64 r1, r7
  mov64 r2, 32
  syscall sol_set_return_data
  mov64 r0, 0
  exit`;
}

/** Calls a syscall with these registers, so many times; the result lies at the heap's start. */
export function calls({ syscall, registers, resultLength }, times) {
  const words = registers(HEAP).map((value, i) => `  lddw r${i + 1}, ${value}`);
  return `
entrypoint:
  mov64 r6, ${times}
turn:
${words.join("\n")}
  syscall ${syscall}
  jne r0, 0, refused
  add64 r6, -1
  jne r6, 0, turn
  lddw r1, ${HEAP}
  mov64 r2, ${resultLength}
  syscall sol_set_return_data
  mov64 r0, 0
refused:
  exit`;
}
