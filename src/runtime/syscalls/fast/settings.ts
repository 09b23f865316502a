import { SYSCALL_SPACE } from "../../../sbpf/wasm-interpreter/layout.js";
import type { InvokeContext } from "../../invoke-context.js";

/** Where fast syscalls find prices and limits, each a u32. */
export const SETTINGS = {
  memOpBaseCost: SYSCALL_SPACE,
  cpiBytesPerUnit: SYSCALL_SPACE + 4,
  sha256BaseCost: SYSCALL_SPACE + 8,
  sha256ByteCost: SYSCALL_SPACE + 12,
  sha256MaxSlices: SYSCALL_SPACE + 16,
} as const;

/** Places for what hash functions keep, 8 KiB each. */
export const HASH_SPACES = { sha256: 8192, keccak256: 16_384, blake3: 24_576 } as const;
export const HASH_SPACE_BYTES = 8192;

/** Writes the settings from an index of the memory's words on; see `Loader.tellFastSyscalls`. */
export function tellFastSyscalls({ budget, environment }: InvokeContext, words: Uint32Array, index: number): void {
  const { cost } = environment;
  words[index] = capped(cost.memOpBaseCost);
  words[index + 1] = capped(cost.cpiBytesPerUnit);
  words[index + 2] = capped(cost.sha256BaseCost);
  words[index + 3] = capped(cost.sha256ByteCost);
  words[index + 4] = capped(budget.sha256MaxSlices);
}

/** Fast syscalls have at most 2^31 - 1 units to spend, so what costs more than that they refuse anyway. */
function capped(value: number): number {
  return Math.min(value, 0xffff_ffff);
}
