import type { Code } from "../../base/wasm/code.js";
import { ModuleWriter } from "../../base/wasm/module-writer.js";
import {
  type MontgomeryField,
  PAIR_BYTES,
  radixPower,
  SECOND,
  writeLimbs,
  writePack,
  writeUnpack,
} from "./montgomery-field.js";
import { writeMultiply, writeSquare, writeSumOfProducts } from "./montgomery-products.js";

const MOST_ELEMENTS = 13;
const MOST_PARTIAL_ROUNDS = 66;

/**
 * Places in the memory. A state of t elements lies in `pairsOf(t)` pairs: the first elements of all, then the second ones
 * of all. The history has a pair for each partial round: what went into the S-box, and what came out; before the first
 * of them, `MOST_ELEMENTS` pairs whose first elements stay zero.
 */
const ENCODED = 0;
const FACTOR = 32;
const ONE = FACTOR + PAIR_BYTES;
const ZERO = ONE + PAIR_BYTES;
const READ = ZERO + PAIR_BYTES;
const STATE = READ + PAIR_BYTES;
const POWERS = STATE + pairsOf(MOST_ELEMENTS) * PAIR_BYTES;
const HISTORY = POWERS + (pairsOf(MOST_ELEMENTS) + MOST_ELEMENTS) * PAIR_BYTES;
/** Where tables may begin. */
export const FREE = HISTORY + MOST_PARTIAL_ROUNDS * PAIR_BYTES;
export const POSEIDON_PLACES = { encoded: ENCODED, state: STATE, zero: ZERO } as const;

/** Full rounds before the partial rounds, and after. */
export const HALF_OF_FULL_ROUNDS = 4;

export interface PoseidonExports {
  /** out = the element that the 32 bytes at `encoded` spell, little-endian, plus `addend`; 0 if it is not below the prime. */
  read(out: number, addend: number): number;
  /**
   * Permutes the state of t elements, to which the first round's constants have been added, as far as its first element.
   * At `matrix` there are t rows for a state, at `exit` t rows for the last t pairs of the history: what they make a state
   * of, its first element being the next one of the history. At `entry` there are t rows for the powers of the last of
   * the first full rounds: the second elements before the history. At `addends`, in their order, are those of the states
   * and of the history's elements.
   */
  permute(t: number, partialRounds: number, matrix: number, entry: number, exit: number, addends: number): void;
  /** Writes the 32 bytes of an element at `encoded`. */
  write(a: number): void;
}

/** Of a state of t elements. */
export function pairsOf(t: number): number {
  return Math.ceil(t / 2);
}

/** Where an element of a state begins, from where the state begins. */
export function placeInState(t: number, i: number): number {
  const pairs = pairsOf(t);
  return (i % pairs) * PAIR_BYTES + (i < pairs ? 0 : SECOND);
}

/** Writes what the module expects in its memory. */
export function writeConstants(field: MontgomeryField, bytes: Uint8Array): void {
  writeLimbs(bytes, FACTOR, radixPower(field, 2));
  writeLimbs(bytes, ONE, 1n);
}

/** A module of `PoseidonExports`, with x⁵ as S-box. */
export function poseidonModule(field: MontgomeryField): Uint8Array<ArrayBuffer> {
  const writer = new ModuleWriter(["env", "memory"]);
  const define = (parameters: number, write: (code: Code) => void, results: "i32"[] = []): number => {
    const { index, code } = writer.addFunction({ parameters: Array(parameters).fill("i32"), results });
    write(code);
    return index;
  };
  const multiply = define(3, (code) => writeMultiply(code, field));
  const square = define(2, (code) => writeSquare(code, field));
  const sumOfProducts = define(5, (code) => writeSumOfProducts(code, field));
  const unpack = define(2, (code) => writeUnpack(code, field), ["i32"]);
  const pack = define(2, (code) => writePack(code, field));
  const fifthPowers = define(3, (code) => writeFifthPowers(code, multiply, square));
  const mix = define(6, (code) => writeMix(code, sumOfProducts));
  const mixState = define(5, (code) => writeMixState(code, mix));
  const fullRounds = define(3, (code) => writeFullRounds(code, fifthPowers, mixState));
  const permute = define(6, (code) => writePermute(code, { sumOfProducts, fifthPowers, mix, mixState, fullRounds }));
  const read = define(
    2,
    (code) => {
      code.i32(READ).i32(ENCODED).call(unpack);
      code.get(0).i32(READ).i32(FACTOR).i32(1).get(1).call(sumOfProducts);
    },
    ["i32"],
  );
  const write = define(1, (code) => {
    code.i32(READ).get(0).i32(ONE).call(multiply);
    code.i32(ENCODED).i32(READ).call(pack);
  });
  for (const [name, index] of Object.entries({ permute, read, write })) writer.exportFunction(name, index);
  return writer.finish();
}

/** Adds to a local. */
function advance(code: Code, local: number, push: () => void): void {
  code.get(local);
  push();
  code.op("i32.add").set(local);
}

/** Writes a loop for as long as local `count`, at least 1, counts down. */
function repeat(code: Code, count: number, writeTurn: () => void): void {
  const again = code.loop();
  writeTurn();
  code.get(count).i32(1).op("i32.sub").tee(count).brIf(again).end();
}

/** (out, a, count): the fifth powers of elements in successive pairs. */
function writeFifthPowers(code: Code, multiply: number, square: number): void {
  const [out, a, count] = [0, 1, 2];
  repeat(code, count, () => {
    code.get(out).get(a).call(square);
    code.get(out).get(out).call(square);
    code.get(out).get(out).get(a).call(multiply);
    for (const pointer of [out, a]) advance(code, pointer, () => code.i32(PAIR_BYTES));
  });
}

/** (out, a, matrix, addends, rows, pairs): elements in successive pairs, each a row times `a`, plus an addend. */
function writeMix(code: Code, sumOfProducts: number): void {
  const [out, a, matrix, addends, rows, pairs] = [0, 1, 2, 3, 4, 5];
  repeat(code, rows, () => {
    code.get(out).get(matrix).get(a).get(pairs).get(addends).call(sumOfProducts);
    for (const pointer of [out, addends]) advance(code, pointer, () => code.i32(PAIR_BYTES));
    advance(code, matrix, () => code.get(pairs).i32(PAIR_BYTES).op("i32.mul"));
  });
}

/** (a, matrix, addends, t, pairs): a state of t elements, each a row of `pairs` times `a`, plus an addend. */
function writeMixState(code: Code, mix: number): void {
  const [a, matrix, addends, t, pairs] = [0, 1, 2, 3, 4];
  const half = code.local("i32");
  setPairs(code, half, t);
  code.i32(STATE).get(a).get(matrix).get(addends).get(half).get(pairs).call(mix);
  code.i32(STATE + SECOND).get(a);
  code.get(matrix).get(half).get(pairs).op("i32.mul").i32(PAIR_BYTES).op("i32.mul").op("i32.add");
  code.get(addends).i32(SECOND).op("i32.add").get(t).get(half).op("i32.sub").get(pairs).call(mix);
}

/** (t, matrix, addends): the first or the last full rounds, but for their last product with a matrix. */
function writeFullRounds(code: Code, fifthPowers: number, mixState: number): void {
  const [t, matrix, addends] = [0, 1, 2];
  const [pairs, count] = [code.local("i32"), code.local("i32")];
  const writePowers = (): void => {
    code.i32(POWERS).i32(STATE).get(pairs).call(fifthPowers);
    code.i32(POWERS + SECOND).i32(STATE + SECOND);
    code.get(t).get(pairs).op("i32.sub").call(fifthPowers);
  };
  setPairs(code, pairs, t);
  code.i32(HALF_OF_FULL_ROUNDS - 1).set(count);
  repeat(code, count, () => {
    writePowers();
    code.i32(POWERS).get(matrix).get(addends).get(t).get(pairs).call(mixState);
    advance(code, addends, () => code.get(pairs).i32(PAIR_BYTES).op("i32.mul"));
  });
  writePowers();
}

interface Functions {
  readonly sumOfProducts: number;
  readonly fifthPowers: number;
  readonly mix: number;
  readonly mixState: number;
  readonly fullRounds: number;
}

/** (t, partialRounds, matrix, entry, exit, addends) */
function writePermute(code: Code, { sumOfProducts, fifthPowers, mix, mixState, fullRounds }: Functions): void {
  const [t, partialRounds, matrix, entry, exit, addends] = [0, 1, 2, 3, 4, 5];
  const [pairs, past, next] = [code.local("i32"), code.local("i32"), code.local("i32")];
  const advanceAddends = (times: number): void =>
    advance(code, addends, () =>
      code
        .get(pairs)
        .i32(times * PAIR_BYTES)
        .op("i32.mul"),
    );
  setPairs(code, pairs, t);
  code.get(t).get(matrix).get(addends).call(fullRounds);
  advanceAddends(HALF_OF_FULL_ROUNDS - 1);
  code.i32(HISTORY).get(t).i32(PAIR_BYTES).op("i32.mul").op("i32.sub").tee(past);
  code.i32(SECOND).op("i32.add").i32(POWERS).get(entry).get(past).get(t).get(pairs).call(mix);
  code.i32(HISTORY).set(next);
  repeat(code, partialRounds, () => {
    code.get(next).get(exit).get(past).get(t).get(addends).call(sumOfProducts);
    code.get(next).i32(SECOND).op("i32.add").get(next).i32(1).call(fifthPowers);
    for (const pointer of [past, next, addends]) advance(code, pointer, () => code.i32(PAIR_BYTES));
  });
  code.get(past).get(exit).get(addends).get(t).get(t).call(mixState);
  advanceAddends(1);
  code.get(t).get(matrix).get(addends).call(fullRounds);
  code.i32(STATE).get(matrix).i32(POWERS).get(pairs).i32(ZERO).call(sumOfProducts);
}

function setPairs(code: Code, pairs: number, t: number): void {
  code.get(t).i32(1).op("i32.add").i32(1).op("i32.shr_u").set(pairs);
}
