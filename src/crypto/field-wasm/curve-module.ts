import type { Code } from "../../base/wasm/code.js";
import { ModuleWriter } from "../../base/wasm/module-writer.js";
import { type FieldFunctions, writeFormula } from "./formulas.js";
import {
  FIELD_BYTES,
  fieldToBytes,
  type PrimeField,
  writeAdd,
  writeMultiply,
  writePack,
  writeSquare,
  writeSubtract,
  writeUnpack,
} from "./prime-field.js";

/**
 * A curve with formulas for its points, which must be complete: they hold for any two points. X1 is a coordinate of the
 * first operand, X2 of the second, X3 of the result, which may be an operand too; A to J are kept meanwhile, O is zero.
 */
export interface CurveFormulas {
  readonly field: PrimeField;
  /** Letters of a point's coordinates, as they lie one after the other. */
  readonly coordinates: string;
  readonly add: string;
  readonly subtract: string;
  readonly double: string;
  /** As much of `double` as another doubling needs. */
  readonly doubleAgain: string;
  /** K in the formulas. */
  readonly constant: bigint;
}

/** Places in the memory, and where others may begin. */
const ZERO = 0;
const CONSTANT = FIELD_BYTES;
const KEPT = 2 * FIELD_BYTES;
const KEPT_LETTERS = "ABCDEFGHIJ";
export const FREE = KEPT + KEPT_LETTERS.length * FIELD_BYTES;

/** What the module exports; results come first, and may be operands too. All are addresses but `times`, at least 1. */
export interface CurveExports {
  multiply(out: number, a: number, b: number): void;
  add(out: number, a: number, b: number): void;
  subtract(out: number, a: number, b: number): void;
  /** a to the power of 2^times. */
  squareTimes(out: number, a: number, times: number): void;
  unpack(out: number, bytes: number): void;
  pack(out: number, a: number): void;
  addPoints(out: number, p: number, q: number): void;
  subtractPoints(out: number, p: number, q: number): void;
  /** 2^times · p. */
  doublePoint(out: number, p: number, times: number): void;
}

/** A module of operations on a curve and its field. */
export function curveModule(curve: CurveFormulas): Uint8Array<ArrayBuffer> {
  const writer = new ModuleWriter(["env", "memory"]);
  let defined = 0;
  const define = (name: string, parameters: number, write: (code: Code, field: PrimeField) => void): number => {
    write(writer.defineFunction(name, { parameters: Array(parameters).fill("i32"), results: [] }), curve.field);
    return defined++;
  };
  const functions: FieldFunctions = {
    "*": define("multiply", 3, writeMultiply),
    "+": define("add", 3, writeAdd),
    "-": define("subtract", 3, writeSubtract),
    "²": define("square", 2, writeSquare),
  };
  define("unpack", 2, writeUnpack);
  define("pack", 2, writePack);
  define("squareTimes", 3, (code) => repeat(code, 0, () => code.get(0).get(1).call(functions["²"])));
  const formula = (code: Code, text: string) =>
    writeFormula(code, text, functions, (name) => pushOperand(code, curve, name));
  define("addPoints", 3, (code) => formula(code, curve.add));
  define("subtractPoints", 3, (code) => formula(code, curve.subtract));
  define("doublePoint", 3, (code) => {
    repeat(code, 1, () => formula(code, curve.doubleAgain));
    formula(code, curve.double);
  });
  return writer.finish();
}

/** Writes what the module expects in its memory. */
export function writeConstants({ constant }: CurveFormulas, bytes: Uint8Array): void {
  bytes.set(fieldToBytes(constant), CONSTANT);
}

/** Writes a loop while local 2 is above `least`, counting it down; after the first turn, the result is the operand. */
function repeat(code: Code, least: number, writeTurn: () => void): void {
  const done = code.block();
  const again = code.loop();
  code.get(2).i32(least).op("i32.le_u").brIf(done);
  writeTurn();
  code.get(0).set(1);
  code.get(2).i32(1).op("i32.sub").set(2).br(again);
  code.end().end();
}

function pushOperand(code: Code, { coordinates }: CurveFormulas, name: string): void {
  const [letter, point] = [name[0]!, name[1]];
  if (letter === "O") code.i32(ZERO);
  else if (letter === "K") code.i32(CONSTANT);
  else if (point === undefined) code.i32(KEPT + KEPT_LETTERS.indexOf(letter) * FIELD_BYTES);
  else
    code
      .get(Number(point) % 3)
      .i32(coordinates.indexOf(letter) * FIELD_BYTES)
      .op("i32.add");
}
