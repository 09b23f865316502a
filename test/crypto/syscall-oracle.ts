import { hashSymbolName } from "../../src/sbpf/murmur3.js";
import { FailedTransactionMetadata, runInstruction, svm } from "./agave.js";
import { le32 } from "./support.js";

/**
 * Agave's syscalls, called one at a time with any arguments, through a program made for it: it takes five argument
 * registers and a length from its instruction data, calls the syscall, stores r0 at the start of the heap and returns
 * that many bytes of the heap.
 */
const HEAP = 0x300000000n;
/** Where syscalls may write: the heap after r0. */
export const RESULT = HEAP + 8n;
/** Where the instruction data starts when the instruction has no accounts. */
const INSTRUCTION_DATA = 0x400000010n;
const HEADER_BYTES = 48;

/** One 8-byte instruction: opcode, destination and source registers, offset, immediate. */
function instruction(opcode: number, destination: number, source: number, offset: number, immediate: number): number[] {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  bytes[0] = opcode;
  bytes[1] = destination | (source << 4);
  view.setInt16(2, offset, true);
  view.setUint32(4, immediate, true);
  return [...bytes];
}

/** An sBPF v3 program, which calls syscalls by the hash of their names. */
function programCalling(syscall: string): Uint8Array {
  const [MOV_REG, MOV, LSH, LDXDW, STXDW, CALL, EXIT] = [0xbf, 0xb7, 0x67, 0x79, 0x7b, 0x85, 0x95] as const;
  const input = 6;
  const text = Uint8Array.from([
    ...instruction(MOV_REG, input, 1, 0, 0),
    ...[1, 2, 3, 4, 5].flatMap((register) => instruction(LDXDW, register, input, 8 + 8 * register, 0)),
    ...instruction(CALL, 0, 0, 0, hashSymbolName(syscall)),
    ...instruction(MOV, 1, 0, 0, 3),
    ...instruction(LSH, 1, 0, 0, 32),
    ...instruction(STXDW, 1, 0, 0, 0),
    ...instruction(LDXDW, 2, input, 56, 0),
    ...instruction(CALL, 0, 0, 0, hashSymbolName("sol_set_return_data")),
    ...instruction(MOV, 0, 0, 0, 0),
    ...instruction(EXIT, 0, 0, 0, 0),
  ]);
  const elf = new Uint8Array(120 + text.length);
  const view = new DataView(elf.buffer);
  elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 3, true); // ET_DYN
  view.setUint16(18, 247, true); // EM_BPF
  view.setUint32(20, 1, true);
  view.setBigUint64(24, 0x100000000n, true); // entry
  view.setBigUint64(32, 64n, true); // program headers
  view.setUint32(48, 3, true); // sBPF version
  view.setUint16(52, 64, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 1, true);
  view.setUint16(58, 64, true);
  view.setUint32(64, 1, true); // PT_LOAD
  view.setUint32(68, 1, true); // PF_X
  view.setBigUint64(72, 120n, true);
  view.setBigUint64(80, 0x100000000n, true);
  view.setBigUint64(88, 0x100000000n, true);
  view.setBigUint64(96, BigInt(text.length), true);
  view.setBigUint64(104, BigInt(text.length), true);
  elf.set(text, 120);
  return elf;
}

const programs = new Map<string, Uint8Array>();

function programIdOf(syscall: string): Uint8Array {
  let id = programs.get(syscall);
  if (id === undefined) {
    id = new Uint8Array(32).fill(100 + programs.size);
    programs.set(syscall, id);
    svm.addProgram(id, programCalling(syscall));
  }
  return id;
}

/** A syscall's argument: a number; bytes, whose address is passed; or several, for the address of (address, length)s. */
export type Argument = bigint | Uint8Array | readonly Uint8Array[];

export type SyscallOutcome = { r0: bigint; result: Uint8Array } | { failed: string };

/** Calls `syscall`; `resultBytes` of what it wrote from RESULT on come back. */
export function callSyscall(syscall: string, resultBytes: number, ...args: Argument[]): SyscallOutcome {
  const data: number[] = new Array(HEADER_BYTES).fill(0);
  const place = (bytes: Iterable<number>): bigint => {
    while (data.length % 16) data.push(0);
    const address = INSTRUCTION_DATA + BigInt(data.length);
    for (const byte of bytes) data.push(byte);
    return address;
  };
  const registers = args.map((arg) => {
    if (typeof arg === "bigint") return arg;
    if (arg instanceof Uint8Array) return place(arg);
    return place(arg.flatMap((slice) => [...le64(place(slice)), ...le64(BigInt(slice.length))]));
  });
  const bytes = Uint8Array.from(data);
  const view = new DataView(bytes.buffer);
  registers.forEach((register, i) => {
    view.setBigUint64(8 * i, register, true);
  });
  view.setBigUint64(40, BigInt(8 + resultBytes), true);
  const result = runInstruction(programIdOf(syscall), bytes);
  if (result instanceof FailedTransactionMetadata) return { failed: result.meta().logs().join("\n") };
  const returned = new Uint8Array(result.returnData().data());
  return { r0: new DataView(returned.buffer).getBigUint64(0, true), result: returned.slice(8) };
}

function le64(value: bigint): Uint8Array {
  return le32(value).subarray(0, 8);
}
