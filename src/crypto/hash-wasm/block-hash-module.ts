import type { Code } from "../../base/wasm/code.js";
import { ModuleWriter } from "../../base/wasm/module-writer.js";

/** Where a generated hash function keeps what it needs, behind the place that it is given. */
export const HASH_PLACES = {
  state: 0,
  /** Constants. */
  table: 256,
  initialState: 512,
  /** For the work on a block. */
  scratch: 768,
  /** From here on callers may put their input, with room for padding behind it. */
  buffer: 1024,
} as const;

/** Bytes behind an input that padding may overwrite. */
export const PADDING_BYTES = 256;
/** Of every hash that is generated. */
export const DIGEST_BYTES = 32;

/** A hash function that takes block by block into a state, as generated WebAssembly. */
export interface BlockHash {
  readonly blockBytes: number;
  /** What lies at its places from the start. */
  readonly table: () => Uint8Array;
  readonly initialState: () => Uint8Array;
  /** Takes blocks into the state at `from`; the new one goes to its place. */
  writeAbsorb(code: Code, parameters: { from: number; block: number; blocks: number }, base: number): void;
  /** Pads the last `length` of `total` bytes, which lie at `start`; leaves how many blocks they make on the stack. */
  writePad(code: Code, parameters: { start: number; length: number; total: number }): void;
  /** Writes the digest of the final state to `out`. */
  writeDigest(code: Code, out: number, base: number): void;
}

/** Indices of the functions of a hash in a module. */
export interface HashFunctions {
  /** (from, block, blocks): takes blocks into the state at `from`. */
  readonly absorb: number;
  /** (from, start, length, total, out): the same with the last `length` of `total` bytes; the digest goes to `out`. */
  readonly finish: number;
}

/** Adds a hash to a module; it keeps what it needs behind `base`. */
export function defineHash(module: ModuleWriter, hash: BlockHash, base: number): HashFunctions {
  const { index: absorb, code } = module.addFunction({ parameters: ["i32", "i32", "i32"], results: [] });
  hash.writeAbsorb(code, { from: 0, block: 1, blocks: 2 }, base);
  const { index: finish, code: ending } = module.addFunction({
    parameters: ["i32", "i32", "i32", "i32", "i32"],
    results: [],
  });
  ending.get(0).get(1);
  hash.writePad(ending, { start: 1, length: 2, total: 3 });
  ending.call(absorb);
  hash.writeDigest(ending, 4, base);
  return { absorb, finish };
}

/** A module of its own for a hash, with its places from 0 on and both functions exported. */
export function hashModule(hash: BlockHash): Uint8Array<ArrayBuffer> {
  const module = new ModuleWriter(["env", "memory"]);
  const { absorb, finish } = defineHash(module, hash, 0);
  module.exportFunction("absorb", absorb);
  module.exportFunction("finish", finish);
  return module.finish();
}

/** Puts what a hash needs from the start behind `base`. */
export function prepareHash({ table, initialState }: BlockHash, bytes: Uint8Array, base: number): void {
  bytes.set(table(), base + HASH_PLACES.table);
  bytes.set(initialState(), base + HASH_PLACES.initialState);
}

/** Writes zeros, 16 bytes at a time, to the address that `push` pushes. */
export function writeZeros(code: Code, push: () => void, byteLength: number): void {
  for (let at = 0; at < byteLength; at += 16) {
    push();
    code.zeroVector().vectorMemory("v128.store", at);
  }
}
