import { assemble } from "../../../../src/sbpf/assembler.js";
import { buildElf } from "../../../../src/sbpf/elf-builder.js";
import type { SbpfVersion } from "../../../../src/sbpf/version.js";

/**
 * The program that tests of syscalls run. Its instruction data says what it does:
 *
 *     0  r1…r5 of the syscall, u64 each
 *    40  address and length of what becomes the return data, u64 each
 *    56  length of the bytes to copy to the start of the heap, u64
 *    64  those bytes
 *
 * It copies the bytes, calls the syscall, logs r0 and returns the memory that was asked for.
 */
export function probeElf(syscall: string, version: SbpfVersion): Uint8Array {
  const source = `
entrypoint:
    mov64 r6, r2
    lddw r1, 0x300000000
    mov64 r2, r6
    add64 r2, 64
    ldxdw r3, [r6+56]
    call sol_memcpy_
    ldxdw r1, [r6+0]
    ldxdw r2, [r6+8]
    ldxdw r3, [r6+16]
    ldxdw r4, [r6+24]
    ldxdw r5, [r6+32]
    call ${syscall}
    mov64 r1, r0
    mov64 r2, 0
    mov64 r3, 0
    mov64 r4, 0
    mov64 r5, 0
    call sol_log_64_
    ldxdw r1, [r6+40]
    ldxdw r2, [r6+48]
    call sol_set_return_data
    mov64 r0, 0
    exit`;
  return buildElf(assemble(source, version));
}
