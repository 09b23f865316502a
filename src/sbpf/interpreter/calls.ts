import { EbpfError } from "../errors.js";
import { INSN_SIZE } from "../memory-layout.js";
import type { Mnemonic } from "../opcodes.js";
import { callxUsesDstReg, callxUsesSrcReg, staticSyscalls } from "../version.js";
import { HALT, type Handler, type Machine } from "./machine.js";

/** The register of a `callx`. */
function callxRegister<C>(m: Machine<C>, pc: number): number {
  const { sbpfVersion } = m.executable;
  if (callxUsesSrcReg(sbpfVersion)) return m.src[pc];
  return callxUsesDstReg(sbpfVersion) ? m.dst[pc] : m.imm[pc];
}

/** Enters the function at `target`. */
function enter<C>(m: Machine<C>, pc: number, target: number): number {
  m.pushFrame(pc);
  if (target >= m.execution.length) throw new EbpfError("CallOutsideTextSegment");
  return target;
}

/** Calls of functions and syscalls, and the return from them. */
export const CALLS = {
  // A hash before v3 may name a syscall and a function; the interpreter of solana-sbpf then runs both.
  CALL_IMM: (m, pc) => {
    const mayBeSyscall = !staticSyscalls(m.executable.sbpfVersion) || m.src[pc] === 0;
    const wasSyscall = mayBeSyscall && m.callSyscall(m.imm[pc] >>> 0);
    const target = m.target[pc];
    if (target >= 0) return enter(m, pc, target);
    if (!wasSyscall) throw new EbpfError("UnsupportedInstruction");
    return pc + 1;
  },
  CALL_REG: (m, pc) => {
    const address = m.reg[callxRegister(m, pc)];
    const offset = BigInt.asUintN(64, address - BigInt(m.executable.textVmAddress));
    return enter(m, pc, Number(offset / BigInt(INSN_SIZE)));
  },
  EXIT: (m) => (m.vm.callDepth === 0 ? HALT : m.popFrame()),
} as const satisfies Partial<Record<Mnemonic, Handler>>;
