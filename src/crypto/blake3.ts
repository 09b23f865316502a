import { noble } from "#noble";
import { type HashInto, hashOf, libraryHash } from "./hash.js";

/** Writes the 32 bytes of the input's BLAKE3. */
export const blake3Into: HashInto = libraryHash(() => noble.blake3().blake3);

/** BLAKE3 of the slices one after the other (solana-blake3-hasher `hashv`). */
export function blake3(...slices: readonly Uint8Array[]): Uint8Array {
  return hashOf(blake3Into, 32, slices);
}
