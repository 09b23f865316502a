import { hashSymbolName } from "../../../../src/sbpf/murmur3.js";

// The program that tests of syscalls run, in bytes of sBPF v3. Its instruction data says what it does:
//
//     0  r1…r5 of the syscall, u64 each
//    40  address and length of what becomes the return data, u64 each
//    56  length of the bytes to copy to the start of the heap, u64
//    64  those bytes
//
// It copies the bytes, calls the syscall, logs r0 and returns the memory that was asked for.

const HEAP_START = 0x3_0000_0000n;
const ELF_HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;

/** The text of a probe of the syscall of this name. */
export function probeText(syscall: string): Uint8Array {
  return instructions([
    mov(6, 2),
    ...loadImmediate(1, HEAP_START),
    mov(2, 6),
    addImmediate(2, 64),
    loadFrom6(3, 56),
    call("sol_memcpy_"),
    ...[1, 2, 3, 4, 5].map((register) => loadFrom6(register, 8 * (register - 1))),
    call(syscall),
    mov(1, 0),
    ...[2, 3, 4, 5].map((register) => movImmediate(register, 0)),
    call("sol_log_64_"),
    loadFrom6(1, 40),
    loadFrom6(2, 48),
    call("sol_set_return_data"),
    movImmediate(0, 0),
    instruction(0x95, 0, 0, 0, 0),
  ]);
}

/** The same as an ELF file: program headers and text, no sections. */
export function elfOf(text: Uint8Array): Uint8Array {
  const elf = new Uint8Array(ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES + text.length);
  const view = new DataView(elf.buffer);
  const textStart = 0x1_0000_0000n;
  elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 3, true);
  view.setUint16(18, 247, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(24, textStart, true);
  view.setBigUint64(32, BigInt(ELF_HEADER_BYTES), true);
  view.setUint32(48, 3, true);
  view.setUint16(52, ELF_HEADER_BYTES, true);
  view.setUint16(54, PROGRAM_HEADER_BYTES, true);
  view.setUint16(56, 1, true);
  view.setUint32(64, 1, true);
  view.setUint32(68, 1, true);
  view.setBigUint64(72, BigInt(ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES), true);
  view.setBigUint64(80, textStart, true);
  view.setBigUint64(88, textStart, true);
  view.setBigUint64(96, BigInt(text.length), true);
  view.setBigUint64(104, BigInt(text.length), true);
  elf.set(text, ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES);
  return elf;
}

type Instruction = readonly [opcode: number, dst: number, src: number, offset: number, immediate: number];

function instruction(...fields: Instruction): Instruction {
  return fields;
}

function instructions(list: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(8 * list.length);
  const view = new DataView(bytes.buffer);
  for (const [i, [opcode, dst, src, offset, immediate]] of list.entries()) {
    view.setUint8(8 * i, opcode);
    view.setUint8(8 * i + 1, dst | (src << 4));
    view.setInt16(8 * i + 2, offset, true);
    view.setUint32(8 * i + 4, immediate >>> 0, true);
  }
  return bytes;
}

const mov = (dst: number, src: number) => instruction(0xbf, dst, src, 0, 0);
const movImmediate = (dst: number, immediate: number) => instruction(0xb7, dst, 0, 0, immediate);
const addImmediate = (dst: number, immediate: number) => instruction(0x07, dst, 0, 0, immediate);
const loadFrom6 = (dst: number, offset: number) => instruction(0x79, dst, 6, offset, 0);
const call = (syscall: string) => instruction(0x85, 0, 0, 0, hashSymbolName(syscall));

function loadImmediate(dst: number, value: bigint): Instruction[] {
  return [instruction(0x18, dst, 0, 0, Number(value & 0xffff_ffffn)), instruction(0, 0, 0, 0, Number(value >> 32n))];
}
