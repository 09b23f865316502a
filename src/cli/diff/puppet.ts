import { concatBytes } from "../../base/bytes.js";
import { u32, u64 } from "./bytes.js";

/**
 * A program that does what its instruction data says: one ELF stands for every random program. The data is a script of
 * operations, each a tag and its operands (little-endian, unaligned):
 *
 *     0                                  end with r0 = 0
 *     1  to u64, length u32, bytes       write the bytes at a VM address
 *     2  syscall u8, r1…r5 u64           call a syscall of SYSCALLS; remember r0
 *     3  r0 u64                          end with this r0
 *     4  to u64                          write the remembered r0 at a VM address
 *     5  from u64, to u64, length u32    copy bytes between VM addresses
 *     6                                  loop for ever
 *
 * The end of the data ends the program as 0 does. Anything else is a jump to nowhere: r0 = 77.
 */
export const SYSCALLS = [
  "sol_invoke_signed_c",
  "sol_invoke_signed_rust",
  "sol_log_",
  "sol_set_return_data",
  "sol_get_return_data",
  "sol_log_data",
  "sol_log_compute_units_",
  "sol_get_stack_height",
  "sol_get_processed_sibling_instruction",
  "sol_memcpy_",
  "sol_memmove_",
  "sol_memset_",
  "sol_memcmp_",
  "sol_create_program_address",
  "sol_try_find_program_address",
  "sol_sha256",
  "sol_keccak256",
  "sol_log_64_",
  "sol_log_pubkey",
  "sol_get_clock_sysvar",
  "sol_get_rent_sysvar",
  "sol_get_sysvar",
] as const;

export type SyscallName = (typeof SYSCALLS)[number];

/** The puppet in assembly. r6 = cursor, r7 = end of the script, r8 = remembered r0. */
export function puppetAssembly(): string {
  const dispatch = SYSCALLS.map((name, i) => `  jeq r0, ${i}, call_${name}`).join("\n");
  const calls = SYSCALLS.map((name) => `call_${name}:\n  syscall ${name}\n  mov64 r8, r0\n  ja next`).join("\n");
  return `
entrypoint:
  mov64 r6, r2
  ldxdw r7, [r2-8]
  add64 r7, r6
  mov64 r8, 0
next:
  jge r6, r7, done
  ldxb r0, [r6+0]
  add64 r6, 1
  jeq r0, 0, done
  jeq r0, 1, write
  jeq r0, 2, syscall_op
  jeq r0, 3, leave
  jeq r0, 4, store
  jeq r0, 5, copy
  jeq r0, 6, forever
  mov64 r0, 77
  exit
done:
  mov64 r0, 0
  exit
leave:
  ldxdw r0, [r6+0]
  exit
forever:
  ja forever
store:
  ldxdw r1, [r6+0]
  add64 r6, 8
  stxdw [r1+0], r8
  ja next
write:
  ldxdw r1, [r6+0]
  ldxw r2, [r6+8]
  add64 r6, 12
write_loop:
  jeq r2, 0, next
  ldxb r3, [r6+0]
  stxb [r1+0], r3
  add64 r1, 1
  add64 r6, 1
  add64 r2, -1
  ja write_loop
copy:
  ldxdw r1, [r6+0]
  ldxdw r2, [r6+8]
  ldxw r3, [r6+16]
  add64 r6, 20
copy_loop:
  jeq r3, 0, next
  ldxb r4, [r1+0]
  stxb [r2+0], r4
  add64 r1, 1
  add64 r2, 1
  add64 r3, -1
  ja copy_loop
syscall_op:
  ldxb r0, [r6+0]
  ldxdw r1, [r6+1]
  ldxdw r2, [r6+9]
  ldxdw r3, [r6+17]
  ldxdw r4, [r6+25]
  ldxdw r5, [r6+33]
  add64 r6, 41
${dispatch}
  mov64 r0, 78
  exit
${calls}
`;
}

/** Writes scripts for the puppet. */
export class Script {
  readonly #parts: Uint8Array[] = [];

  end(): this {
    return this.#add(Uint8Array.of(0));
  }

  write(to: bigint, bytes: Uint8Array): this {
    return this.#add(Uint8Array.of(1), u64(to), u32(bytes.length), bytes);
  }

  syscall(name: SyscallName, ...args: readonly bigint[]): this {
    const registers = Array.from({ length: 5 }, (_, i) => u64(args[i] ?? 0n));
    return this.#add(Uint8Array.of(2, SYSCALLS.indexOf(name)), ...registers);
  }

  leave(r0: bigint): this {
    return this.#add(Uint8Array.of(3), u64(r0));
  }

  store(to: bigint): this {
    return this.#add(Uint8Array.of(4), u64(to));
  }

  copy(from: bigint, to: bigint, length: number): this {
    return this.#add(Uint8Array.of(5), u64(from), u64(to), u32(length));
  }

  forever(): this {
    return this.#add(Uint8Array.of(6));
  }

  bytes(): Uint8Array {
    return concatBytes(...this.#parts);
  }

  #add(...parts: readonly Uint8Array[]): this {
    this.#parts.push(...parts);
    return this;
  }
}
