import { readU64, type U64 } from "../../base/u64.js";
import { C_ACCOUNT_INFO, RUST_ACCOUNT_INFO } from "../../runtime/cpi/account-infos.js";
import { C_INSTRUCTION, type InstructionLayout, RUST_INSTRUCTION } from "../../runtime/cpi/translate-instruction.js";
import type { CallLayout } from "../../runtime/cpi/usual/call-layout.js";
import { translateBytes, translateSlice } from "../../runtime/memory.js";
import { translateVmSlices } from "../../runtime/syscalls/vm-slices.js";
import { EbpfError, SyscallError } from "../../sbpf/errors.js";
import type { MemoryMapping } from "../../sbpf/memory-mapping.js";
import { PUBKEY_BYTES, type Pubkey } from "../../solana/pubkey.js";
import type { RecordedCall, RecordedDerivation } from "./recording.js";

// Reads what syscalls are given, beside them and before they judge it: so without any checks but those of memory.

type Arguments = readonly [U64, U64, U64, U64, U64];

/** No call may have more; what is beyond is only counted. */
const MAX_METAS = 256;
const MAX_INFOS = 256;
const MAX_SEED_SETS = 16;
const MAX_SEEDS = 16;
const MAX_DATA_BYTES = 64 * 1024;

const LAYOUTS: Readonly<Record<string, CallLayout>> = {
  sol_invoke_signed_rust: { instruction: RUST_INSTRUCTION, info: RUST_ACCOUNT_INFO },
  sol_invoke_signed_c: { instruction: C_INSTRUCTION, info: C_ACCOUNT_INFO },
};

/** Whether a syscall makes calls. */
export function isCall(syscall: string): boolean {
  return syscall in LAYOUTS;
}

/** The call that a syscall is asked to make; undefined if its instruction cannot be read. */
export function readCall(mapping: MemoryMapping, syscall: string, args: Arguments): RecordedCall | undefined {
  const layout = LAYOUTS[syscall]!;
  const [instruction, infos, infosGiven, seeds, signersGiven] = args;
  return attempt(() => ({
    ...readInstruction(mapping, layout.instruction, instruction),
    signerSeeds: attempt(() => readSignerSeeds(mapping, seeds, signersGiven)),
    signersGiven: Number(signersGiven),
    infoKeys: attempt(() => readInfoKeys(mapping, layout.info.size, infos, infosGiven)),
    infosGiven: Number(infosGiven),
  }));
}

function readInstruction(mapping: MemoryMapping, layout: InstructionLayout, vmAddress: U64) {
  const { view, bytes } = mapping.linear;
  const at = translateSlice(mapping, vmAddress, 1, layout.size, 1, false);
  const metasGiven = readU64(view, at + layout.metasLength);
  const metas = translateSlice(mapping, readU64(view, at + layout.metas), metasGiven, layout.metaSize, 1, false);
  const dataGiven = readU64(view, at + layout.dataLength);
  const data = translateBytes(mapping, readU64(view, at + layout.data), dataGiven).slice(0, MAX_DATA_BYTES);
  const readKey = layout.pointsToKeys ? keyBehind : keyAt;
  return {
    programId: readKey(mapping, at + layout.programId),
    metas: Array.from({ length: Math.min(Number(metasGiven), MAX_METAS) }, (_, i) => {
      const meta = metas + i * layout.metaSize;
      const isSigner = bytes[meta + layout.isSigner] !== 0;
      return { pubkey: readKey(mapping, meta), isSigner, isWritable: bytes[meta + layout.isWritable] !== 0 };
    }),
    metasGiven: Number(metasGiven),
    data,
    dataGiven: Number(dataGiven),
  };
}

function readSignerSeeds(mapping: MemoryMapping, vmAddress: U64, given: U64): Uint8Array[][] {
  const sets = translateVmSlices(mapping, vmAddress, Math.min(Number(given), MAX_SEED_SETS), false);
  return sets.map((set) => readSeeds(mapping, set.vmAddress, set.length));
}

function readSeeds(mapping: MemoryMapping, vmAddress: U64, given: U64): Uint8Array[] {
  const slices = translateVmSlices(mapping, vmAddress, Math.min(Number(given), MAX_SEEDS + 1), false);
  return slices.map((seed) => translateBytes(mapping, seed.vmAddress, seed.length).slice());
}

function readInfoKeys(mapping: MemoryMapping, infoSize: number, vmAddress: U64, given: U64): Pubkey[] {
  const infos = translateSlice(mapping, vmAddress, given, infoSize, 1, false);
  return Array.from({ length: Math.min(Number(given), MAX_INFOS) }, (_, i) => keyBehind(mapping, infos + i * infoSize));
}

/** Syscalls that derive addresses. */
const DERIVATIONS: Readonly<Record<string, "create" | "find">> = {
  sol_create_program_address: "create",
  sol_try_find_program_address: "find",
};

/** What a syscall that returned has derived; undefined if it derives nothing. */
export function readDerivation(
  mapping: MemoryMapping,
  syscall: string,
  [seeds, seedsGiven, programId, address, bump]: Arguments,
  r0: U64,
): Omit<RecordedDerivation, "callsBefore"> | undefined {
  const kind = DERIVATIONS[syscall];
  if (kind === undefined) return undefined;
  const derived = r0 === 0;
  return attempt(() => ({
    kind,
    seeds: readSeeds(mapping, seeds, seedsGiven),
    programId: translateBytes(mapping, programId, PUBKEY_BYTES).slice(),
    bump: derived && kind === "find" ? translateBytes(mapping, bump, 1)[0] : undefined,
    address: derived ? translateBytes(mapping, address, PUBKEY_BYTES).slice() : undefined,
  }));
}

function keyAt({ linear }: MemoryMapping, hostOffset: number): Pubkey {
  return linear.bytes.slice(hostOffset, hostOffset + PUBKEY_BYTES);
}

/** The key to which the memory holds a pointer. */
function keyBehind(mapping: MemoryMapping, hostOffset: number): Pubkey {
  return translateBytes(mapping, readU64(mapping.linear.view, hostOffset), PUBKEY_BYTES).slice();
}

/** Undefined for what is not readable. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof EbpfError || thrown instanceof SyscallError) return undefined;
    throw thrown;
  }
}
