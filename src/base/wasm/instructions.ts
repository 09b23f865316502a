// The WebAssembly instructions that engines are made of, by the names of the text format (WebAssembly core
// specification 2.0, binary format, instructions).

/** Instructions without operands of their own. */
export const PLAIN = {
  unreachable: 0x00,
  return: 0x0f,
  drop: 0x1a,
  select: 0x1b,

  "i32.eqz": 0x45,
  "i32.eq": 0x46,
  "i32.ne": 0x47,
  "i32.lt_s": 0x48,
  "i32.lt_u": 0x49,
  "i32.gt_s": 0x4a,
  "i32.gt_u": 0x4b,
  "i32.le_s": 0x4c,
  "i32.le_u": 0x4d,
  "i32.ge_s": 0x4e,
  "i32.ge_u": 0x4f,

  "i64.eqz": 0x50,
  "i64.eq": 0x51,
  "i64.ne": 0x52,
  "i64.lt_s": 0x53,
  "i64.lt_u": 0x54,
  "i64.gt_s": 0x55,
  "i64.gt_u": 0x56,
  "i64.le_s": 0x57,
  "i64.le_u": 0x58,
  "i64.ge_s": 0x59,
  "i64.ge_u": 0x5a,

  "i32.add": 0x6a,
  "i32.sub": 0x6b,
  "i32.mul": 0x6c,
  "i32.div_s": 0x6d,
  "i32.div_u": 0x6e,
  "i32.rem_s": 0x6f,
  "i32.rem_u": 0x70,
  "i32.and": 0x71,
  "i32.or": 0x72,
  "i32.xor": 0x73,
  "i32.shl": 0x74,
  "i32.shr_s": 0x75,
  "i32.shr_u": 0x76,
  "i32.rotl": 0x77,

  "i64.clz": 0x79,
  "i64.ctz": 0x7a,
  "i64.add": 0x7c,
  "i64.sub": 0x7d,
  "i64.mul": 0x7e,
  "i64.div_s": 0x7f,
  "i64.div_u": 0x80,
  "i64.rem_s": 0x81,
  "i64.rem_u": 0x82,
  "i64.and": 0x83,
  "i64.or": 0x84,
  "i64.xor": 0x85,
  "i64.shl": 0x86,
  "i64.shr_s": 0x87,
  "i64.shr_u": 0x88,
  "i64.rotl": 0x89,

  "i32.wrap_i64": 0xa7,
  "i64.extend_i32_s": 0xac,
  "i64.extend_i32_u": 0xad,
} as const;
export type PlainInstruction = keyof typeof PLAIN;

/** Loads and stores, all little-endian: opcode. */
export const MEMORY = {
  "i32.load": 0x28,
  "i64.load": 0x29,
  "i32.load8_s": 0x2c,
  "i32.load8_u": 0x2d,
  "i32.load16_s": 0x2e,
  "i32.load16_u": 0x2f,
  "i64.load8_s": 0x30,
  "i64.load8_u": 0x31,
  "i64.load16_s": 0x32,
  "i64.load16_u": 0x33,
  "i64.load32_s": 0x34,
  "i64.load32_u": 0x35,
  "i32.store": 0x36,
  "i64.store": 0x37,
  "i32.store8": 0x3a,
  "i32.store16": 0x3b,
  "i64.store8": 0x3c,
  "i64.store16": 0x3d,
  "i64.store32": 0x3e,
} as const;
export type MemoryInstruction = keyof typeof MEMORY;

/** Instructions on vectors of 128 bits without operands of their own: opcode after `PREFIX.vector`. */
export const VECTOR = {
  "i32x4.splat": 0x11,
  "i64x2.splat": 0x12,
  "v128.and": 0x4e,
  "v128.or": 0x50,
  "v128.xor": 0x51,
  "i32x4.shl": 0xab,
  "i32x4.shr_u": 0xad,
  "i32x4.add": 0xae,
  "i32x4.sub": 0xb1,
  "i32x4.mul": 0xb5,
  "i64x2.shl": 0xcb,
  "i64x2.shr_u": 0xcd,
  "i64x2.add": 0xce,
  "i64x2.sub": 0xd1,
  "i64x2.extmul_low_i32x4_u": 0xde,
  "i64x2.extmul_high_i32x4_u": 0xdf,
} as const;
export type VectorInstruction = keyof typeof VECTOR;

/** Loads and stores of vectors. */
export const VECTOR_MEMORY = {
  "v128.load": 0x00,
  "v128.load64_splat": 0x0a,
  "v128.store": 0x0b,
  "v128.load64_zero": 0x5d,
} as const;
export type VectorMemoryInstruction = keyof typeof VECTOR_MEMORY;

/** Vector instructions with operands of their own, which `Code` writes. */
export const VECTOR_CONTROL = { const: 0x0c, shuffle: 0x0d, replaceWord: 0x1c, extractDoubleWord: 0x1d } as const;

/** Instructions on stretches of the memory: opcode after `PREFIX.bulk`. */
export const BULK = { copy: 0x0a, fill: 0x0b } as const;

/** What comes before the opcode of some instructions. */
export const PREFIX = { bulk: 0xfc, vector: 0xfd } as const;

/** Instructions on locals. */
export const INDEXED = {
  "local.get": 0x20,
  "local.set": 0x21,
  "local.tee": 0x22,
} as const;

/** Instructions that shape the control flow, and constants: `Code` writes them itself. */
export const CONTROL = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  call: 0x10,
  i32Const: 0x41,
  i64Const: 0x42,
} as const;

/** Types of values. */
export const VALUE_TYPES = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const;
export type ValueType = keyof typeof VALUE_TYPES;

/** The type of a block that leaves nothing on the stack. */
export const EMPTY_BLOCK = 0x40;
