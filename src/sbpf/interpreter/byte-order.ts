import { EbpfError } from "../errors.js";
import type { Mnemonic } from "../opcodes.js";
import type { Handler, Machine } from "./machine.js";

const swap16 = (value: number): number => ((value & 0xff) << 8) | ((value >>> 8) & 0xff);
const swap32 = (value: number): number => (swap16(value) << 16) | swap16(value >>> 16);

function swap64<C>(m: Machine<C>, pc: number): number {
  const low = m.dst[pc] * 2;
  const swappedLow = swap32(m.half[low + 1]);
  m.half[low + 1] = swap32(m.half[low]);
  m.half[low] = swappedLow;
  return pc + 1;
}

/** Conversions to little-endian, which only cut, and to big-endian. */
export const BYTE_ORDER = {
  LE: (m, pc) => {
    if (m.imm[pc] === 16) return m.set32(pc, m.dst32(pc) & 0xffff);
    if (m.imm[pc] === 32) return m.set32(pc, m.dst32(pc));
    if (m.imm[pc] === 64) return pc + 1;
    throw new EbpfError("InvalidInstruction");
  },
  BE: (m, pc) => {
    if (m.imm[pc] === 16) return m.set32(pc, swap16(m.dst32(pc)));
    if (m.imm[pc] === 32) return m.set32(pc, swap32(m.dst32(pc)));
    if (m.imm[pc] === 64) return swap64(m, pc);
    throw new EbpfError("InvalidInstruction");
  },
} as const satisfies Partial<Record<Mnemonic, Handler>>;
