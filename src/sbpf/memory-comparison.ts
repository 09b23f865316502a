import { bytesEqual } from "../base/bytes.js";
import { ModuleWriter } from "../base/wasm/module-writer.js";
import type { LinearMemory } from "./linear-memory.js";

/** Bytes that are compared at a time. */
const SCRATCH_LENGTH = 16 * 1024;

type Equal = (a: number, b: number, byteLength: number) => number;

/**
 * Compares bytes with a stretch of a linear memory: they are copied into it and compared there by WebAssembly, in a
 * tenth of the time that JavaScript needs byte by byte.
 */
export class MemoryComparison {
  readonly #scratch: number;
  /** Null where the host compiles no WebAssembly. */
  readonly #equal: Equal | null;

  constructor(private readonly linear: LinearMemory) {
    this.#scratch = linear.allocate(SCRATCH_LENGTH);
    this.#equal = equalOver(linear.memory);
  }

  /** Whether the memory at `hostOffset` holds `bytes`. */
  equals(bytes: Uint8Array, hostOffset: number): boolean {
    const { length } = bytes;
    if (this.#equal === null) return bytesEqual(bytes, this.linear.bytes.subarray(hostOffset, hostOffset + length));
    if (length <= SCRATCH_LENGTH) return this.#isPart(this.#equal, bytes, hostOffset);
    for (let begin = 0; begin < length; begin += SCRATCH_LENGTH) {
      const part = bytes.subarray(begin, begin + SCRATCH_LENGTH);
      if (!this.#isPart(this.#equal, part, hostOffset + begin)) return false;
    }
    return true;
  }

  /** Whether `byteLength` bytes at two places of the memory are the same. */
  equalsWithin(a: number, b: number, byteLength: number): boolean {
    if (this.#equal !== null) return this.#equal(a, b, byteLength) === 1;
    const { bytes } = this.linear;
    return bytesEqual(bytes.subarray(a, a + byteLength), bytes.subarray(b, b + byteLength));
  }

  #isPart(equal: Equal, bytes: Uint8Array, hostOffset: number): boolean {
    this.linear.bytes.set(bytes, this.#scratch);
    return equal(this.#scratch, hostOffset, bytes.length) === 1;
  }
}

function equalOver(memory: WebAssembly.Memory): Equal | null {
  try {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(comparisonModule()), { env: { memory } });
    return instance.exports.equal as Equal;
  } catch {
    return null;
  }
}

/** A module with memory `env.memory` and export `equal(a, b, byteLength)`: 1 or 0. */
function comparisonModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleWriter(["env", "memory"]);
  const code = module.defineFunction("equal", { parameters: ["i32", "i32", "i32"], results: ["i32"] });
  const [a, b, length] = [0, 1, 2];
  const end = code.local("i32");
  // As far as `end`, which must be whole steps away; each step compares `words` of 8 bytes, or one byte.
  const compareToEnd = (words: number): void => {
    const done = code.block();
    const next = code.loop();
    code.get(a).get(end).op("i32.eq").brIf(done);
    for (let word = 0; word < words; word++) {
      code
        .get(a)
        .memory("i64.load", 8 * word)
        .get(b)
        .memory("i64.load", 8 * word)
        .op("i64.xor");
      if (word > 0) code.op("i64.or");
    }
    if (words === 0) code.get(a).memory("i64.load8_u").get(b).memory("i64.load8_u").op("i64.xor");
    code.i64(0n).op("i64.ne").if();
    code.i32(0).op("return").end();
    for (const pointer of [a, b])
      code
        .get(pointer)
        .i32(Math.max(8 * words, 1))
        .op("i32.add")
        .set(pointer);
    code.br(next).end().end();
  };
  for (const words of [4, 1, 0]) {
    const step = Math.max(8 * words, 1);
    code.get(a).get(length).i32(-step).op("i32.and").op("i32.add").set(end);
    compareToEnd(words);
    code
      .get(length)
      .i32(step - 1)
      .op("i32.and")
      .set(length);
  }
  code.i32(1);
  return module.finish();
}
