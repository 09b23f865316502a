import { noble } from "#noble";
import { hashSlices } from "./hash.js";

/** Keccak-256, with the padding from before SHA-3, of the slices one after the other (solana-keccak-hasher `hashv`). */
export function keccak256(...slices: readonly Uint8Array[]): Uint8Array {
  return hashSlices(noble.sha3().keccak_256, slices);
}
