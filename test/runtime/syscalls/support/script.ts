import { assemble } from "../../../../src/sbpf/assembler.js";
import { buildElf } from "../../../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../../../src/sbpf/version.js";
import type { Pubkey } from "../../../../src/solana/pubkey.js";
import { type BytesPart, bytes, key, type Scene } from "./scene.js";

/** Syscalls that a script can call. */
const SCRIPT_SYSCALLS = [
  "sol_get_processed_sibling_instruction",
  "sol_set_return_data",
  "sol_get_return_data",
  "sol_invoke_signed_c",
  "sol_get_stack_height",
  "sol_log_data",
] as const;
type ScriptSyscall = (typeof SCRIPT_SYSCALLS)[number];

const HEAP = 0x3_0000_0000n;
const STEP_BYTES = 48;

/**
 * A program that runs the script in its instruction data: how many steps; how many bytes to copy to the start of the
 * heap; the steps, each the number of a syscall and r1…r5; the bytes. It logs r0 of each step.
 */
function scriptElf(): Uint8Array {
  const source = `
entrypoint:
    mov64 r6, r2
    ldxdw r7, [r6+0]
    lddw r1, 0x300000000
    mov64 r2, r7
    mov64 r3, ${STEP_BYTES}
    mul64 r2, r3
    add64 r2, r6
    add64 r2, 16
    ldxdw r3, [r6+8]
    call sol_memcpy_
    add64 r6, 16
step:
    jeq r7, 0, end
    ldxdw r9, [r6+0]
    ldxdw r1, [r6+8]
    ldxdw r2, [r6+16]
    ldxdw r3, [r6+24]
    ldxdw r4, [r6+32]
    ldxdw r5, [r6+40]
${SCRIPT_SYSCALLS.map((_, i) => `    jeq r9, ${i}, step_${i}`).join("\n")}
    call abort
${SCRIPT_SYSCALLS.map((name, i) => `step_${i}:\n    call ${name}\n    ja stepped`).join("\n")}
stepped:
    mov64 r1, r0
    mov64 r2, 0
    mov64 r3, 0
    mov64 r4, 0
    mov64 r5, 0
    call sol_log_64_
    add64 r6, ${STEP_BYTES}
    add64 r7, -1
    ja step
end:
    mov64 r0, 0
    exit`;
  return buildElf(assemble(source, SbpfVersion.V3));
}

export const SCRIPT_ID = key(8);
/** The same program at another address. */
export const OTHER_SCRIPT_ID = key(9);

/** A machine with the script program at two addresses. */
export const SCRIPT_SCENE: Scene = {
  name: "scripts",
  programs: [SCRIPT_ID, OTHER_SCRIPT_ID].map((id) => ({ id, elf: scriptElf() })),
};

/** Writes the instruction data of the script program. */
export class Script {
  readonly #steps: Uint8Array[] = [];
  readonly #heap: number[] = [];

  /** Puts bytes on the heap, aligned to 8; their address. */
  put(...parts: readonly BytesPart[]): bigint {
    while (this.#heap.length % 8 !== 0) this.#heap.push(0);
    const address = HEAP + BigInt(this.#heap.length);
    this.#heap.push(...bytes(...parts));
    return address;
  }

  /** Puts so many zeros on the heap; their address. */
  space(length: number): bigint {
    return this.put(new Uint8Array(length));
  }

  call(syscall: ScriptSyscall, ...registers: readonly (bigint | number)[]): this {
    const words = [0, 1, 2, 3, 4].map((i) => BigInt.asUintN(64, BigInt(registers[i] ?? 0)));
    this.#steps.push(bytes(BigInt(SCRIPT_SYSCALLS.indexOf(syscall)), ...words));
    return this;
  }

  /** Calls a program with these accounts. */
  invoke(programId: Pubkey, data: Uint8Array, accounts: readonly Pubkey[] = []): this {
    const metas = accounts.map((account) => bytes(this.put(account), 0n));
    const instruction = this.put(
      this.put(programId),
      this.put(...metas),
      BigInt(accounts.length),
      this.put(data),
      BigInt(data.length),
    );
    return this.call("sol_invoke_signed_c", instruction);
  }

  /** Logs memory. */
  show(address: bigint, length: number): this {
    return this.call("sol_log_data", this.put(address, BigInt(length)), 1);
  }

  /** The instruction data. */
  get data(): Uint8Array {
    return bytes(BigInt(this.#steps.length), BigInt(this.#heap.length), ...this.#steps, this.#heap);
  }
}
