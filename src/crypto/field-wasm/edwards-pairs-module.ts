import type { Code } from "../../base/wasm/code.js";
import { ModuleWriter } from "../../base/wasm/module-writer.js";
import {
  PAIR_BYTES,
  pairToBytes,
  writePackHalf,
  writePairMultiply,
  writePairSquare,
  writeUnpackHalf,
  ZERO_PAIR,
} from "./field-pairs.js";
import { PairVectors, type Place, pushPlace } from "./pair-vectors.js";
import { CURVE_D } from "./prime-field.js";

// Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited", 3.1, 3.3 and 4.2 with a = -1: their products, two at a time.

/**
 * A point is the pairs (X, Y) and (Z, T), in extended coordinates: x = X/Z, y = Y/Z and xy = T/Z. An addend is a point as it
 * is added to others: (Y - X, Y + X) and (2Z, 2dT).
 */
export const POINT_BYTES = 2 * PAIR_BYTES;

/** Places in the memory, and where others may begin. */
const ZERO = 0;
const EVEN_MASK = PAIR_BYTES;
const ADDEND_FACTORS = EVEN_MASK + 16;
const FIRST = ADDEND_FACTORS + PAIR_BYTES;
const SECOND = FIRST + PAIR_BYTES;
const LEFT = SECOND + PAIR_BYTES;
const RIGHT = LEFT + PAIR_BYTES;
const RIGHT_SWAPPED = RIGHT + PAIR_BYTES;
export const FREE = RIGHT_SWAPPED + PAIR_BYTES;

/**
 * A step towards a sum of products: how often to double, four bytes, and where the addend is, four bytes, negative if it is
 * to be subtracted.
 */
export const STEP_BYTES = 8;

/** What the module exports; all are addresses but `times`, at least 1. Results come first, and may be operands too. */
export interface EdwardsPairsExports {
  multiply(out: number, a: number, b: number): void;
  /** a to the power of 2^times. */
  squareTimes(out: number, a: number, times: number): void;
  add(out: number, a: number, b: number): void;
  subtract(out: number, a: number, b: number): void;
  /** Reads 32 bytes, without the highest bit, as the first number of a pair, or at out + 4 as the second. */
  unpackHalf(out: number, bytes: number): void;
  /** The reverse, below the prime. */
  packHalf(bytes: number, a: number): void;
  makeAddend(out: number, point: number): void;
  addPoint(point: number, addend: number): void;
  subtractPoint(point: number, addend: number): void;
  /** point = 2^times · point */
  doublePoint(point: number, times: number): void;
  /** Takes at least one step, from `steps` up to `end`. */
  takeSteps(point: number, steps: number, end: number): void;
}

/** A module of operations on edwards25519 and on pairs of its field's elements. */
export function edwardsPairsModule(): Uint8Array<ArrayBuffer> {
  const writer = new ModuleWriter(["env", "memory"]);
  let defined = 0;
  const define = (name: string, parameters: number, write: (code: Code) => void): number => {
    write(writer.defineFunction(name, { parameters: Array(parameters).fill("i32"), results: [] }));
    return defined++;
  };
  const multiply = define("multiply", 3, writePairMultiply);
  const square = define("square", 2, writePairSquare);
  define("unpackHalf", 2, writeUnpackHalf);
  define("packHalf", 2, writePackHalf);
  define("squareTimes", 3, (code) => repeat(code, 2, () => code.get(0).get(1).call(square).get(0).set(1)));
  define("add", 3, (code) => writeLinear(code, (a, b, vectors) => vectors.plus(a, b)));
  define("subtract", 3, (code) => writeLinear(code, (a, b, vectors) => vectors.minus(a, b)));
  define("makeAddend", 2, (code) => writeMakeAddend(code, multiply));
  const addPoint = define("addPoint", 2, (code) => writeAddPoint(code, multiply));
  const subtractPoint = define("subtractPoint", 2, (code) => writeSubtractPoint(code, multiply));
  const doublePoint = define("doublePoint", 2, (code) =>
    repeat(code, 1, () => writeDoublePoint(code, multiply, square)),
  );
  define("takeSteps", 3, (code) => writeTakeSteps(code, { addPoint, subtractPoint, doublePoint }));
  return writer.finish();
}

/** Writes what the module expects in its memory. */
export function writeConstants(bytes: Uint8Array): void {
  bytes.set(ZERO_PAIR, ZERO);
  bytes.set(new Uint8Array(Uint32Array.of(2 ** 26 - 1, 2 ** 26 - 1, 2 ** 32 - 1, 2 ** 32 - 1).buffer), EVEN_MASK);
  bytes.set(pairToBytes(2n, 2n * CURVE_D), ADDEND_FACTORS);
}

/** Writes a loop that counts the parameter `times` down to 0. */
function repeat(code: Code, times: number, writeTurn: () => void): void {
  const again = code.loop();
  writeTurn();
  code.get(times).i32(1).op("i32.sub").tee(times).brIf(again).end();
}

type Operation = (a: number, b: number, vectors: PairVectors) => number;

function writeLinear(code: Code, operation: Operation): void {
  new PairVectors(code, { zero: ZERO, evenMask: EVEN_MASK }).each((vectors) => {
    vectors.store([0, 0], operation(vectors.load([1, 0]), vectors.load([2, 0]), vectors));
  });
}

const XY: Place = [0, 0];
const ZT: Place = [0, PAIR_BYTES];

/** out = a · b, of pairs. */
function writeProduct(code: Code, multiply: number, out: Place, a: Place, b: Place): void {
  for (const place of [out, a, b]) pushPlace(code, place);
  code.call(multiply);
}

function writeDoublePoint(code: Code, multiply: number, square: number): void {
  const vectors = new PairVectors(code, { zero: ZERO, evenMask: EVEN_MASK });
  vectors.each(() => {
    const xy = vectors.load(XY);
    vectors.store([LEFT], vectors.halves(vectors.load(ZT), vectors.plus(xy, vectors.swapped(xy))));
  });
  for (const [out, a] of [
    [FIRST, XY],
    [SECOND, [LEFT]],
  ] as const) {
    pushPlace(code, [out]);
    pushPlace(code, a);
    code.call(square);
  }
  // Of (A, B) and (C, (X + Y)²): G = A - B, H = A + B, E = H - (X + Y)², F = 2C + G.
  vectors.each(() => {
    const [ab, cs] = [vectors.load([FIRST]), vectors.load([SECOND])];
    const ba = vectors.swapped(ab);
    const [g, h] = [vectors.minus(ab, ba), vectors.plus(ab, ba)];
    const f = vectors.plus(vectors.plus(cs, cs), g);
    storeFactors(vectors, vectors.halves(f, h), vectors.halves(g, vectors.minus(h, cs)));
  });
  writeLastProducts(code, multiply);
}

function writeAddPoint(code: Code, multiply: number): void {
  const vectors = new PairVectors(code, { zero: ZERO, evenMask: EVEN_MASK });
  vectors.each(() => vectors.store([LEFT], differenceAndSum(vectors, vectors.load(XY))));
  writeFirstProducts(code, multiply);
  // Of (A, B) and (D, C): E = B - A, F = D - C, G = D + C, H = B + A.
  vectors.each(() => {
    const [ab, dc] = [vectors.load([FIRST]), vectors.load([SECOND])];
    const [ba, cd] = [vectors.swapped(ab), vectors.swapped(dc)];
    const ge = vectors.halves(vectors.plus(dc, cd), vectors.minus(ab, ba));
    storeFactors(vectors, vectors.halves(vectors.minus(dc, cd), vectors.plus(ab, ba)), ge);
  });
  writeLastProducts(code, multiply);
}

/** The negative of an addend is (Y + X, Y - X) and (2Z, -2dT): the same with the halves of factors exchanged, and with -C. */
function writeSubtractPoint(code: Code, multiply: number): void {
  const vectors = new PairVectors(code, { zero: ZERO, evenMask: EVEN_MASK });
  vectors.each(() => vectors.store([LEFT], vectors.swapped(differenceAndSum(vectors, vectors.load(XY)))));
  writeFirstProducts(code, multiply);
  vectors.each(() => {
    const [ba, dc] = [vectors.load([FIRST]), vectors.load([SECOND])];
    const [ab, cd] = [vectors.swapped(ba), vectors.swapped(dc)];
    const ge = vectors.halves(vectors.minus(dc, cd), vectors.minus(ab, ba));
    storeFactors(vectors, vectors.halves(vectors.plus(dc, cd), vectors.plus(ab, ba)), ge);
  });
  writeLastProducts(code, multiply);
}

function writeMakeAddend(code: Code, multiply: number): void {
  const vectors = new PairVectors(code, { zero: ZERO, evenMask: EVEN_MASK });
  vectors.each(() => vectors.store([0, 0], vectors.carried(differenceAndSum(vectors, vectors.load([1, 0])))));
  writeProduct(code, multiply, [0, PAIR_BYTES], [1, PAIR_BYTES], [ADDEND_FACTORS]);
}

/** (Y - X, Y + X) of (X, Y). */
function differenceAndSum(vectors: PairVectors, xy: number): number {
  const yx = vectors.swapped(xy);
  return vectors.halves(vectors.minus(yx, xy), vectors.plus(xy, yx));
}

function writeFirstProducts(code: Code, multiply: number): void {
  writeProduct(code, multiply, [FIRST], [LEFT], [1, 0]);
  writeProduct(code, multiply, [SECOND], ZT, [1, PAIR_BYTES]);
}

function storeFactors(vectors: PairVectors, fh: number, ge: number): void {
  const carried = vectors.carried(ge);
  vectors.store([LEFT], fh);
  vectors.store([RIGHT_SWAPPED], carried);
  vectors.store([RIGHT], vectors.swapped(carried));
}

/** (X, Y) = (F, H) · (E, G) and (Z, T) = (F, H) · (G, E). */
function writeLastProducts(code: Code, multiply: number): void {
  writeProduct(code, multiply, XY, [LEFT], [RIGHT]);
  writeProduct(code, multiply, ZT, [LEFT], [RIGHT_SWAPPED]);
}

type PointFunctions = Readonly<Record<"addPoint" | "subtractPoint" | "doublePoint", number>>;

function writeTakeSteps(code: Code, functions: PointFunctions): void {
  const number = code.local("i32");
  const again = code.loop();
  code.get(1).memory("i32.load").tee(number);
  code.if();
  code.get(0).get(number).call(functions.doublePoint);
  code.end();
  code.get(1).memory("i32.load", 4).tee(number).i32(0).op("i32.lt_s");
  code.if();
  code.get(0).i32(0).get(number).op("i32.sub").call(functions.subtractPoint);
  code.else();
  code.get(0).get(number).call(functions.addPoint);
  code.end();
  code.get(1).i32(STEP_BYTES).op("i32.add").tee(1).get(2).op("i32.lt_u").brIf(again).end();
}
