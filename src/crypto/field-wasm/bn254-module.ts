import type { Code } from "../../base/wasm/code.js";
import { ModuleWriter } from "../../base/wasm/module-writer.js";
import { ADD, DOUBLE, KEPT_BYTES, type ProductFunctions, placeOfKept, writeFormula } from "./bn254-formulas.js";
import {
  type MontgomeryField,
  PAIR_BYTES,
  radixPower,
  writeLimbs,
  writePack,
  writeUnpack,
} from "./montgomery-field.js";
import { TWO_LANES } from "./montgomery-lanes.js";
import { writeMultiply, writeSquare } from "./montgomery-products.js";
import { writeInvert, writeSumOfTwo } from "./montgomery-sums.js";

/** Places in the memory, and where others may begin. */
const ENCODED = 0;
const FACTOR = 32;
const INVERSE_FACTOR = FACTOR + PAIR_BYTES;
const INTEGER_ONE = INVERSE_FACTOR + PAIR_BYTES;
const READ = INTEGER_ONE + PAIR_BYTES;
const KEPT = READ + PAIR_BYTES;
export const FREE = KEPT + KEPT_BYTES;
/** `h`, the first of its pair, is what the last addition multiplied Z by. */
export const BN254_PLACES = { encoded: ENCODED, h: KEPT + placeOfKept("H") } as const;

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

/** A module of `Bn254Exports` over a field, which is BN254's of coordinates. */
export function bn254Module(field: MontgomeryField): Uint8Array<ArrayBuffer> {
  const writer = new ModuleWriter(["env", "memory"]);
  let defined = 0;
  const define = (
    name: keyof Bn254Exports | "unpack" | "pack" | "invertInteger" | "multiplyPairs" | "squarePair",
    parameters: number,
    write: (code: Code, field: MontgomeryField) => void,
    results: "i32"[] = [],
  ): number => {
    write(writer.defineFunction(name, { parameters: Array(parameters).fill("i32"), results }), field);
    return defined++;
  };
  const functions: ProductFunctions = {
    multiply: define("multiply", 3, writeMultiply),
    square: define("square", 2, writeSquare),
    multiplyPairs: define("multiplyPairs", 3, (code, field) => writeMultiply(code, field, TWO_LANES)),
    squarePair: define("squarePair", 2, (code, field) => writeSquare(code, field, TWO_LANES)),
  };
  define("add", 3, (code, field) => writeSumOfTwo(code, field, 1n));
  define("subtract", 3, (code, field) => writeSumOfTwo(code, field, -1n));
  const unpack = define("unpack", 2, writeUnpack, ["i32"]);
  const pack = define("pack", 2, writePack);
  const invertInteger = define("invertInteger", 2, writeInvert);
  const multiplyBy = (code: Code, out: () => void, a: () => void, factor: number): void => {
    out();
    a();
    code.i32(factor).call(functions.multiply);
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
    writeFormula(code, DOUBLE, functions, field, KEPT);
    code.get(1).i32(1).op("i32.sub").tee(1).brIf(again).end();
  });
  define("addAffine", 2, (code) => writeFormula(code, ADD, functions, field, KEPT));
  return writer.finish();
}

/** Writes what the module expects in its memory. */
export function writeConstants(field: MontgomeryField, bytes: Uint8Array): void {
  writeLimbs(bytes, FACTOR, radixPower(field, 2));
  writeLimbs(bytes, INVERSE_FACTOR, radixPower(field, 3));
  writeLimbs(bytes, INTEGER_ONE, 1n);
}
