import {
  disableLddw,
  disableLe,
  disableNeg,
  enableJmp32,
  enablePqr,
  moveMemoryInstructionClasses,
  type SbpfVersion,
} from "./version.js";

/**
 * Which fields of an instruction count and what they may hold.
 *
 * divImm: the immediate is not 0; shiftImm32/64: it is a shift of such a value; endian: it is 16, 32 or 64.
 */
export type OperandForm =
  | "lddw"
  | "load"
  | "storeImm"
  | "storeReg"
  | "aluImm"
  | "divImm"
  | "shiftImm32"
  | "shiftImm64"
  | "aluReg"
  | "unary"
  | "endian"
  | "jump"
  | "jumpImm"
  | "jumpReg"
  | "callImm"
  | "callReg"
  | "exit";

interface Opcode {
  /** First byte of the instruction. */
  readonly opcode: number;
  /** Its name in assembler. */
  readonly name: string;
  readonly form: OperandForm;
  /** Which versions know it. */
  readonly versions: (version: SbpfVersion) => boolean;
}

const always = (): boolean => true;
const without =
  (feature: (version: SbpfVersion) => boolean) =>
  (version: SbpfVersion): boolean =>
    !feature(version);

/**
 * Every instruction of every version (solana-sbpf `ebpf`, and the guards of its verifier and interpreter). Whatever
 * handles instructions covers this table by its type: an instruction or a form that is forgotten does not compile.
 */
export const OPCODES = {
  // Load of a 64-bit immediate
  LD_DW_IMM: { opcode: 0x18, name: "lddw", form: "lddw", versions: without(disableLddw) },
  // Loads and stores
  LD_B_REG: { opcode: 0x71, name: "ldxb", form: "load", versions: without(moveMemoryInstructionClasses) },
  LD_H_REG: { opcode: 0x69, name: "ldxh", form: "load", versions: without(moveMemoryInstructionClasses) },
  LD_W_REG: { opcode: 0x61, name: "ldxw", form: "load", versions: without(moveMemoryInstructionClasses) },
  LD_DW_REG: { opcode: 0x79, name: "ldxdw", form: "load", versions: without(moveMemoryInstructionClasses) },
  ST_B_IMM: { opcode: 0x72, name: "stb", form: "storeImm", versions: without(moveMemoryInstructionClasses) },
  ST_H_IMM: { opcode: 0x6a, name: "sth", form: "storeImm", versions: without(moveMemoryInstructionClasses) },
  ST_W_IMM: { opcode: 0x62, name: "stw", form: "storeImm", versions: without(moveMemoryInstructionClasses) },
  ST_DW_IMM: { opcode: 0x7a, name: "stdw", form: "storeImm", versions: without(moveMemoryInstructionClasses) },
  ST_B_REG: { opcode: 0x73, name: "stxb", form: "storeReg", versions: without(moveMemoryInstructionClasses) },
  ST_H_REG: { opcode: 0x6b, name: "stxh", form: "storeReg", versions: without(moveMemoryInstructionClasses) },
  ST_W_REG: { opcode: 0x63, name: "stxw", form: "storeReg", versions: without(moveMemoryInstructionClasses) },
  ST_DW_REG: { opcode: 0x7b, name: "stxdw", form: "storeReg", versions: without(moveMemoryInstructionClasses) },
  // Loads and stores of v2
  LD_1B_REG: { opcode: 0x2c, name: "ldxb", form: "load", versions: moveMemoryInstructionClasses },
  LD_2B_REG: { opcode: 0x3c, name: "ldxh", form: "load", versions: moveMemoryInstructionClasses },
  LD_4B_REG: { opcode: 0x8c, name: "ldxw", form: "load", versions: moveMemoryInstructionClasses },
  LD_8B_REG: { opcode: 0x9c, name: "ldxdw", form: "load", versions: moveMemoryInstructionClasses },
  ST_1B_IMM: { opcode: 0x27, name: "stb", form: "storeImm", versions: moveMemoryInstructionClasses },
  ST_2B_IMM: { opcode: 0x37, name: "sth", form: "storeImm", versions: moveMemoryInstructionClasses },
  ST_4B_IMM: { opcode: 0x87, name: "stw", form: "storeImm", versions: moveMemoryInstructionClasses },
  ST_8B_IMM: { opcode: 0x97, name: "stdw", form: "storeImm", versions: moveMemoryInstructionClasses },
  ST_1B_REG: { opcode: 0x2f, name: "stxb", form: "storeReg", versions: moveMemoryInstructionClasses },
  ST_2B_REG: { opcode: 0x3f, name: "stxh", form: "storeReg", versions: moveMemoryInstructionClasses },
  ST_4B_REG: { opcode: 0x8f, name: "stxw", form: "storeReg", versions: moveMemoryInstructionClasses },
  ST_8B_REG: { opcode: 0x9f, name: "stxdw", form: "storeReg", versions: moveMemoryInstructionClasses },
  // 32-bit arithmetic
  ADD32_IMM: { opcode: 0x04, name: "add32", form: "aluImm", versions: always },
  ADD32_REG: { opcode: 0x0c, name: "add32", form: "aluReg", versions: always },
  SUB32_IMM: { opcode: 0x14, name: "sub32", form: "aluImm", versions: always },
  SUB32_REG: { opcode: 0x1c, name: "sub32", form: "aluReg", versions: always },
  MUL32_IMM: { opcode: 0x24, name: "mul32", form: "aluImm", versions: without(enablePqr) },
  MUL32_REG: { opcode: 0x2c, name: "mul32", form: "aluReg", versions: without(enablePqr) },
  DIV32_IMM: { opcode: 0x34, name: "div32", form: "divImm", versions: without(enablePqr) },
  DIV32_REG: { opcode: 0x3c, name: "div32", form: "aluReg", versions: without(enablePqr) },
  OR32_IMM: { opcode: 0x44, name: "or32", form: "aluImm", versions: always },
  OR32_REG: { opcode: 0x4c, name: "or32", form: "aluReg", versions: always },
  AND32_IMM: { opcode: 0x54, name: "and32", form: "aluImm", versions: always },
  AND32_REG: { opcode: 0x5c, name: "and32", form: "aluReg", versions: always },
  LSH32_IMM: { opcode: 0x64, name: "lsh32", form: "shiftImm32", versions: always },
  LSH32_REG: { opcode: 0x6c, name: "lsh32", form: "aluReg", versions: always },
  RSH32_IMM: { opcode: 0x74, name: "rsh32", form: "shiftImm32", versions: always },
  RSH32_REG: { opcode: 0x7c, name: "rsh32", form: "aluReg", versions: always },
  NEG32: { opcode: 0x84, name: "neg32", form: "unary", versions: without(disableNeg) },
  MOD32_IMM: { opcode: 0x94, name: "mod32", form: "divImm", versions: without(enablePqr) },
  MOD32_REG: { opcode: 0x9c, name: "mod32", form: "aluReg", versions: without(enablePqr) },
  XOR32_IMM: { opcode: 0xa4, name: "xor32", form: "aluImm", versions: always },
  XOR32_REG: { opcode: 0xac, name: "xor32", form: "aluReg", versions: always },
  MOV32_IMM: { opcode: 0xb4, name: "mov32", form: "aluImm", versions: always },
  MOV32_REG: { opcode: 0xbc, name: "mov32", form: "aluReg", versions: always },
  ARSH32_IMM: { opcode: 0xc4, name: "arsh32", form: "shiftImm32", versions: always },
  ARSH32_REG: { opcode: 0xcc, name: "arsh32", form: "aluReg", versions: always },
  // Byte order
  LE: { opcode: 0xd4, name: "le", form: "endian", versions: without(disableLe) },
  BE: { opcode: 0xdc, name: "be", form: "endian", versions: always },
  // 64-bit arithmetic
  ADD64_IMM: { opcode: 0x07, name: "add64", form: "aluImm", versions: always },
  ADD64_REG: { opcode: 0x0f, name: "add64", form: "aluReg", versions: always },
  SUB64_IMM: { opcode: 0x17, name: "sub64", form: "aluImm", versions: always },
  SUB64_REG: { opcode: 0x1f, name: "sub64", form: "aluReg", versions: always },
  MUL64_IMM: { opcode: 0x27, name: "mul64", form: "aluImm", versions: without(enablePqr) },
  MUL64_REG: { opcode: 0x2f, name: "mul64", form: "aluReg", versions: without(enablePqr) },
  DIV64_IMM: { opcode: 0x37, name: "div64", form: "divImm", versions: without(enablePqr) },
  DIV64_REG: { opcode: 0x3f, name: "div64", form: "aluReg", versions: without(enablePqr) },
  OR64_IMM: { opcode: 0x47, name: "or64", form: "aluImm", versions: always },
  OR64_REG: { opcode: 0x4f, name: "or64", form: "aluReg", versions: always },
  AND64_IMM: { opcode: 0x57, name: "and64", form: "aluImm", versions: always },
  AND64_REG: { opcode: 0x5f, name: "and64", form: "aluReg", versions: always },
  LSH64_IMM: { opcode: 0x67, name: "lsh64", form: "shiftImm64", versions: always },
  LSH64_REG: { opcode: 0x6f, name: "lsh64", form: "aluReg", versions: always },
  RSH64_IMM: { opcode: 0x77, name: "rsh64", form: "shiftImm64", versions: always },
  RSH64_REG: { opcode: 0x7f, name: "rsh64", form: "aluReg", versions: always },
  NEG64: { opcode: 0x87, name: "neg64", form: "unary", versions: without(disableNeg) },
  MOD64_IMM: { opcode: 0x97, name: "mod64", form: "divImm", versions: without(enablePqr) },
  MOD64_REG: { opcode: 0x9f, name: "mod64", form: "aluReg", versions: without(enablePqr) },
  XOR64_IMM: { opcode: 0xa7, name: "xor64", form: "aluImm", versions: always },
  XOR64_REG: { opcode: 0xaf, name: "xor64", form: "aluReg", versions: always },
  MOV64_IMM: { opcode: 0xb7, name: "mov64", form: "aluImm", versions: always },
  MOV64_REG: { opcode: 0xbf, name: "mov64", form: "aluReg", versions: always },
  ARSH64_IMM: { opcode: 0xc7, name: "arsh64", form: "shiftImm64", versions: always },
  ARSH64_REG: { opcode: 0xcf, name: "arsh64", form: "aluReg", versions: always },
  HOR64_IMM: { opcode: 0xf7, name: "hor64", form: "aluImm", versions: disableLddw },
  // Product, quotient, remainder
  LMUL32_IMM: { opcode: 0x86, name: "lmul32", form: "aluImm", versions: enablePqr },
  LMUL32_REG: { opcode: 0x8e, name: "lmul32", form: "aluReg", versions: enablePqr },
  UDIV32_IMM: { opcode: 0x46, name: "udiv32", form: "divImm", versions: enablePqr },
  UDIV32_REG: { opcode: 0x4e, name: "udiv32", form: "aluReg", versions: enablePqr },
  UREM32_IMM: { opcode: 0x66, name: "urem32", form: "divImm", versions: enablePqr },
  UREM32_REG: { opcode: 0x6e, name: "urem32", form: "aluReg", versions: enablePqr },
  SDIV32_IMM: { opcode: 0xc6, name: "sdiv32", form: "divImm", versions: enablePqr },
  SDIV32_REG: { opcode: 0xce, name: "sdiv32", form: "aluReg", versions: enablePqr },
  SREM32_IMM: { opcode: 0xe6, name: "srem32", form: "divImm", versions: enablePqr },
  SREM32_REG: { opcode: 0xee, name: "srem32", form: "aluReg", versions: enablePqr },
  LMUL64_IMM: { opcode: 0x96, name: "lmul64", form: "aluImm", versions: enablePqr },
  LMUL64_REG: { opcode: 0x9e, name: "lmul64", form: "aluReg", versions: enablePqr },
  UHMUL64_IMM: { opcode: 0x36, name: "uhmul64", form: "aluImm", versions: enablePqr },
  UHMUL64_REG: { opcode: 0x3e, name: "uhmul64", form: "aluReg", versions: enablePqr },
  UDIV64_IMM: { opcode: 0x56, name: "udiv64", form: "divImm", versions: enablePqr },
  UDIV64_REG: { opcode: 0x5e, name: "udiv64", form: "aluReg", versions: enablePqr },
  UREM64_IMM: { opcode: 0x76, name: "urem64", form: "divImm", versions: enablePqr },
  UREM64_REG: { opcode: 0x7e, name: "urem64", form: "aluReg", versions: enablePqr },
  SHMUL64_IMM: { opcode: 0xb6, name: "shmul64", form: "aluImm", versions: enablePqr },
  SHMUL64_REG: { opcode: 0xbe, name: "shmul64", form: "aluReg", versions: enablePqr },
  SDIV64_IMM: { opcode: 0xd6, name: "sdiv64", form: "divImm", versions: enablePqr },
  SDIV64_REG: { opcode: 0xde, name: "sdiv64", form: "aluReg", versions: enablePqr },
  SREM64_IMM: { opcode: 0xf6, name: "srem64", form: "divImm", versions: enablePqr },
  SREM64_REG: { opcode: 0xfe, name: "srem64", form: "aluReg", versions: enablePqr },
  // Jumps on 32 bits
  JEQ32_IMM: { opcode: 0x16, name: "jeq32", form: "jumpImm", versions: enableJmp32 },
  JEQ32_REG: { opcode: 0x1e, name: "jeq32", form: "jumpReg", versions: enableJmp32 },
  JGT32_IMM: { opcode: 0x26, name: "jgt32", form: "jumpImm", versions: enableJmp32 },
  JGT32_REG: { opcode: 0x2e, name: "jgt32", form: "jumpReg", versions: enableJmp32 },
  JGE32_IMM: { opcode: 0x36, name: "jge32", form: "jumpImm", versions: enableJmp32 },
  JGE32_REG: { opcode: 0x3e, name: "jge32", form: "jumpReg", versions: enableJmp32 },
  JLT32_IMM: { opcode: 0xa6, name: "jlt32", form: "jumpImm", versions: enableJmp32 },
  JLT32_REG: { opcode: 0xae, name: "jlt32", form: "jumpReg", versions: enableJmp32 },
  JLE32_IMM: { opcode: 0xb6, name: "jle32", form: "jumpImm", versions: enableJmp32 },
  JLE32_REG: { opcode: 0xbe, name: "jle32", form: "jumpReg", versions: enableJmp32 },
  JSET32_IMM: { opcode: 0x46, name: "jset32", form: "jumpImm", versions: enableJmp32 },
  JSET32_REG: { opcode: 0x4e, name: "jset32", form: "jumpReg", versions: enableJmp32 },
  JNE32_IMM: { opcode: 0x56, name: "jne32", form: "jumpImm", versions: enableJmp32 },
  JNE32_REG: { opcode: 0x5e, name: "jne32", form: "jumpReg", versions: enableJmp32 },
  JSGT32_IMM: { opcode: 0x66, name: "jsgt32", form: "jumpImm", versions: enableJmp32 },
  JSGT32_REG: { opcode: 0x6e, name: "jsgt32", form: "jumpReg", versions: enableJmp32 },
  JSGE32_IMM: { opcode: 0x76, name: "jsge32", form: "jumpImm", versions: enableJmp32 },
  JSGE32_REG: { opcode: 0x7e, name: "jsge32", form: "jumpReg", versions: enableJmp32 },
  JSLT32_IMM: { opcode: 0xc6, name: "jslt32", form: "jumpImm", versions: enableJmp32 },
  JSLT32_REG: { opcode: 0xce, name: "jslt32", form: "jumpReg", versions: enableJmp32 },
  JSLE32_IMM: { opcode: 0xd6, name: "jsle32", form: "jumpImm", versions: enableJmp32 },
  JSLE32_REG: { opcode: 0xde, name: "jsle32", form: "jumpReg", versions: enableJmp32 },
  // Jumps, calls, exit
  JA: { opcode: 0x05, name: "ja", form: "jump", versions: always },
  JEQ64_IMM: { opcode: 0x15, name: "jeq", form: "jumpImm", versions: always },
  JEQ64_REG: { opcode: 0x1d, name: "jeq", form: "jumpReg", versions: always },
  JGT64_IMM: { opcode: 0x25, name: "jgt", form: "jumpImm", versions: always },
  JGT64_REG: { opcode: 0x2d, name: "jgt", form: "jumpReg", versions: always },
  JGE64_IMM: { opcode: 0x35, name: "jge", form: "jumpImm", versions: always },
  JGE64_REG: { opcode: 0x3d, name: "jge", form: "jumpReg", versions: always },
  JLT64_IMM: { opcode: 0xa5, name: "jlt", form: "jumpImm", versions: always },
  JLT64_REG: { opcode: 0xad, name: "jlt", form: "jumpReg", versions: always },
  JLE64_IMM: { opcode: 0xb5, name: "jle", form: "jumpImm", versions: always },
  JLE64_REG: { opcode: 0xbd, name: "jle", form: "jumpReg", versions: always },
  JSET64_IMM: { opcode: 0x45, name: "jset", form: "jumpImm", versions: always },
  JSET64_REG: { opcode: 0x4d, name: "jset", form: "jumpReg", versions: always },
  JNE64_IMM: { opcode: 0x55, name: "jne", form: "jumpImm", versions: always },
  JNE64_REG: { opcode: 0x5d, name: "jne", form: "jumpReg", versions: always },
  JSGT64_IMM: { opcode: 0x65, name: "jsgt", form: "jumpImm", versions: always },
  JSGT64_REG: { opcode: 0x6d, name: "jsgt", form: "jumpReg", versions: always },
  JSGE64_IMM: { opcode: 0x75, name: "jsge", form: "jumpImm", versions: always },
  JSGE64_REG: { opcode: 0x7d, name: "jsge", form: "jumpReg", versions: always },
  JSLT64_IMM: { opcode: 0xc5, name: "jslt", form: "jumpImm", versions: always },
  JSLT64_REG: { opcode: 0xcd, name: "jslt", form: "jumpReg", versions: always },
  JSLE64_IMM: { opcode: 0xd5, name: "jsle", form: "jumpImm", versions: always },
  JSLE64_REG: { opcode: 0xdd, name: "jsle", form: "jumpReg", versions: always },
  CALL_IMM: { opcode: 0x85, name: "call", form: "callImm", versions: always },
  CALL_REG: { opcode: 0x8d, name: "callx", form: "callReg", versions: always },
  EXIT: { opcode: 0x95, name: "exit", form: "exit", versions: always },
} as const satisfies Record<string, Opcode>;

export type Mnemonic = keyof typeof OPCODES;

/** All mnemonics; the place of one in this list is its operation number. */
export const MNEMONICS = Object.keys(OPCODES) as Mnemonic[];

/** Operation number of what a version does not know. */
export const UNKNOWN_OPERATION = 255;

/** The operation number of an instruction. */
export function operationOf(mnemonic: Mnemonic): number {
  return MNEMONICS.indexOf(mnemonic);
}

/** The entry of the table at an operation number. */
export function opcodeOf(operation: number): Opcode {
  return OPCODES[MNEMONICS[operation]];
}

const tables = new Map<SbpfVersion, Uint8Array>();

/** Operation numbers of a version by first byte, `UNKNOWN_OPERATION` where it has none. */
export function operationsByByte(version: SbpfVersion): Uint8Array {
  let table = tables.get(version);
  if (table === undefined) {
    table = new Uint8Array(256).fill(UNKNOWN_OPERATION);
    for (const [operation, mnemonic] of MNEMONICS.entries()) {
      const { opcode, versions } = OPCODES[mnemonic] as Opcode;
      if (versions(version)) table[opcode] = operation;
    }
    tables.set(version, table);
  }
  return table;
}
