import { EbpfError } from "../errors.js";
import type { Mnemonic } from "../opcodes.js";
import type { Handler } from "./machine.js";

const I64_MIN = -(2n ** 63n);

const nonzero = (divisor: bigint): bigint => {
  if (divisor === 0n) throw new EbpfError("DivideByZero");
  return divisor;
};

/** A shift of a 64-bit value: the low six bits count. */
const shift = (amount: number): bigint => BigInt(amount & 63);

/** Instructions on whole registers. A store into a register keeps the low 64 bits. */
export const ARITHMETIC_64 = {
  LD_DW_IMM: (m, pc) => {
    m.reg[m.dst[pc]] = m.imm64[pc];
    return pc + 2;
  },
  ADD64_IMM: (m, pc) => {
    m.reg[m.dst[pc]] += m.imm64[pc];
    return pc + 1;
  },
  ADD64_REG: (m, pc) => {
    m.reg[m.dst[pc]] += m.reg[m.src[pc]];
    return pc + 1;
  },
  SUB64_IMM: (m, pc) => {
    const dst = m.dst[pc];
    m.reg[dst] = m.swapSubOperands ? m.imm64[pc] - m.reg[dst] : m.reg[dst] - m.imm64[pc];
    return pc + 1;
  },
  SUB64_REG: (m, pc) => {
    m.reg[m.dst[pc]] -= m.reg[m.src[pc]];
    return pc + 1;
  },
  MUL64_IMM: (m, pc) => {
    m.reg[m.dst[pc]] *= m.imm64[pc];
    return pc + 1;
  },
  MUL64_REG: (m, pc) => {
    m.reg[m.dst[pc]] *= m.reg[m.src[pc]];
    return pc + 1;
  },
  DIV64_IMM: (m, pc) => {
    m.reg[m.dst[pc]] /= m.imm64[pc];
    return pc + 1;
  },
  DIV64_REG: (m, pc) => {
    m.reg[m.dst[pc]] /= nonzero(m.reg[m.src[pc]]);
    return pc + 1;
  },
  MOD64_IMM: (m, pc) => {
    m.reg[m.dst[pc]] %= m.imm64[pc];
    return pc + 1;
  },
  MOD64_REG: (m, pc) => {
    m.reg[m.dst[pc]] %= nonzero(m.reg[m.src[pc]]);
    return pc + 1;
  },
  OR64_IMM: (m, pc) => {
    m.reg[m.dst[pc]] |= m.imm64[pc];
    return pc + 1;
  },
  OR64_REG: (m, pc) => {
    m.reg[m.dst[pc]] |= m.reg[m.src[pc]];
    return pc + 1;
  },
  AND64_IMM: (m, pc) => {
    m.reg[m.dst[pc]] &= m.imm64[pc];
    return pc + 1;
  },
  AND64_REG: (m, pc) => {
    m.reg[m.dst[pc]] &= m.reg[m.src[pc]];
    return pc + 1;
  },
  XOR64_IMM: (m, pc) => {
    m.reg[m.dst[pc]] ^= m.imm64[pc];
    return pc + 1;
  },
  XOR64_REG: (m, pc) => {
    m.reg[m.dst[pc]] ^= m.reg[m.src[pc]];
    return pc + 1;
  },
  LSH64_IMM: (m, pc) => {
    m.reg[m.dst[pc]] <<= shift(m.imm[pc]);
    return pc + 1;
  },
  LSH64_REG: (m, pc) => {
    m.reg[m.dst[pc]] <<= shift(m.src32(pc));
    return pc + 1;
  },
  RSH64_IMM: (m, pc) => {
    m.reg[m.dst[pc]] >>= shift(m.imm[pc]);
    return pc + 1;
  },
  RSH64_REG: (m, pc) => {
    m.reg[m.dst[pc]] >>= shift(m.src32(pc));
    return pc + 1;
  },
  ARSH64_IMM: (m, pc) => {
    m.signed[m.dst[pc]] >>= shift(m.imm[pc]);
    return pc + 1;
  },
  ARSH64_REG: (m, pc) => {
    m.signed[m.dst[pc]] >>= shift(m.src32(pc));
    return pc + 1;
  },
  NEG64: (m, pc) => {
    m.reg[m.dst[pc]] = -m.reg[m.dst[pc]];
    return pc + 1;
  },
  MOV64_IMM: (m, pc) => {
    m.reg[m.dst[pc]] = m.imm64[pc];
    return pc + 1;
  },
  MOV64_REG: (m, pc) => {
    m.reg[m.dst[pc]] = m.reg[m.src[pc]];
    return pc + 1;
  },
  HOR64_IMM: (m, pc) => {
    m.half[m.dst[pc] * 2 + 1] |= m.imm[pc];
    return pc + 1;
  },

  LMUL64_IMM: (m, pc) => {
    m.reg[m.dst[pc]] *= m.imm64[pc];
    return pc + 1;
  },
  LMUL64_REG: (m, pc) => {
    m.reg[m.dst[pc]] *= m.reg[m.src[pc]];
    return pc + 1;
  },
  // The immediate of unsigned PQR instructions is zero-extended, unlike all others.
  UHMUL64_IMM: (m, pc) => {
    m.reg[m.dst[pc]] = (m.reg[m.dst[pc]] * BigInt(m.imm[pc] >>> 0)) >> 64n;
    return pc + 1;
  },
  UHMUL64_REG: (m, pc) => {
    m.reg[m.dst[pc]] = (m.reg[m.dst[pc]] * m.reg[m.src[pc]]) >> 64n;
    return pc + 1;
  },
  SHMUL64_IMM: (m, pc) => {
    m.signed[m.dst[pc]] = (m.signed[m.dst[pc]] * m.imm64Signed[pc]) >> 64n;
    return pc + 1;
  },
  SHMUL64_REG: (m, pc) => {
    m.signed[m.dst[pc]] = (m.signed[m.dst[pc]] * m.signed[m.src[pc]]) >> 64n;
    return pc + 1;
  },
  UDIV64_IMM: (m, pc) => {
    m.reg[m.dst[pc]] /= BigInt(m.imm[pc] >>> 0);
    return pc + 1;
  },
  UDIV64_REG: (m, pc) => {
    m.reg[m.dst[pc]] /= nonzero(m.reg[m.src[pc]]);
    return pc + 1;
  },
  UREM64_IMM: (m, pc) => {
    m.reg[m.dst[pc]] %= BigInt(m.imm[pc] >>> 0);
    return pc + 1;
  },
  UREM64_REG: (m, pc) => {
    m.reg[m.dst[pc]] %= nonzero(m.reg[m.src[pc]]);
    return pc + 1;
  },
  SDIV64_IMM: (m, pc) => {
    const dst = m.dst[pc];
    m.signed[dst] = signedQuotient(m.signed[dst], m.imm64Signed[pc]);
    return pc + 1;
  },
  SDIV64_REG: (m, pc) => {
    const dst = m.dst[pc];
    m.signed[dst] = signedQuotient(m.signed[dst], nonzero(m.signed[m.src[pc]]));
    return pc + 1;
  },
  SREM64_IMM: (m, pc) => {
    const dst = m.dst[pc];
    m.signed[dst] = signedRemainder(m.signed[dst], m.imm64Signed[pc]);
    return pc + 1;
  },
  SREM64_REG: (m, pc) => {
    const dst = m.dst[pc];
    m.signed[dst] = signedRemainder(m.signed[dst], nonzero(m.signed[m.src[pc]]));
    return pc + 1;
  },
} as const satisfies Partial<Record<Mnemonic, Handler>>;

function checkOverflow(dividend: bigint, divisor: bigint): void {
  if (dividend === I64_MIN && divisor === -1n) throw new EbpfError("DivideOverflow");
}

function signedQuotient(dividend: bigint, divisor: bigint): bigint {
  checkOverflow(dividend, divisor);
  return dividend / divisor;
}

function signedRemainder(dividend: bigint, divisor: bigint): bigint {
  checkOverflow(dividend, divisor);
  return dividend % divisor;
}
