import type { Code } from "../../base/wasm/code.js";
import { ModuleWriter } from "../../base/wasm/module-writer.js";

const ROUNDS = 7;
/** Which word of a round's message is where in the next one's (BLAKE3 specification, table 2). */
const PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
/** The words that a round mixes, columns before diagonals (2.2). */
const MIXED = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

/** Where the initial value is expected: eight words. */
export const INITIAL_VALUE = 0;

export interface Blake3Exports {
  /** Compresses a block of 64 bytes, of which `length` count, into the eight words at `out`; all but these are addresses. */
  compress(out: number, value: number, block: number, counter: number, length: number, flags: number): void;
}

/** A module with BLAKE3's compression function. */
export function blake3Module(): Uint8Array<ArrayBuffer> {
  const writer = new ModuleWriter(["env", "memory"]);
  writeCompress(writer.defineFunction("compress", { parameters: Array(6).fill("i32"), results: [] }));
  return writer.finish();
}

function writeCompress(code: Code): void {
  const [out, value, block, counter, length, flags] = [0, 1, 2, 3, 4, 5];
  const words = (): number[] => Array.from({ length: 16 }, () => code.local("i32"));
  const [v, loaded] = [words(), words()];
  for (const [i, word] of loaded.entries())
    code
      .get(block)
      .memory("i32.load", 4 * i)
      .set(word);
  for (let i = 0; i < 8; i++)
    code
      .get(value)
      .memory("i32.load", 4 * i)
      .set(v[i]!);
  for (let i = 0; i < 4; i++)
    code
      .i32(INITIAL_VALUE)
      .memory("i32.load", 4 * i)
      .set(v[8 + i]!);
  // The counter's upper half stays 0: no input is that long.
  code.get(counter).set(v[12]!).get(length).set(v[14]!).get(flags).set(v[15]!);
  let message = loaded;
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, [a, b, c, d]] of MIXED.entries()) {
      const mixed = [v[a]!, v[b]!, v[c]!, v[d]!] as const;
      writeMix(code, mixed, message[2 * i]!, 16, 12);
      writeMix(code, mixed, message[2 * i + 1]!, 8, 7);
    }
    message = PERMUTATION.map((from) => message[from]!);
  }
  for (let i = 0; i < 8; i++)
    code
      .get(out)
      .get(v[i]!)
      .get(v[8 + i]!)
      .op("i32.xor")
      .memory("i32.store", 4 * i);
}

/** Half of the function G. */
function writeMix(
  code: Code,
  [a, b, c, d]: readonly [number, number, number, number],
  word: number,
  right: number,
  rightAgain: number,
): void {
  code.get(a).get(b).op("i32.add").get(word).op("i32.add").tee(a);
  code
    .get(d)
    .op("i32.xor")
    .i32(32 - right)
    .op("i32.rotl")
    .tee(d);
  code.get(c).op("i32.add").tee(c);
  code
    .get(b)
    .op("i32.xor")
    .i32(32 - rightAgain)
    .op("i32.rotl")
    .set(b);
}
