import type { Code } from "../../base/wasm/code.js";
import { type MontgomeryField, PAIR_BYTES, SECOND } from "./montgomery-field.js";
import { type Multiple, writeCopy, writeSum } from "./montgomery-sums.js";

/**
 * A point is the pairs (X, Y) and (W, Z), in Jacobian coordinates, x = X/Z² and y = Y/Z³, and W anything. An affine point is
 * the pair (x, y). Below so many primes, whatever comes after what: X 20, Y 16, Z 6, and nothing here 32.
 */
export const AFFINE_BYTES = PAIR_BYTES;
export const POINT_BYTES = 2 * PAIR_BYTES;
const COORDINATES: Readonly<Record<string, number>> = { X: 0, Y: SECOND, W: PAIR_BYTES, Z: PAIR_BYTES + SECOND };
export const Y = SECOND;
/** Where (W, Z) is. */
export const WZ = PAIR_BYTES;
export const Z = WZ + SECOND;

// Two letters are a pair. X1 is a coordinate of the first parameter, X2 of the second; the others are kept in `KEPT_LETTERS`,
// two and two.

// Bernstein and Lange, Explicit-Formulas Database, dbl-2009-l, with B and D four times as large, and 3D - F for D - X1.
export const DOUBLE = `
  AB = XY1²
  C = 3A
  D = Y1
  E = C
  F = 2Z1
  WZ1 = CD * EF
  A = X1
  H = 4B
  G = H
  AB = AB * HG
  X1 = W1 - 2A
  E = 3A - W1
  E = C * E
  Y1 = E - 2B`;

// The same, madd, with -H and -R, and so with -Y1 and -Z1 at the end, which is the same point.
export const ADD = `
  A = Z1²
  B = A
  C = Z1
  D = X2
  CD = CD * AB
  H = X1 - D
  D = H
  E = Y2
  F = H
  EF = EF * CD
  R = Y1 - E
  E = F
  G = X1
  AB = HG * EF
  C = R
  S = Z1
  WZ1 = RS * CD
  X1 = W1 + A - 2B
  E = 3B - W1 - A
  F = A
  S = Y1
  EF = RS * EF
  Y1 = E - F`;

const KEPT_LETTERS = "ABCDEFHGRS";
export const KEPT_BYTES = (KEPT_LETTERS.length / 2) * PAIR_BYTES;

/** Where a kept element is, from the first of them. */
export function placeOfKept(letter: string): number {
  const i = KEPT_LETTERS.indexOf(letter);
  return (i >> 1) * PAIR_BYTES + (i & 1) * SECOND;
}

/** Functions that multiply and square, elements and pairs. */
export interface ProductFunctions {
  readonly multiply: number;
  readonly square: number;
  readonly multiplyPairs: number;
  readonly squarePair: number;
}

/** Writes a formula, a line for each result: products by calling functions, sums in place. `kept` is where elements are kept. */
export function writeFormula(
  code: Code,
  formula: string,
  functions: ProductFunctions,
  field: MontgomeryField,
  kept: number,
): void {
  const push = (name: string): void => pushPlace(code, name, kept);
  for (const line of formula.trim().split("\n")) {
    const [out, value] = line.trim().split(" = ") as [string, string];
    if (/[*²]/.test(value)) {
      const factors = value.match(/\w+/g)!;
      const isPair = /^[A-Z]{2}/.test(factors[0]!);
      for (const name of [out, ...factors]) push(name);
      if (factors.length === 1) code.call(isPair ? functions.squarePair : functions.square);
      else code.call(isPair ? functions.multiplyPairs : functions.multiply);
    } else if (/^[A-Z]\d?$/.test(value)) {
      writeCopy(
        code,
        () => push(out),
        () => push(value),
      );
    } else writeSum(code, field, () => push(out), multiplesOf(value, push));
  }
}

/** Of a sum such as `3C - D`. */
function multiplesOf(sum: string, push: (name: string) => void): Multiple[] {
  return [...sum.matchAll(/(-?) ?(\d*)([A-Z]\d?)/g)].map(([, sign, factor, name]) => ({
    times: BigInt(`${sign}${factor || "1"}`),
    push: () => push(name!),
  }));
}

/** Pushes the address of an element, or of a pair. */
function pushPlace(code: Code, name: string, kept: number): void {
  const point = /\d$/.exec(name)?.[0];
  if (point === undefined) code.i32(kept + placeOfKept(name[0]!));
  else
    code
      .get(Number(point) - 1)
      .i32(COORDINATES[name[0]!]!)
      .op("i32.add");
}
