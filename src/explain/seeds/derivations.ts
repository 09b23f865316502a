import { bytesEqual } from "../../base/bytes.js";
import { sha256Into } from "../../crypto/sha256.js";
import { MAX_BUMP, MAX_SEED_LEN, MAX_SEEDS } from "../../solana/program-derived-address.js";
import { PUBKEY_BYTES, type Pubkey } from "../../solana/pubkey.js";
import type { Seed } from "./atoms.js";

/** How many bumps there are. */
export const BUMPS = MAX_BUMP + 1;

const PDA_MARKER = new TextEncoder().encode("ProgramDerivedAddress");

/** Derivations of one address, counted. Off the curve it lies anyway, so that the hash alone is compared. */
export class Derivations {
  tried = 0;
  readonly #preimage = new Uint8Array((MAX_SEEDS + 1) * MAX_SEED_LEN + PUBKEY_BYTES + PDA_MARKER.length);
  readonly #digest = new Uint8Array(PUBKEY_BYTES);

  constructor(
    private readonly target: Pubkey,
    private readonly programs: readonly Pubkey[],
  ) {}

  /** Whether the seeds give the address, as they are or with the `from`th to `to`th bump from 255 down. */
  match(seeds: readonly Seed[], from: number, to: number): { program: number; seeds: readonly Seed[] } | undefined {
    if (seeds.length >= MAX_SEEDS || seeds.some(({ length }) => length > MAX_SEED_LEN)) return undefined;
    let length = 0;
    for (const seed of seeds) {
      this.#preimage.set(seed, length);
      length += seed.length;
    }
    for (let program = 0; program < this.programs.length; program++) {
      if (from === 0 && this.#derives(length, program)) return { program, seeds };
      for (let i = from; i < to; i++) {
        this.#preimage[length] = MAX_BUMP - i;
        if (this.#derives(length + 1, program)) return { program, seeds: [...seeds, Uint8Array.of(MAX_BUMP - i)] };
      }
    }
    return undefined;
  }

  #derives(seedsLength: number, program: number): boolean {
    this.tried++;
    this.#preimage.set(this.programs[program]!, seedsLength);
    this.#preimage.set(PDA_MARKER, seedsLength + PUBKEY_BYTES);
    const length = seedsLength + PUBKEY_BYTES + PDA_MARKER.length;
    sha256Into(this.#preimage.subarray(0, length), this.#digest, 0);
    return bytesEqual(this.#digest, this.target);
  }
}
