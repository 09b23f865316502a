import type { Code } from "../../base/wasm/code.js";
import { ModuleWriter } from "../../base/wasm/module-writer.js";
import { HASH_PLACES, writeZeros } from "./block-hash-module.js";
import { squareRootFractions } from "./prime-roots.js";

const ROUNDS = 7;
const BLOCK_BYTES = 64;
/** Which word of a round's message is where in the next one's (BLAKE3 specification, table 2). */
const PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
/**
 * The message words that a round takes, four at a time: before the first and the second half of G for the columns, the
 * same for the diagonals, of which the one through v4 comes first.
 */
const TAKEN = [
  [0, 2, 4, 6],
  [1, 3, 5, 7],
  [14, 8, 10, 12],
  [15, 9, 11, 13],
] as const;

/** What a compression is told about its block (table 3). */
export const FLAGS = { chunkStart: 1, chunkEnd: 2, parent: 4, root: 8 } as const;

/** Indices of BLAKE3's functions in a module; addresses and counts are i32. */
export interface Blake3Functions {
  /** (out, value, block, counter, length, flags): a block of 64 bytes, of which `length` count, into eight words. */
  readonly compress: number;
  /** (out, start, length, counter, flags): the value of a chunk of at most 1024 bytes; `flags` for its last block. */
  readonly chunk: number;
}

/** BLAKE3's functions as exports of a module of their own. */
export interface Blake3Exports {
  compress(out: number, value: number, block: number, counter: number, length: number, flags: number): void;
  chunk(out: number, start: number, length: number, counter: number, flags: number): void;
}

/** Puts the initial value where the functions expect it. */
export function prepareBlake3(bytes: Uint8Array, base: number): void {
  bytes.set(squareRootFractions(8), base + HASH_PLACES.initialState);
}

/** A module of its own, with its places from 0 on. */
export function blake3Module(): Uint8Array<ArrayBuffer> {
  const module = new ModuleWriter(["env", "memory"]);
  const { compress, chunk } = defineBlake3(module, 0);
  module.exportFunction("compress", compress);
  module.exportFunction("chunk", chunk);
  return module.finish();
}

/** Adds BLAKE3 to a module; it keeps what it needs behind `base`. */
export function defineBlake3(module: ModuleWriter, base: number): Blake3Functions {
  const initialValue = base + HASH_PLACES.initialState;
  const compress = module.addFunction({ parameters: Array(6).fill("i32"), results: [] });
  writeCompress(compress.code, initialValue);
  const chunk = module.addFunction({ parameters: Array(5).fill("i32"), results: [] });
  writeChunk(chunk.code, initialValue);
  return { compress: compress.index, chunk: chunk.index };
}

/** Block after block (2.4); zeros complete the last one. */
function writeChunk(code: Code, initialValue: number): void {
  const [out, start, length, counter, lastFlags] = [0, 1, 2, 3, 4];
  const [flags, left] = [code.local("i32"), code.local("i32")];
  const value = [code.local("v128"), code.local("v128")] as const;
  writeZeros(code, () => code.get(start).get(length).op("i32.add"), BLOCK_BYTES);
  code.get(length).set(left).i32(FLAGS.chunkStart).set(flags);
  for (const [i, words] of value.entries())
    code
      .i32(initialValue)
      .vectorMemory("v128.load", 16 * i)
      .set(words);
  const next = code.loop();
  // The last block has what is left.
  code.get(left).i32(BLOCK_BYTES).op("i32.le_u").if();
  code.get(left).set(length).get(flags).get(lastFlags).op("i32.or").i32(FLAGS.chunkEnd).op("i32.or").set(flags);
  code.else().i32(BLOCK_BYTES).set(length).end();
  writeCompression(code, { value, block: start, counter, length, flags }, initialValue);
  code.i32(0).set(flags).get(start).i32(BLOCK_BYTES).op("i32.add").set(start);
  code.get(left).get(length).op("i32.sub").tee(left).brIf(next).end();
  for (const [i, words] of value.entries())
    code
      .get(out)
      .get(words)
      .vectorMemory("v128.store", 16 * i);
}

function writeCompress(code: Code, initialValue: number): void {
  const [out, from, block, counter, length, flags] = [0, 1, 2, 3, 4, 5];
  const value = [code.local("v128"), code.local("v128")] as const;
  for (const [i, words] of value.entries())
    code
      .get(from)
      .vectorMemory("v128.load", 16 * i)
      .set(words);
  writeCompression(code, { value, block, counter, length, flags }, initialValue);
  for (const [i, words] of value.entries())
    code
      .get(out)
      .get(words)
      .vectorMemory("v128.store", 16 * i);
}

/** Locals that a compression takes; the value in two vectors is replaced, the others are i32. */
interface Compression {
  readonly value: readonly [number, number];
  readonly block: number;
  readonly counter: number;
  readonly length: number;
  readonly flags: number;
}

/** The compression function (2.2), with the rows of its state and the message in vectors. */
function writeCompression(
  code: Code,
  { value, block, counter, length, flags }: Compression,
  initialValue: number,
): void {
  const vectors = (): number[] => Array.from({ length: 4 }, () => code.local("v128"));
  const [rows, loaded] = [vectors(), vectors()];
  const [a, b, c, d] = rows as [number, number, number, number];
  for (const [i, words] of loaded.entries())
    code
      .get(block)
      .vectorMemory("v128.load", 16 * i)
      .set(words);
  code.get(value[0]).set(a).get(value[1]).set(b).i32(initialValue).vectorMemory("v128.load").set(c);
  // The counter's upper half stays 0: no input is that long.
  code.zeroVector().get(counter).replaceWord(0).get(length).replaceWord(2).get(flags).replaceWord(3).set(d);
  let message = new Message(code, loaded);
  for (let round = 0; round < ROUNDS; round++) {
    message = message.taken(TAKEN.map((words) => words.map((word) => permuted(word, round))));
    const [first, second, third, fourth] = message.vectors as [number, number, number, number];
    writeMix(code, [a, b, c, d], first, 16, 12);
    writeMix(code, [a, b, c, d], second, 8, 7);
    // Diagonals become columns.
    for (const [row, turn] of [
      [a, 3],
      [c, 1],
      [d, 2],
    ] as const)
      writeTurn(code, row, turn);
    writeMix(code, [a, b, c, d], third, 16, 12);
    writeMix(code, [a, b, c, d], fourth, 8, 7);
    for (const [row, turn] of [
      [a, 1],
      [c, 3],
      [d, 2],
    ] as const)
      writeTurn(code, row, turn);
  }
  code.get(a).get(c).vector("v128.xor").set(value[0]);
  code.get(b).get(d).vector("v128.xor").set(value[1]);
}

/** The word of the block that stands at `word` in the message of a round. */
function permuted(word: number, round: number): number {
  return round === 0 ? word : PERMUTATION[permuted(word, round - 1)]!;
}

/** Half of the function G for four columns. */
function writeMix(
  code: Code,
  [a, b, c, d]: readonly [number, number, number, number],
  words: number,
  right: number,
  rightAgain: number,
): void {
  code.get(a).get(words).vector("i32x4.add").get(b).vector("i32x4.add").set(a);
  code.get(d).get(a).vector("v128.xor").set(d);
  writeRotated(code, d, right);
  code.get(c).get(d).vector("i32x4.add").set(c).get(b).get(c).vector("v128.xor").set(b);
  writeRotated(code, b, rightAgain);
}

/** Rotates each word of a vector to the right. */
function writeRotated(code: Code, vector: number, right: number): void {
  if (right % 8 === 0) {
    const bytes = Array.from({ length: 16 }, (_, i) => (i & 12) | ((i + right / 8) & 3));
    code.get(vector).get(vector).shuffle(bytes).set(vector);
  } else {
    code.get(vector).i32(right).vector("i32x4.shr_u");
    code
      .get(vector)
      .i32(32 - right)
      .vector("i32x4.shl")
      .vector("v128.or")
      .set(vector);
  }
}

/** Turns the words of a row, so that the one at `first` comes first. */
function writeTurn(code: Code, row: number, first: number): void {
  code
    .get(row)
    .get(row)
    .shuffleWords(...[0, 1, 2, 3].map((i) => (first + i) & 3))
    .set(row);
}

/** The words of a block in four vectors, in some order. */
class Message {
  constructor(
    private readonly code: Code,
    readonly vectors: readonly number[],
    private readonly words: readonly (readonly number[])[] = [0, 4, 8, 12].map((i) => [i, i + 1, i + 2, i + 3]),
  ) {}

  /** The same words in another order. */
  taken(words: readonly (readonly number[])[]): Message {
    const vectors = words.map((wanted) => {
      const sources = [0, 1, 2, 3].filter((i) => this.words[i]!.some((word) => wanted.includes(word)));
      const vector = this.code.local("v128");
      this.#writeFirst(wanted, sources, vector);
      for (const source of sources.slice(2)) this.#writeOther(wanted, source, vector);
      return vector;
    });
    return new Message(this.code, vectors, words);
  }

  /** Takes the wanted words of the first two sources. */
  #writeFirst(wanted: readonly number[], [one, other]: readonly number[], vector: number): void {
    const both = [...this.words[one!]!, ...this.words[other!]!];
    const places = wanted.map((word) => Math.max(both.indexOf(word), 0));
    this.code
      .get(this.vectors[one!]!)
      .get(this.vectors[other!]!)
      .shuffleWords(...places)
      .set(vector);
  }

  /** Takes those of another one, and leaves the rest. */
  #writeOther(wanted: readonly number[], source: number, vector: number): void {
    const places = wanted.map((word, i) => {
      const place = this.words[source]!.indexOf(word);
      return place < 0 ? i : 4 + place;
    });
    this.code
      .get(vector)
      .get(this.vectors[source]!)
      .shuffleWords(...places)
      .set(vector);
  }
}
