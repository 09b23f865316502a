import { sliceBytes, subBytes } from "../base/bytes.js";
import { sha256OffCurve } from "../crypto/is-on-curve.js";
import { sha256 } from "../crypto/sha256.js";
import { PUBKEY_BYTES, type Pubkey } from "./pubkey.js";

export const MAX_SEEDS = 16;
/** The most bytes that one seed can have. */
export const MAX_SEED_LEN = 32;
/** The bump that is tried first. */
export const MAX_BUMP = 255;

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

const MAX_PREIMAGE_BYTES = (MAX_SEEDS + 1) * MAX_SEED_LEN + PUBKEY_BYTES + PDA_MARKER.length;
const REMEMBERED = 4;

/** An address with what it was derived from. */
class KnownAddress {
  readonly #preimage = new Uint8Array(MAX_PREIMAGE_BYTES);
  #length = 0;
  readonly address = new Uint8Array(PUBKEY_BYTES);

  set(preimage: Uint8Array, address: Pubkey): void {
    this.#preimage.set(preimage);
    this.#length = preimage.length;
    this.address.set(address);
  }

  isOf(preimage: Uint8Array, length: number): boolean {
    if (length !== this.#length) return false;
    for (let i = 0; i < length; i++) if (preimage[i] !== this.#preimage[i]) return false;
    return true;
  }
}

/**
 * What is hashed for a program address, piece by piece: seeds, program id, marker. Who writes it derives from it before
 * anybody else begins.
 */
class AddressPreimage {
  readonly #bytes = new Uint8Array(MAX_PREIMAGE_BYTES);
  #length = 0;
  #bumpOffset = 0;
  /** What was derived lately: whoever finds an address mostly signs for it next, again and again. */
  readonly #derived = Array.from({ length: REMEMBERED }, () => new KnownAddress());
  #oldest = 0;

  begin(): void {
    this.#length = 0;
  }

  /** Adds `length` bytes of `source` from `offset` on: a seed or a program id, as short as these are. */
  add(source: Uint8Array, offset: number, length: number): void {
    for (let i = 0; i < length; i++) this.#bytes[this.#length + i] = source[offset + i]!;
    this.#length += length;
  }

  /** Adds the seed that `deriveWithBump` sets. */
  addBump(): void {
    this.#bumpOffset = this.#length++;
  }

  /** Adds what comes last. */
  end(programIds: Uint8Array, offset: number): void {
    this.add(programIds, offset, PUBKEY_BYTES);
    this.add(PDA_MARKER, 0, PDA_MARKER.length);
  }

  /** The address, if it lies off the curve. */
  derive(): Pubkey | undefined {
    for (const known of this.#derived)
      if (known.isOf(this.#bytes, this.#length)) return sliceBytes(known.address, 0, PUBKEY_BYTES);
    const preimage = subBytes(this.#bytes, 0, this.#length);
    const address = sha256OffCurve(preimage);
    if (address === undefined) return undefined;
    this.#derived[this.#oldest]!.set(preimage, address);
    this.#oldest = (this.#oldest + 1) % REMEMBERED;
    return address;
  }

  deriveWithBump(bump: number): Pubkey | undefined {
    this.#bytes[this.#bumpOffset] = bump;
    return this.derive();
  }
}

export const addressPreimage = new AddressPreimage();

/**
 * The address that `seeds` give under `programId`: sha256(seeds ‖ programId ‖ marker), if it lies off the curve, so
 * that nobody has its private key (solana-address `create_program_address`).
 */
export function createProgramAddress(seeds: readonly Uint8Array[], programId: Pubkey): DerivedAddress {
  if (!addSeeds(seeds, MAX_SEEDS)) return { ok: false, error: "MaxSeedLengthExceeded" };
  addressPreimage.end(programId, 0);
  const address = addressPreimage.derive();
  return address === undefined ? { ok: false, error: "InvalidSeeds" } : { ok: true, address };
}

/**
 * The first address off the curve for `seeds` and one more seed, the bump, from 255 down to 1; undefined when there is
 * none or the seeds are too many or too long (solana-address `try_find_program_address`, which never tries 0).
 */
export function findProgramAddress(
  seeds: readonly Uint8Array[],
  programId: Pubkey,
): { address: Pubkey; bump: number } | undefined {
  if (!addSeeds(seeds, MAX_SEEDS - 1)) return undefined;
  addressPreimage.addBump();
  addressPreimage.end(programId, 0);
  for (let bump = MAX_BUMP; bump > 0; bump--) {
    const address = addressPreimage.deriveWithBump(bump);
    if (address !== undefined) return { address, bump };
  }
  return undefined;
}

/** Begins a preimage with these seeds; false if they are too many or too long. */
function addSeeds(seeds: readonly Uint8Array[], maxSeeds: number): boolean {
  if (seeds.length > maxSeeds) return false;
  addressPreimage.begin();
  for (const seed of seeds) {
    if (seed.length > MAX_SEED_LEN) return false;
    addressPreimage.add(seed, 0, seed.length);
  }
  return true;
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
