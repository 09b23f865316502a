import { noble } from "#noble";
import { type HashInto, hashOf, libraryHash } from "./hash.js";
import { type Blake3Exports, blake3Module, FLAGS, prepareBlake3 } from "./hash-wasm/blake3-module.js";
import { DIGEST_BYTES, HASH_PLACES, PADDING_BYTES } from "./hash-wasm/block-hash-module.js";
import { instantiate, type WasmInstance } from "./wasm-instance.js";

const BLOCK_BYTES = 64;
/** Of the input, whose values are the leaves of the tree. */
export const CHUNK_BYTES = 1024;

/** Places in the memory: the chunk that is hashed, and values of subtrees that wait for their right neighbours. */
const CHUNK = HASH_PLACES.buffer;
const VALUES = CHUNK + CHUNK_BYTES + PADDING_BYTES;

const byLibrary = libraryHash(() => noble.blake3().blake3);

let machine: WasmInstance<Blake3Exports> | null | undefined;

/** Writes the 32 bytes of the input's BLAKE3. */
export const blake3Into: HashInto = (input, out, offset) => {
  if (machine === undefined) machine = instantiate(blake3Module, (bytes) => prepareBlake3(bytes, 0));
  if (machine === null) byLibrary(input, out, offset);
  else hashTree(machine, input, out, offset);
};

/** BLAKE3 of the slices one after the other (solana-blake3-hasher `hashv`). */
export function blake3(...slices: readonly Uint8Array[]): Uint8Array {
  return hashOf(blake3Into, DIGEST_BYTES, slices);
}

/** Chunk by chunk; two subtrees of the same size become one as soon as something follows them. */
function hashTree(
  { bytes, exports: { chunk, compress } }: WasmInstance<Blake3Exports>,
  input: Uint8Array,
  out: Uint8Array,
  offset: number,
): void {
  let values = 0;
  const join = (flags: number): void => {
    values--;
    const left = VALUES + (values - 1) * DIGEST_BYTES;
    compress(left, HASH_PLACES.initialState, left, 0, BLOCK_BYTES, FLAGS.parent | flags);
  };
  const chunks = Math.max(1, Math.ceil(input.length / CHUNK_BYTES));
  for (let i = 0; i < chunks; i++) {
    for (let done = i; done > 0 && done % 2 === 0; done /= 2) join(0);
    const part = chunks === 1 ? input : input.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES);
    bytes.set(part, CHUNK);
    chunk(VALUES + values++ * DIGEST_BYTES, CHUNK, part.length, i, chunks === 1 ? FLAGS.root : 0);
  }
  while (values > 1) join(values === 2 ? FLAGS.root : 0);
  for (let i = 0; i < DIGEST_BYTES; i++) out[offset + i] = bytes[VALUES + i]!;
}
