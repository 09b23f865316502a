import type { HashInto } from "./hash.js";
import { instantiate, type WasmInstance } from "./wasm-instance.js";

/** Places in the memory of a hash function. */
export const STATE = 0;
export const TABLE = 256;
const INITIAL_STATE = 512;
const BUFFER = 1024;
/** Blocks that the buffer holds, besides room for padding. */
const BUFFERED_BLOCKS = 256;

/** A hash function that takes block by block into a state. */
export interface BlockHash {
  readonly blockBytes: number;
  initialState(): Uint8Array;
  /** Constants for `absorb`. */
  table(): Uint8Array;
  /** A module whose `absorb`: (from: i32, block: i32, blocks: i32) takes blocks into the state at `from`: to `STATE`. */
  module(): Uint8Array<ArrayBuffer>;
  /** Completes the last `length` of `total` bytes, which lie from `start` on; how many blocks they make. */
  pad(bytes: Uint8Array, start: number, length: number, total: number): number;
  /** Writes the digest of the final state. */
  read(bytes: Uint8Array, out: Uint8Array, offset: number): void;
}

interface Exports {
  readonly absorb: (from: number, block: number, blocks: number) => void;
}

/** By generated WebAssembly, or as `otherwise` does where the host compiles none. */
export function wasmHash(hash: BlockHash, otherwise: HashInto): HashInto {
  let instance: WasmInstance<Exports> | null | undefined;
  return (input, out, offset) => {
    if (instance === undefined) instance = instantiate(hash.module, (bytes) => prepare(hash, bytes));
    if (instance === null) otherwise(input, out, offset);
    else hashBlocks(hash, instance, input, out, offset);
  };
}

function prepare(hash: BlockHash, bytes: Uint8Array): void {
  bytes.set(hash.table(), TABLE);
  bytes.set(hash.initialState(), INITIAL_STATE);
}

function hashBlocks(
  { blockBytes, pad, read }: BlockHash,
  { bytes, exports: { absorb } }: WasmInstance<Exports>,
  input: Uint8Array,
  out: Uint8Array,
  offset: number,
): void {
  const { length } = input;
  const step = BUFFERED_BLOCKS * blockBytes;
  let from = INITIAL_STATE;
  let taken = 0;
  for (; length - taken > step; taken += step) {
    bytes.set(input.subarray(taken, taken + step), BUFFER);
    absorb(from, BUFFER, BUFFERED_BLOCKS);
    from = STATE;
  }
  bytes.set(taken === 0 ? input : input.subarray(taken), BUFFER);
  absorb(from, BUFFER, pad(bytes, BUFFER, length - taken, length));
  read(bytes, out, offset);
}
