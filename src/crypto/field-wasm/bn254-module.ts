import type { Code } from "../../base/wasm/code.js";
import { ModuleWriter } from "../../base/wasm/module-writer.js";
import { type FieldFunctions, writeFormula } from "./formulas.js";
import {
  type MontgomeryField,
  montgomeryField,
  PAIR_BYTES,
  radixPower,
  SECOND,
  writeLimbs,
  writeMultiply,
  writePack,
  writeSquare,
  writeUnpack,
} from "./montgomery-field.js";
import { type Multiple, writeInvert, writeSum, writeSumOfTwo } from "./montgomery-sums.js";

/** The base field of BN254. */
export const BN254_FIELD = montgomeryField(0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n);

/**
 * A point is the pairs (X, Y) and (Z, unused), in Jacobian coordinates: x = X/Z² and y = Y/Z³. An affine point is the pair
 * (x, y), of products. Below so many primes, whatever comes after what: X 20, Y 16, Z 6, and nothing here 32.
 */
export const AFFINE_BYTES = PAIR_BYTES;
export const POINT_BYTES = 2 * PAIR_BYTES;
export const Y = SECOND;
export const Z = PAIR_BYTES;

/** Places in the memory, and where others may begin. */
const ENCODED = 0;
const FACTOR = 32;
const INVERSE_FACTOR = FACTOR + PAIR_BYTES;
const INTEGER_ONE = INVERSE_FACTOR + PAIR_BYTES;
const READ = INTEGER_ONE + PAIR_BYTES;
const KEPT = READ + PAIR_BYTES;
const KEPT_LETTERS = "ABCDEFGHR";
export const FREE = KEPT + KEPT_LETTERS.length * PAIR_BYTES;
/** `h` is what the last addition multiplied Z by. */
export const BN254_PLACES = { encoded: ENCODED, h: KEPT + KEPT_LETTERS.indexOf("H") * PAIR_BYTES } as const;

/** Parameters are addresses but `times`, at least 1. Results come first, and may be operands too. */
export interface Bn254Exports {
  multiply(out: number, a: number, b: number): void;
  square(out: number, a: number): void;
  add(out: number, a: number, b: number): void;
  /** b is below 10 primes. */
  subtract(out: number, a: number, b: number): void;
  /** 1/a; a is not 0. */
  invert(out: number, a: number): void;
  /** 1 if a, which is below 64 primes, is 0. */
  isZero(a: number): number;
  /** out = the element that the 32 bytes at `encoded` spell, little-endian; 0 if it is not below the prime. */
  read(out: number): number;
  /** Writes the 32 bytes of an element at `encoded`. */
  write(a: number): void;
  /** point = 2^times · point */
  doublePoint(point: number, times: number): void;
  /** point = point + affine, unless they have the same x: then Z becomes 0, and stays so. */
  addAffine(point: number, affine: number): void;
}

// Bernstein and Lange, Explicit-Formulas Database, dbl-2009-l, with B and D four times as large, and 3D - F for D - X1.
const DOUBLE = `
  A = X1²
  B = Y1²
  E = 3A
  D = 4B
  G = B * D
  D = X1 * D
  Z1 = Y1 * Z1
  Z1 = 2Z1
  F = E²
  X1 = F - 2D
  C = 3D - F
  C = E * C
  Y1 = C - 2G`;

// The same, madd, with -H and -R, and so with -Y1 and -Z1 at the end, which is the same point.
const ADD = `
  A = Z1²
  B = X2 * A
  C = Z1 * A
  C = Y2 * C
  H = X1 - B
  R = Y1 - C
  Z1 = Z1 * H
  A = H²
  B = H * A
  C = X1 * A
  A = Y1 * B
  D = R²
  X1 = D + B - 2C
  E = 3C - D - B
  E = R * E
  Y1 = E - A`;

/** A module of `Bn254Exports`. */
export function bn254Module(): Uint8Array<ArrayBuffer> {
  const writer = new ModuleWriter(["env", "memory"]);
  const field = BN254_FIELD;
  let defined = 0;
  const define = (
    name: keyof Bn254Exports | "unpack" | "pack" | "invertInteger",
    parameters: number,
    write: (code: Code, field: MontgomeryField) => void,
    results: "i32"[] = [],
  ): number => {
    write(writer.defineFunction(name, { parameters: Array(parameters).fill("i32"), results }), field);
    return defined++;
  };
  const functions: FieldFunctions = {
    "*": define("multiply", 3, writeMultiply),
    "+": define("add", 3, (code, field) => writeSumOfTwo(code, field, 1n)),
    "-": define("subtract", 3, (code, field) => writeSumOfTwo(code, field, -1n)),
    "²": define("square", 2, writeSquare),
  };
  const unpack = define("unpack", 2, writeUnpack, ["i32"]);
  const pack = define("pack", 2, writePack);
  const invertInteger = define("invertInteger", 2, writeInvert);
  const multiplyBy = (code: Code, out: () => void, a: () => void, factor: number): void => {
    out();
    a();
    code.i32(factor).call(functions["*"]);
  };
  define("invert", 2, (code) => {
    code.get(0).get(1).call(invertInteger);
    multiplyBy(
      code,
      () => code.get(0),
      () => code.get(0),
      INVERSE_FACTOR,
    );
  });
  const write = define("write", 1, (code) => {
    multiplyBy(
      code,
      () => code.i32(READ),
      () => code.get(0),
      INTEGER_ONE,
    );
    code.i32(ENCODED).i32(READ).call(pack);
  });
  define(
    "isZero",
    1,
    (code) => {
      code.get(0).call(write);
      for (let word = 0; word < 4; word++) {
        code.i32(ENCODED).memory("i64.load", 8 * word);
        if (word > 0) code.op("i64.or");
      }
      code.op("i64.eqz");
    },
    ["i32"],
  );
  define(
    "read",
    1,
    (code) => {
      code.get(0).i32(ENCODED).call(unpack);
      multiplyBy(
        code,
        () => code.get(0),
        () => code.get(0),
        FACTOR,
      );
    },
    ["i32"],
  );
  define("doublePoint", 2, (code) => {
    const again = code.loop();
    writeLines(code, DOUBLE, functions);
    code.get(1).i32(1).op("i32.sub").tee(1).brIf(again).end();
  });
  define("addAffine", 2, (code) => writeLines(code, ADD, functions));
  return writer.finish();
}

/** Products by calling functions, sums in place. */
function writeLines(code: Code, formula: string, functions: FieldFunctions): void {
  for (const line of formula.trim().split("\n")) {
    const [out, sum] = line.trim().split(" = ") as [string, string];
    if (/[*²]/.test(sum)) writeFormula(code, line, functions, (name) => pushOperand(code, name));
    else writeSum(code, BN254_FIELD, () => pushOperand(code, out), multiplesOf(code, sum));
  }
}

/** Of a sum such as `3C - D`. */
function multiplesOf(code: Code, sum: string): Multiple[] {
  return [...sum.matchAll(/(-?) ?(\d*)([A-Z]\d?)/g)].map(([, sign, factor, name]) => ({
    times: BigInt(`${sign}${factor || "1"}`),
    push: () => pushOperand(code, name!),
  }));
}

const COORDINATES: Readonly<Record<string, number>> = { X: 0, Y, Z };

function pushOperand(code: Code, name: string): void {
  const [letter, point] = [name[0]!, name[1]];
  if (point === undefined) code.i32(KEPT + KEPT_LETTERS.indexOf(letter) * PAIR_BYTES);
  else
    code
      .get(Number(point) - 1)
      .i32(COORDINATES[letter]!)
      .op("i32.add");
}

/** Writes what the module expects in its memory. */
export function writeConstants(bytes: Uint8Array): void {
  writeLimbs(bytes, FACTOR, radixPower(BN254_FIELD, 2));
  writeLimbs(bytes, INVERSE_FACTOR, radixPower(BN254_FIELD, 3));
  writeLimbs(bytes, INTEGER_ONE, 1n);
}
