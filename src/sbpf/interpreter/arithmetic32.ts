import { EbpfError } from "../errors.js";
import type { Mnemonic } from "../opcodes.js";
import type { Handler } from "./machine.js";

const nonzero = (divisor: number): number => {
  if (divisor === 0) throw new EbpfError("DivideByZero");
  return divisor;
};

/** Unsigned quotient; exact, because doubles hold both operands and the distance to the next integer. */
const quotient = (dividend: number, divisor: number): number => Math.floor(dividend / divisor);

/** Instructions on the lower halves of registers. Values are kept unsigned; `imm >>> 0` makes an immediate so. */
export const ARITHMETIC_32 = {
  ADD32_IMM: (m, pc) => m.setResult32(pc, m.dst32(pc) + m.imm[pc]),
  ADD32_REG: (m, pc) => m.setResult32(pc, m.dst32(pc) + m.src32(pc)),
  SUB32_IMM: (m, pc) => m.setResult32(pc, m.swapSubOperands ? m.imm[pc] - m.dst32(pc) : m.dst32(pc) - m.imm[pc]),
  SUB32_REG: (m, pc) => m.setResult32(pc, m.dst32(pc) - m.src32(pc)),
  MUL32_IMM: (m, pc) => m.setResult32(pc, Math.imul(m.dst32(pc), m.imm[pc])),
  MUL32_REG: (m, pc) => m.setResult32(pc, Math.imul(m.dst32(pc), m.src32(pc))),
  DIV32_IMM: (m, pc) => m.set32(pc, quotient(m.dst32(pc), m.imm[pc] >>> 0)),
  DIV32_REG: (m, pc) => m.set32(pc, quotient(m.dst32(pc), nonzero(m.src32(pc)))),
  MOD32_IMM: (m, pc) => m.set32(pc, m.dst32(pc) % (m.imm[pc] >>> 0)),
  MOD32_REG: (m, pc) => m.set32(pc, m.dst32(pc) % nonzero(m.src32(pc))),
  OR32_IMM: (m, pc) => m.set32(pc, m.dst32(pc) | m.imm[pc]),
  OR32_REG: (m, pc) => m.set32(pc, m.dst32(pc) | m.src32(pc)),
  AND32_IMM: (m, pc) => m.set32(pc, m.dst32(pc) & m.imm[pc]),
  AND32_REG: (m, pc) => m.set32(pc, m.dst32(pc) & m.src32(pc)),
  XOR32_IMM: (m, pc) => m.set32(pc, m.dst32(pc) ^ m.imm[pc]),
  XOR32_REG: (m, pc) => m.set32(pc, m.dst32(pc) ^ m.src32(pc)),
  LSH32_IMM: (m, pc) => m.set32(pc, m.dst32(pc) << m.imm[pc]),
  LSH32_REG: (m, pc) => m.set32(pc, m.dst32(pc) << m.src32(pc)),
  RSH32_IMM: (m, pc) => m.set32(pc, m.dst32(pc) >>> m.imm[pc]),
  RSH32_REG: (m, pc) => m.set32(pc, m.dst32(pc) >>> m.src32(pc)),
  ARSH32_IMM: (m, pc) => m.set32(pc, m.dst32(pc) >> m.imm[pc]),
  ARSH32_REG: (m, pc) => m.set32(pc, m.dst32(pc) >> m.src32(pc)),
  NEG32: (m, pc) => m.set32(pc, -m.dst32(pc)),
  MOV32_IMM: (m, pc) => m.set32(pc, m.imm[pc]),
  MOV32_REG: (m, pc) => (m.explicitSignExtension ? m.setSigned32(pc, m.src32(pc)) : m.set32(pc, m.src32(pc))),

  LMUL32_IMM: (m, pc) => m.set32(pc, Math.imul(m.dst32(pc), m.imm[pc])),
  LMUL32_REG: (m, pc) => m.set32(pc, Math.imul(m.dst32(pc), m.src32(pc))),
  UDIV32_IMM: (m, pc) => m.set32(pc, quotient(m.dst32(pc), m.imm[pc] >>> 0)),
  UDIV32_REG: (m, pc) => m.set32(pc, quotient(m.dst32(pc), nonzero(m.src32(pc)))),
  UREM32_IMM: (m, pc) => m.set32(pc, m.dst32(pc) % (m.imm[pc] >>> 0)),
  UREM32_REG: (m, pc) => m.set32(pc, m.dst32(pc) % nonzero(m.src32(pc))),
  SDIV32_IMM: (m, pc) => m.set32(pc, signedQuotient(m.dst32(pc), m.imm[pc])),
  SDIV32_REG: (m, pc) => m.set32(pc, signedQuotient(m.dst32(pc), nonzero(m.src32(pc)))),
  SREM32_IMM: (m, pc) => m.set32(pc, signedRemainder(m.dst32(pc), m.imm[pc])),
  SREM32_REG: (m, pc) => m.set32(pc, signedRemainder(m.dst32(pc), nonzero(m.src32(pc)))),
} as const satisfies Partial<Record<Mnemonic, Handler>>;

function checkOverflow(dividend: number, divisor: number): void {
  if (dividend === -0x8000_0000 && divisor === -1) throw new EbpfError("DivideOverflow");
}

function signedQuotient(dividend: number, divisor: number): number {
  checkOverflow(dividend | 0, divisor | 0);
  return Math.trunc((dividend | 0) / (divisor | 0));
}

function signedRemainder(dividend: number, divisor: number): number {
  checkOverflow(dividend | 0, divisor | 0);
  return (dividend | 0) % (divisor | 0);
}
