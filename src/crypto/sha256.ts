import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";

/** SHA-256 of the slices one after the other. */
export function sha256(...slices: readonly Uint8Array[]): Uint8Array {
  const hasher = nobleSha256.create();
  for (const slice of slices) hasher.update(slice);
  return hasher.digest();
}
