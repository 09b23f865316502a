import { readU64, type U64 } from "../../base/u64.js";
import { ADDRESS_ERRORS, createProgramAddress } from "../../solana/program-derived-address.js";
import type { Pubkey } from "../../solana/pubkey.js";
import { fail, SyscallFailure } from "../failure.js";
import { ALIGN_U64, translateBytes, translateSlice } from "../memory.js";
import type { Call } from "./call.js";

/** Groups of signer seeds in one CPI (Agave: cpi.rs, MAX_SIGNERS). */
const MAX_SIGNERS = 16;
/** Seeds of one address (Agave: MAX_SEEDS). */
const MAX_SEEDS = 16;

export const NO_SIGNERS: readonly Pubkey[] = [];

/** The addresses that the caller signs for: derived from its own id (Agave: cpi.rs, translate_signers). */
export function translateSigners(call: Call, vmAddress: U64, length: U64): readonly Pubkey[] {
  if (length === 0) return NO_SIGNERS;
  const groupsOffset = translateSlices(call, vmAddress, length);
  if (length > MAX_SIGNERS) throw new SyscallFailure("Too many signers");
  const signers: Pubkey[] = [];
  for (let i = 0; i < Number(length); i++) signers.push(translateSigner(call, groupsOffset + 16 * i));
  return signers;
}

function translateSigner(call: Call, groupOffset: number): Pubkey {
  const { view } = call.linear;
  const seedsLength = readU64(view, groupOffset + 8);
  const seedsOffset = translateSlices(call, readU64(view, groupOffset), seedsLength);
  if (seedsLength > MAX_SEEDS) fail("MaxSeedLengthExceeded");
  const seeds: Uint8Array[] = [];
  for (let i = 0; i < Number(seedsLength); i++) {
    const seedOffset = seedsOffset + 16 * i;
    seeds.push(translateBytes(call.mapping, readU64(view, seedOffset), readU64(view, seedOffset + 8)));
  }
  const derived = createProgramAddress(seeds, call.caller.programKey);
  if (derived.ok) return derived.address;
  throw new SyscallFailure(`Could not create program address with signer seeds: ${ADDRESS_ERRORS[derived.error].text}`);
}

function translateSlices({ mapping, checkAligned }: Call, vmAddress: U64, length: U64): number {
  return translateSlice(mapping, vmAddress, length, 16, ALIGN_U64, checkAligned);
}
