import { noble } from "#noble";
import { type HashInto, hashOf, libraryHash, platformHash } from "./hash.js";

/** Writes the 64 bytes of the input's SHA-512. */
export const sha512Into: HashInto = platformHash(
  "sha512",
  libraryHash(() => noble.sha2().sha512),
);

/** SHA-512 of the slices one after the other (solana-sha512-hasher `hashv`). */
export function sha512(...slices: readonly Uint8Array[]): Uint8Array {
  return hashOf(sha512Into, 64, slices);
}
