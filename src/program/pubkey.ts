import {
  createProgramAddress as computeProgramAddress,
  createWithSeed as computeWithSeed,
  type DerivedAddress,
  MAX_SEED_LEN,
  MAX_SEEDS,
  findProgramAddress as searchProgramAddress,
} from "../solana/program-derived-address.js";
import { PUBKEY_BYTES, type Pubkey } from "../solana/pubkey.js";
import { copyPubkey, copySeeds } from "./arguments.js";
import { currentFrame, type Frame } from "./frame.js";
import { ProgramError } from "./program-error.js";
import { utf8Bytes } from "./text.js";

export { addressFromPubkey as addressOf, pubkeyEqual, pubkeyFromAddress as pubkey } from "../solana/pubkey.js";

// Inside of a program these are syscalls, at their prices; elsewhere they are computed.

/**
 * The first address off the curve for `seeds` and a bump from 255 down, and that bump (Pubkey::find_program_address).
 * Throws an Error when there is none.
 */
export function findProgramAddress(seeds: readonly Uint8Array[], programId: Pubkey): [address: Pubkey, bump: number] {
  const copies = copySeeds(seeds, "findProgramAddress");
  const id = copyPubkey(programId, "findProgramAddress", "a program id");
  const frame = currentFrame();
  const found = frame === undefined ? findOutside(copies, id) : findInside(frame, copies, id);
  if (found === undefined) throw new Error("Unable to find a viable program address bump seed");
  return found;
}

function findOutside(seeds: readonly Uint8Array[], programId: Pubkey): [Pubkey, number] | undefined {
  const found = searchProgramAddress(seeds, programId);
  return found && [found.address, found.bump];
}

function findInside(frame: Frame, seeds: readonly Uint8Array[], programId: Pubkey): [Pubkey, number] | undefined {
  const scratch = frame.scratch();
  const address = scratch.reserve(PUBKEY_BYTES);
  const bump = scratch.reserve(1);
  const slices = scratch.putSlices(seeds);
  const refused = frame.syscall(
    "sol_try_find_program_address",
    slices,
    seeds.length,
    scratch.put(programId),
    address,
    bump,
  );
  return refused === 0 ? [frame.load(address, PUBKEY_BYTES), frame.load(bump, 1)[0]!] : undefined;
}

/**
 * The address that `seeds`, the bump included, derive from `programId` (Pubkey::create_program_address). Throws
 * ProgramError MaxSeedLengthExceeded, or InvalidSeeds when it lies on the curve.
 */
export function createProgramAddress(seeds: readonly Uint8Array[], programId: Pubkey): Pubkey {
  const copies = copySeeds(seeds, "createProgramAddress");
  const id = copyPubkey(programId, "createProgramAddress", "a program id");
  if (copies.length > MAX_SEEDS || copies.some(({ length }) => length > MAX_SEED_LEN)) {
    throw new ProgramError("MaxSeedLengthExceeded");
  }
  const frame = currentFrame();
  if (frame === undefined) return addressOrError(computeProgramAddress(copies, id));
  const scratch = frame.scratch();
  const address = scratch.reserve(PUBKEY_BYTES);
  const slices = scratch.putSlices(copies);
  const refused = frame.syscall("sol_create_program_address", slices, copies.length, scratch.put(id), address);
  if (refused !== 0) throw new ProgramError("InvalidSeeds");
  return frame.load(address, PUBKEY_BYTES);
}

/**
 * sha256(base ‖ seed ‖ owner), which the System program knows to derive too (Pubkey::create_with_seed). Throws
 * ProgramError MaxSeedLengthExceeded for more than 32 bytes of UTF-8, or IllegalOwner.
 */
export function createWithSeed(base: Pubkey, seed: string, owner: Pubkey): Pubkey {
  const parts = [
    copyPubkey(base, "createWithSeed", "the base"),
    utf8Bytes(seed, "createWithSeed", "the seed"),
  ] as const;
  const ownerCopy = copyPubkey(owner, "createWithSeed", "the owner");
  // The checks are the program's own on chain, only the hash is a syscall.
  const computed = addressOrError(computeWithSeed(...parts, ownerCopy));
  const frame = currentFrame();
  if (frame === undefined) return computed;
  const scratch = frame.scratch();
  const address = scratch.reserve(PUBKEY_BYTES);
  frame.syscall("sol_sha256", scratch.putSlices([...parts, ownerCopy]), 3, address);
  return frame.load(address, PUBKEY_BYTES);
}

function addressOrError(derived: DerivedAddress): Pubkey {
  if (derived.ok) return derived.address;
  throw new ProgramError(derived.error);
}
