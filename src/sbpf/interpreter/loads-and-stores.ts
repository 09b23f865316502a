import { AccessType } from "../access-type.js";
import type { Mnemonic } from "../opcodes.js";
import type { Handler, Machine } from "./machine.js";

const load8: Handler = (m, pc) => {
  const at = m.translate(AccessType.Load, m.src[pc], pc, 1);
  return m.set32(pc, m.memory.linear.bytes[at]);
};
const load16: Handler = (m, pc) => {
  const at = m.translate(AccessType.Load, m.src[pc], pc, 2);
  return m.set32(pc, m.memory.linear.view.getUint16(at, true));
};
const load32: Handler = (m, pc) => {
  const at = m.translate(AccessType.Load, m.src[pc], pc, 4);
  return m.set32(pc, m.memory.linear.view.getUint32(at, true));
};
const load64: Handler = (m, pc) => {
  const at = m.translate(AccessType.Load, m.src[pc], pc, 8);
  m.reg[m.dst[pc]] = m.memory.linear.view.getBigUint64(at, true);
  return pc + 1;
};

/** Where a store of `length` bytes goes. */
function storeAt<C>(m: Machine<C>, pc: number, length: number): number {
  return m.translate(AccessType.Store, m.dst[pc], pc, length);
}

const store8Imm: Handler = (m, pc) => {
  const at = storeAt(m, pc, 1);
  m.memory.linear.bytes[at] = m.imm[pc];
  return pc + 1;
};
const store16Imm: Handler = (m, pc) => {
  const at = storeAt(m, pc, 2);
  m.memory.linear.view.setUint16(at, m.imm[pc], true);
  return pc + 1;
};
const store32Imm: Handler = (m, pc) => {
  const at = storeAt(m, pc, 4);
  m.memory.linear.view.setUint32(at, m.imm[pc], true);
  return pc + 1;
};
const store64Imm: Handler = (m, pc) => {
  const at = storeAt(m, pc, 8);
  m.memory.linear.view.setBigUint64(at, m.imm64[pc], true);
  return pc + 1;
};
const store8Reg: Handler = (m, pc) => {
  const at = storeAt(m, pc, 1);
  m.memory.linear.bytes[at] = m.src32(pc);
  return pc + 1;
};
const store16Reg: Handler = (m, pc) => {
  const at = storeAt(m, pc, 2);
  m.memory.linear.view.setUint16(at, m.src32(pc), true);
  return pc + 1;
};
const store32Reg: Handler = (m, pc) => {
  const at = storeAt(m, pc, 4);
  m.memory.linear.view.setUint32(at, m.src32(pc), true);
  return pc + 1;
};
const store64Reg: Handler = (m, pc) => {
  const at = storeAt(m, pc, 8);
  m.memory.linear.view.setBigUint64(at, m.reg[m.src[pc]], true);
  return pc + 1;
};

/** Loads and stores; v2 has the same under other opcodes. */
export const LOADS_AND_STORES = {
  LD_B_REG: load8,
  LD_1B_REG: load8,
  LD_H_REG: load16,
  LD_2B_REG: load16,
  LD_W_REG: load32,
  LD_4B_REG: load32,
  LD_DW_REG: load64,
  LD_8B_REG: load64,
  ST_B_IMM: store8Imm,
  ST_1B_IMM: store8Imm,
  ST_H_IMM: store16Imm,
  ST_2B_IMM: store16Imm,
  ST_W_IMM: store32Imm,
  ST_4B_IMM: store32Imm,
  ST_DW_IMM: store64Imm,
  ST_8B_IMM: store64Imm,
  ST_B_REG: store8Reg,
  ST_1B_REG: store8Reg,
  ST_H_REG: store16Reg,
  ST_2B_REG: store16Reg,
  ST_W_REG: store32Reg,
  ST_4B_REG: store32Reg,
  ST_DW_REG: store64Reg,
  ST_8B_REG: store64Reg,
} as const satisfies Partial<Record<Mnemonic, Handler>>;
