import { noble } from "#noble";
import { type HashInto, hashOf, libraryHash } from "./hash.js";
import { type Blake3Exports, blake3Module, INITIAL_VALUE } from "./hash-wasm/blake3-module.js";
import { squareRootFractions } from "./hash-wasm/prime-roots.js";
import { instantiate, type WasmInstance } from "./wasm-instance.js";

const DIGEST_BYTES = 32;
const BLOCK_BYTES = 64;
const CHUNK_BYTES = 1024;
/** What a compression is told about its block (BLAKE3 specification, table 3). */
const FLAGS = { chunkStart: 1, chunkEnd: 2, parent: 4, root: 8 } as const;

/** Places in the memory: the chunk that is hashed, and values of subtrees that wait for their right neighbours. */
const CHUNK = 1024;
const VALUES = CHUNK + CHUNK_BYTES;

const byLibrary = libraryHash(() => noble.blake3().blake3);

let machine: WasmInstance<Blake3Exports> | null | undefined;

/** Writes the 32 bytes of the input's BLAKE3. */
export const blake3Into: HashInto = (input, out, offset) => {
  if (machine === undefined) {
    machine = instantiate(blake3Module, (bytes) => bytes.set(squareRootFractions(8), INITIAL_VALUE));
  }
  if (machine === null) byLibrary(input, out, offset);
  else hashTree(machine, input, out, offset);
};

/** BLAKE3 of the slices one after the other (solana-blake3-hasher `hashv`). */
export function blake3(...slices: readonly Uint8Array[]): Uint8Array {
  return hashOf(blake3Into, DIGEST_BYTES, slices);
}

/** Chunk by chunk; two subtrees of the same size become one as soon as something follows them. */
function hashTree(
  { bytes, exports: { compress } }: WasmInstance<Blake3Exports>,
  input: Uint8Array,
  out: Uint8Array,
  offset: number,
): void {
  let values = 0;
  const join = (flags: number): void => {
    values--;
    const left = VALUES + (values - 1) * DIGEST_BYTES;
    compress(left, INITIAL_VALUE, left, 0, BLOCK_BYTES, FLAGS.parent | flags);
  };
  const chunks = Math.max(1, Math.ceil(input.length / CHUNK_BYTES));
  for (let chunk = 0; chunk < chunks; chunk++) {
    for (let done = chunk; done > 0 && done % 2 === 0; done /= 2) join(0);
    const part = chunks === 1 ? input : input.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES);
    bytes.set(part, CHUNK);
    compressChunk(bytes, compress, VALUES + values++ * DIGEST_BYTES, chunk, part.length, chunks === 1 ? FLAGS.root : 0);
  }
  while (values > 1) join(values === 2 ? FLAGS.root : 0);
  for (let i = 0; i < DIGEST_BYTES; i++) out[offset + i] = bytes[VALUES + i]!;
}

/** Writes the value of the chunk at `CHUNK`. */
function compressChunk(
  bytes: Uint8Array,
  compress: Blake3Exports["compress"],
  value: number,
  chunk: number,
  length: number,
  lastFlags: number,
): void {
  const blocks = Math.max(1, Math.ceil(length / BLOCK_BYTES));
  bytes.fill(0, CHUNK + length, CHUNK + blocks * BLOCK_BYTES);
  for (let block = 0; block < blocks; block++) {
    const isLast = block === blocks - 1;
    const flags = (block === 0 ? FLAGS.chunkStart : 0) | (isLast ? FLAGS.chunkEnd | lastFlags : 0);
    const start = block * BLOCK_BYTES;
    const from = block === 0 ? INITIAL_VALUE : value;
    compress(value, from, CHUNK + start, chunk, Math.min(length - start, BLOCK_BYTES), flags);
  }
}
