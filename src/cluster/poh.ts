import { concatBytes } from "../base/bytes.js";
import { sha256 } from "../crypto/sha256.js";

/** solana-clock, DEFAULT_TICKS_PER_SLOT. */
const TICKS_PER_SLOT = 64;

/** The hash of an entry with one transaction, after the entry with hash `previous` (Agave: entry/src/entry.rs, `next_hash`). */
export function recordTransaction(previous: Uint8Array, signatures: readonly Uint8Array[]): Uint8Array {
  return sha256(concatBytes(previous, merkleRoot(signatures)));
}

/** The hash of the last of a slot's ticks, of one hash each, as a cluster for development has them. */
export function tick(previous: Uint8Array): Uint8Array {
  let hash = previous;
  for (let i = 0; i < TICKS_PER_SLOT; i++) hash = sha256(hash);
  return hash;
}

/** The root over signatures (Agave: merkle-tree/src/merkle_tree.rs; `hash_transactions`). Zeros without any. */
function merkleRoot(signatures: readonly Uint8Array[]): Uint8Array {
  let level = signatures.map((signature) => sha256(concatBytes(LEAF, signature)));
  if (level.length === 0) return new Uint8Array(32);
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      above.push(sha256(concatBytes(NODE, level[i]!, level[i + 1] ?? level[i]!)));
    }
    level = above;
  }
  return level[0]!;
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
