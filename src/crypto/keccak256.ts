import { noble } from "#noble";
import { type HashInto, hashOf, libraryHash } from "./hash.js";

/** Writes the 32 bytes of the input's Keccak-256, which pads as before SHA-3. */
export const keccak256Into: HashInto = libraryHash(() => noble.sha3().keccak_256);

/** Keccak-256 of the slices one after the other (solana-keccak-hasher `hashv`). */
export function keccak256(...slices: readonly Uint8Array[]): Uint8Array {
  return hashOf(keccak256Into, 32, slices);
}
