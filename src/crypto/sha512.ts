import { noble } from "#noble";
import { hashSlices, nodeHashSlices } from "./hash.js";

/** SHA-512 of the slices one after the other (solana-sha512-hasher `hashv`). */
export function sha512(...slices: readonly Uint8Array[]): Uint8Array {
  return nodeHashSlices("sha512", slices) ?? hashSlices(noble.sha2().sha512, slices);
}
