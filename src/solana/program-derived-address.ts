import { isOnCurve } from "../crypto/is-on-curve.js";
import { sha256 } from "../crypto/sha256.js";
import { PUBKEY_BYTES, type Pubkey } from "./pubkey.js";

export const MAX_SEEDS = 16;
/** The most bytes that one seed can have. */
export const MAX_SEED_LEN = 32;

/**
 * Why an address could not be derived (solana-address `AddressError`, formerly PubkeyError). `ordinal` is its number,
 * which builtins return as `Custom`; `text` its Display.
 */
export const ADDRESS_ERRORS = {
  MaxSeedLengthExceeded: { ordinal: 0, text: "Length of the seed is too long for address generation" },
  InvalidSeeds: { ordinal: 1, text: "Provided seeds do not result in a valid address" },
  IllegalOwner: { ordinal: 2, text: "Provided owner is not allowed" },
} as const;

export type AddressError = keyof typeof ADDRESS_ERRORS;

export type DerivedAddress =
  | { readonly ok: true; readonly address: Pubkey }
  | { readonly ok: false; readonly error: AddressError };

const PDA_MARKER = new TextEncoder().encode("ProgramDerivedAddress");

/**
 * The address that `seeds` give under `programId`: sha256(seeds ‖ programId ‖ marker), if it lies off the curve, so
 * that nobody has its private key (solana-address `create_program_address`).
 */
export function createProgramAddress(seeds: readonly Uint8Array[], programId: Pubkey): DerivedAddress {
  if (seeds.length > MAX_SEEDS || seeds.some((seed) => seed.length > MAX_SEED_LEN)) {
    return { ok: false, error: "MaxSeedLengthExceeded" };
  }
  const address = sha256(...seeds, programId, PDA_MARKER);
  return isOnCurve(address) ? { ok: false, error: "InvalidSeeds" } : { ok: true, address };
}

/**
 * The first address off the curve for `seeds` and one more seed, the bump, from 255 down to 1; undefined when there is
 * none or the seeds are too many or too long (solana-address `try_find_program_address`, which never tries 0).
 */
export function findProgramAddress(
  seeds: readonly Uint8Array[],
  programId: Pubkey,
): { address: Pubkey; bump: number } | undefined {
  for (let bump = 255; bump > 0; bump--) {
    const derived = createProgramAddress([...seeds, Uint8Array.of(bump)], programId);
    if (derived.ok) return { address: derived.address, bump };
    if (derived.error !== "InvalidSeeds") return undefined;
  }
  return undefined;
}

/**
 * sha256(base ‖ seed ‖ owner), which may lie on the curve (solana-address `create_with_seed`). `seed` is UTF-8, at most
 * 32 bytes.
 */
export function createWithSeed(base: Pubkey, seed: Uint8Array, owner: Pubkey): DerivedAddress {
  if (seed.length > MAX_SEED_LEN) return { ok: false, error: "MaxSeedLengthExceeded" };
  if (endsInMarker(owner)) return { ok: false, error: "IllegalOwner" };
  return { ok: true, address: sha256(base, seed, owner) };
}

/** Such an owner would let a seed spell the rest of a program address. */
function endsInMarker(owner: Pubkey): boolean {
  return PDA_MARKER.every((byte, i) => owner[PUBKEY_BYTES - PDA_MARKER.length + i] === byte);
}
