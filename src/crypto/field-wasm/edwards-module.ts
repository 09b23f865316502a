import type { Code } from "../../base/wasm/code.js";
import { ModuleWriter } from "../../base/wasm/module-writer.js";
import { type FieldFunctions, writeFormula } from "./formulas.js";
import {
  CURVE_D,
  FIELD_25519,
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

/** Places in the memory: twice the curve's d, the elements A to H that formulas keep, and where others may begin. */
const TWO_D = 0;
const SCRATCH = FIELD_BYTES;
export const FREE = SCRATCH + 8 * FIELD_BYTES;

const P = FIELD_25519.prime;

/** A point is X, Y, Z and T with x = X/Z, y = Y/Z and xy = T/Z, one after the other. */
export const POINT_BYTES = 4 * FIELD_BYTES;
const COORDINATES = "XYZT";

/** Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited", 3.1 with a = -1: complete. */
const ADD = `
  A = Y1 - X1
  B = Y2 - X2
  A = A * B
  B = Y1 + X1
  C = Y2 + X2
  B = B * C
  C = T1 * K
  C = C * T2
  D = Z1 + Z1
  D = D * Z2
  E = B - A
  F = D - C
  G = D + C
  H = B + A
  X3 = E * F
  Y3 = G * H
  T3 = E * H
  Z3 = F * G`;

/** The same with -X2 and -T2. */
const SUBTRACT = ADD.replace("B = Y2 - X2", "B = Y2 + X2")
  .replace("C = Y2 + X2", "C = Y2 - X2")
  .replace("F = D - C", "F = D + C")
  .replace("G = D + C", "G = D - C");

/** 3.3 there. */
const DOUBLE = `
  A = X1²
  B = Y1²
  C = Z1²
  C = C + C
  H = A + B
  E = X1 + Y1
  E = E²
  E = H - E
  G = A - B
  F = C + G
  X3 = E * F
  Y3 = G * H
  T3 = E * H
  Z3 = F * G`;

/** What the module exports; results come first, and may be operands too. All are addresses but `times`, at least 1. */
export interface EdwardsExports {
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

/** A module of operations on the field modulo 2^255 - 19 and on the curve edwards25519. */
export function edwardsModule(): Uint8Array<ArrayBuffer> {
  const writer = new ModuleWriter(["env", "memory"]);
  let defined = 0;
  const define = (name: string, parameters: number, write: (code: Code, field: PrimeField) => void): number => {
    write(writer.defineFunction(name, { parameters: Array(parameters).fill("i32"), results: [] }), FIELD_25519);
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
  define("squareTimes", 3, (code) => repeat(code, () => code.get(0).get(1).call(functions["²"])));
  const formula = (code: Code, text: string) => writeFormula(code, text, functions, (name) => pushOperand(code, name));
  define("addPoints", 3, (code) => formula(code, ADD));
  define("subtractPoints", 3, (code) => formula(code, SUBTRACT));
  define("doublePoint", 3, (code) => repeat(code, () => formula(code, DOUBLE)));
  return writer.finish();
}

/** Writes what the module expects in its memory. */
export function writeConstants(bytes: Uint8Array): void {
  bytes.set(fieldToBytes((2n * CURVE_D) % P), TWO_D);
}

/** Writes a loop of as many turns as local 2 says; after the first, the result is the operand. */
function repeat(code: Code, writeTurn: () => void): void {
  const again = code.loop();
  writeTurn();
  code.get(0).set(1);
  code.get(2).i32(1).op("i32.sub").tee(2).brIf(again);
  code.end();
}

/** X1 is a coordinate of local 1, X2 of local 2, X3 of the result in local 0; K is 2d, a letter alone is kept meanwhile. */
function pushOperand(code: Code, name: string): void {
  const [letter, point] = [name[0]!, name[1]];
  if (point !== undefined) {
    code
      .get(Number(point) % 3)
      .i32(COORDINATES.indexOf(letter) * FIELD_BYTES)
      .op("i32.add");
  } else code.i32(letter === "K" ? TWO_D : SCRATCH + (letter.charCodeAt(0) - 65) * FIELD_BYTES);
}
