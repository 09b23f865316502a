import type { HashInto } from "./hash.js";
import {
  type BlockHash,
  DIGEST_BYTES,
  HASH_PLACES,
  PADDING_BYTES,
  prepareHash,
} from "./hash-wasm/block-hash-module.js";
import { instantiate, type WasmInstance } from "./wasm-instance.js";

const { buffer: BUFFER, initialState: INITIAL_STATE, state: STATE } = HASH_PLACES;
const PAGE_BYTES = 65_536;

/** See `HashFunctions`. */
interface Exports {
  readonly absorb: (from: number, block: number, blocks: number) => void;
  readonly finish: (from: number, start: number, length: number, total: number, out: number) => void;
}

/** By the hash's module, or as `otherwise` does where the host compiles no WebAssembly, or none with vectors. */
export function wasmHash(hash: BlockHash, module: () => Uint8Array<ArrayBuffer>, otherwise: HashInto): HashInto {
  let instance: WasmInstance<Exports> | null | undefined;
  return (input, out, offset) => {
    if (instance === undefined) {
      instance = instantiate(module, (bytes) => prepareHash(hash, bytes, 0));
    }
    if (instance === null) otherwise(input, out, offset);
    else hashBlocks(hash.blockBytes, instance, input, out, offset);
  };
}

function hashBlocks(
  blockBytes: number,
  { bytes, exports: { absorb, finish } }: WasmInstance<Exports>,
  input: Uint8Array,
  out: Uint8Array,
  offset: number,
): void {
  const { length } = input;
  const bufferedBlocks = Math.floor((PAGE_BYTES - BUFFER - PADDING_BYTES) / blockBytes);
  const step = bufferedBlocks * blockBytes;
  let from: number = INITIAL_STATE;
  let taken = 0;
  for (; length - taken > step; taken += step) {
    bytes.set(input.subarray(taken, taken + step), BUFFER);
    absorb(from, BUFFER, bufferedBlocks);
    from = STATE;
  }
  bytes.set(taken === 0 ? input : input.subarray(taken), BUFFER);
  finish(from, BUFFER, length - taken, length, STATE);
  for (let i = 0; i < DIGEST_BYTES; i++) out[offset + i] = bytes[STATE + i]!;
}
