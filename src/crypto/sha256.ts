import { noble } from "#noble";
import { type HashInto, hashOf, platformHash } from "./hash.js";

/** Writes the 32 bytes of the input's SHA-256. */
export const sha256Into: HashInto = platformHash("sha256", () => noble.sha2().sha256);

/** SHA-256 of the slices one after the other (solana-sha256-hasher `hashv`). */
export function sha256(...slices: readonly Uint8Array[]): Uint8Array {
  return hashOf(sha256Into, 32, slices);
}
