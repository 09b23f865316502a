import { noble } from "#noble";
import { wasmHash } from "./block-hash.js";
import { type HashInto, hashOf, libraryHash, platformHash } from "./hash.js";
import { SHA256_BLOCKS } from "./hash-wasm/sha256-blocks.js";
import { sha256Module } from "./hash-wasm/sha256-module.js";

export const SHA256_BYTES = 32;

/** For where node:crypto is missing. */
export const wasmSha256: HashInto = wasmHash(
  SHA256_BLOCKS,
  sha256Module,
  libraryHash(() => noble.sha2().sha256),
);

/** Writes the 32 bytes of the input's SHA-256. */
export const sha256Into: HashInto = platformHash("sha256", wasmSha256);

/** SHA-256 of the slices one after the other (solana-sha256-hasher `hashv`). */
export function sha256(...slices: readonly Uint8Array[]): Uint8Array {
  return hashOf(sha256Into, SHA256_BYTES, slices);
}
