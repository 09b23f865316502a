import { noble } from "#noble";
import { hashSlices, nodeHashSlices } from "./hash.js";

/** SHA-256 of the slices one after the other (solana-sha256-hasher `hashv`). */
export function sha256(...slices: readonly Uint8Array[]): Uint8Array {
  return nodeHashSlices("sha256", slices) ?? hashSlices(noble.sha2().sha256, slices);
}
