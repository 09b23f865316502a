import type { Code } from "../../base/wasm/code.js";
import { forColumn, LIMBS } from "./limbs.js";
import { type MontgomeryField, PAIR_BYTES } from "./montgomery-field.js";
import { type Lanes, ONE_LANE, TWO_LANES } from "./montgomery-lanes.js";

/** Of a product. */
const COLUMNS = 2 * LIMBS - 1;
/** So many pairs of products add up in 64 bits, with what reducing them adds. */
const PAIRS_AT_ONCE = 3;

/** Pushes the sum of the products that count 2^(29·k). */
type PushColumn = (k: number) => void;

/** Writes the body of a function (out: i32, a: i32, b: i32) that multiplies two elements, or the elements of two pairs. */
export function writeMultiply(code: Code, field: MontgomeryField, lanes: Lanes = ONE_LANE): void {
  const [a, b] = [loadLimbs(code, lanes, 1), loadLimbs(code, lanes, 2)];
  writeReduced(code, field, lanes, (k) => {
    forColumn(k, (i, j, isFirst) => {
      lanes.multiply(code.get(a[i]!).get(b[j]!));
      if (!isFirst) lanes.add(code);
    });
  });
}

/** Writes the body of a function (out: i32, a: i32) that squares an element, or those of a pair. */
export function writeSquare(code: Code, field: MontgomeryField, lanes: Lanes = ONE_LANE): void {
  const a = loadLimbs(code, lanes, 1);
  const twice = newLocals(code, lanes, LIMBS);
  for (const [i, limb] of a.entries()) lanes.add(code.get(limb).get(limb)).set(twice[i]!);
  writeReduced(code, field, lanes, (k) => {
    forColumn(k, (i, j, isFirst) => {
      if (i > j) return;
      lanes.multiply(code.get(a[i]!).get((i === j ? a : twice)[j]!));
      if (!isFirst) lanes.add(code);
    });
  });
}

/**
 * Writes the body of a function (out: i32, a: i32, b: i32, pairs: i32, addend: i32) that multiplies the elements of
 * pairs, at least one, with those of others, and adds up all products and `addend`. With one side and `addend` below the
 * prime, and the other below 4, the result is below 4 again, of up to 13 pairs.
 */
export function writeSumOfProducts(code: Code, field: MontgomeryField): void {
  const [a, b, pairs, addend] = [1, 2, 3, 4];
  const columns = newLocals(code, TWO_LANES, COLUMNS);
  const done = code.block();
  const again = code.loop();
  addProducts(code, columns, a, b);
  for (const pointer of [a, b]) code.get(pointer).i32(PAIR_BYTES).op("i32.add").set(pointer);
  code.get(pairs).i32(1).op("i32.sub").tee(pairs).op("i32.eqz").brIf(done);
  code.get(pairs).i32(PAIRS_AT_ONCE).op("i32.rem_u").brIf(again);
  carryColumns(code, columns);
  code.br(again).end().end();
  const pushColumn = (k: number): void => {
    for (const lane of [0, 1] as const) code.get(columns[k]!).extractDoubleWord(lane);
    code.op("i64.add");
  };
  writeReduced(code, field, ONE_LANE, pushColumn, addend);
}

/** Adds the products of two pairs, side by side. */
function addProducts(code: Code, columns: readonly number[], a: number, b: number): void {
  const [left, right] = [loadLimbs(code, TWO_LANES, a), loadLimbs(code, TWO_LANES, b)];
  for (const [k, column] of columns.entries()) {
    code.get(column);
    forColumn(k, (i, j) => TWO_LANES.add(TWO_LANES.multiply(code.get(left[i]!).get(right[j]!))));
    code.set(column);
  }
}

/** The last column stays small, for the highest limbs are. */
function carryColumns(code: Code, columns: readonly number[]): void {
  for (let k = 1; k < COLUMNS; k++) {
    const [below, column] = [columns[k - 1]!, columns[k]!];
    TWO_LANES.add(TWO_LANES.above(code.get(column).get(below))).set(column);
    TWO_LANES.lowest(code.get(below)).set(below);
  }
}

/**
 * Writes code that stores a sum of products over 2^261, plus the element at `addend`, at the address in local 0. Eight
 * times the lowest limb goes away by adding its multiple of `fold` to what is above, which needs no factor of its own;
 * the last time, by adding a multiple of the prime, so that the result is below 2 primes and what the sum was over 2^261.
 */
function writeReduced(code: Code, field: MontgomeryField, lanes: Lanes, pushColumn: PushColumn, addend?: number): void {
  const last = LIMBS - 1;
  const [gone, [sum, limb]] = [newLocals(code, lanes, LIMBS), newLocals(code, lanes, 2) as [number, number]];
  const addMultiple = (k: number, factor: bigint): Code => lanes.add(lanes.times(code.get(gone[k]!), factor));
  const setGone = (k: number): void => {
    lanes.lowest(code).set(gone[k]!);
    lanes.pushNarrow(code, gone[k]!).set(gone[k]!);
  };
  const store = (i: number): void => {
    code.set(limb);
    lanes.store(code, 0, i, limb);
  };
  const addAddend = (i: number): void => {
    if (addend === undefined) return;
    lanes.load(code, addend, i);
    lanes.add(code);
  };
  for (let k = 0; k < COLUMNS; k++) {
    pushColumn(k);
    if (k > 0) lanes.add(lanes.above(code.get(sum)));
    for (let i = Math.max(0, k - LIMBS); i < Math.min(k, last); i++) addMultiple(i, field.fold[k - 1 - i]!);
    if (k === last) {
      code.set(sum);
      lanes.times(lanes.pushNarrow(code, sum), field.inverse);
      setGone(last);
      code.get(sum);
    }
    if (k >= last) addMultiple(last, field.limbs[k - last]!);
    if (k >= LIMBS) addAddend(k - LIMBS);
    code.set(sum);
    if (k < last) {
      code.get(sum);
      setGone(k);
    }
    if (k >= LIMBS) {
      lanes.lowest(code.get(sum));
      store(k - LIMBS);
    }
  }
  lanes.above(code.get(sum));
  addAddend(last);
  store(last);
}

function newLocals(code: Code, { type }: Lanes, count: number): number[] {
  return Array.from({ length: count }, () => code.local(type));
}

/** Locals with the limbs of the element, or the pair, at the address in a local. */
function loadLimbs(code: Code, lanes: Lanes, address: number): number[] {
  const limbs = newLocals(code, lanes, LIMBS);
  for (const [i, limb] of limbs.entries()) {
    lanes.load(code, address, i);
    code.set(limb);
  }
  return limbs;
}
