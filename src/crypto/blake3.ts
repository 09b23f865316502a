import { noble } from "#noble";
import { hashSlices } from "./hash.js";

/** The 32 bytes of BLAKE3 of the slices one after the other (solana-blake3-hasher `hashv`). */
export function blake3(...slices: readonly Uint8Array[]): Uint8Array {
  return hashSlices(noble.blake3().blake3, slices);
}
