import { noble } from "#noble";
import { wasmHash } from "./block-hash.js";
import { type HashInto, hashOf, libraryHash } from "./hash.js";
import { hashModule } from "./hash-wasm/block-hash-module.js";
import { KECCAK256_BLOCKS } from "./hash-wasm/keccak-blocks.js";

/** Writes the 32 bytes of the input's Keccak-256, which pads as before SHA-3. */
export const keccak256Into: HashInto = wasmHash(
  KECCAK256_BLOCKS,
  () => hashModule(KECCAK256_BLOCKS),
  libraryHash(() => noble.sha3().keccak_256),
);

/** Keccak-256 of the slices one after the other (solana-keccak-hasher `hashv`). */
export function keccak256(...slices: readonly Uint8Array[]): Uint8Array {
  return hashOf(keccak256Into, 32, slices);
}
