import { type U64, u64FromBigInt } from "../../../base/u64.js";
import { AccessType } from "../../../sbpf/access-type.js";
import { EbpfError } from "../../../sbpf/errors.js";
import type { Syscall } from "../../../sbpf/loader.js";

/** What a printed u64 takes in hexadecimal digits. */
const digits = (value: U64): number => value.toString(16).length;

const syscallString: Syscall<null> = (_context, vm, address, length) => {
  if (length !== 0) vm.memory.translate(AccessType.Load, address, length);
  return 0;
};

const memFrob: Syscall<null> = (_context, vm, address, length) => {
  if (length === 0) return 0;
  const at = vm.memory.translate(AccessType.Store, address, length);
  const { bytes } = vm.memory.linear;
  for (let i = 0; i < Number(length); i++) bytes[at + i] ^= 0b101010;
  return 0;
};

const strCmp: Syscall<null> = (_context, vm, first, second) => {
  if (first === 0 || second === 0) return u64FromBigInt(2n ** 64n - 1n);
  const { bytes } = vm.memory.linear;
  let a = vm.memory.translate(AccessType.Load, first, 1);
  let b = vm.memory.translate(AccessType.Load, second, 1);
  while (bytes[a] === bytes[b] && bytes[a] !== 0) {
    a++;
    b++;
  }
  return Math.abs(bytes[a] - bytes[b]);
};

/** The syscalls that solana-sbpf's own tests define, by name (its test_utils and tests/execution.rs). */
export const TOY_SYSCALLS: Readonly<Record<string, Syscall<null>>> = {
  bpf_trace_printf: (_context, _vm, _r1, _r2, r3, r4, r5) =>
    "bpf_trace_printf: 0x, 0x, 0x\n".length + digits(r3) + digits(r4) + digits(r5),
  bpf_gather_bytes: (_context, _vm, r1, r2, r3, r4, r5) =>
    u64FromBigInt((BigInt(r1) << 32n) | (BigInt(r2) << 24n) | (BigInt(r3) << 16n) | (BigInt(r4) << 8n) | BigInt(r5)),
  bpf_mem_frob: memFrob,
  bpf_str_cmp: strCmp,
  bpf_syscall_string: syscallString,
  log: syscallString,
  bpf_syscall_u64: () => 0,
  // The machines it nests in the original have no effect that a line could see.
  nested_vm_syscall: (_context, _vm, _depth, fails) => {
    if (fails !== 0) throw new EbpfError("CallDepthExceeded");
    return 42;
  },
};
