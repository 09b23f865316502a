import type { Code } from "../../base/wasm/code.js";
import { ModuleWriter } from "../../base/wasm/module-writer.js";
import { IS_ON_CURVE_PLACES } from "./is-on-curve-places.js";
import { writeJacobi } from "./jacobi.js";
import { limbsOf } from "./limbs.js";
import { FIELD_25519, type PrimeField, writeMultiply, writePack, writeUnpack } from "./prime-field.js";

const { input: IN, p: P, d: D, u: U, v: V } = IS_ON_CURVE_PLACES;

/**
 * A module whose `isOnCurve`: () → i32 says of the 32 bytes at the place for the input what the function of this name
 * does. What is published has the bytes (scripts/bundle.mjs).
 */
export function isOnCurveModule(): Uint8Array<ArrayBuffer> {
  const writer = new ModuleWriter(["env", "memory"]);
  const define = (parameters: number, write: (code: Code, field: PrimeField) => void): number => {
    const { index, code } = writer.addFunction({ parameters: Array(parameters).fill("i32"), results: [] });
    write(code, FIELD_25519);
    return index;
  };
  const jacobi = writer.addFunction({ parameters: ["i32", "i32"], results: ["i32"] });
  writeJacobi(jacobi.code);
  const functions = {
    multiply: define(3, writeMultiply),
    unpack: define(2, writeUnpack),
    pack: define(2, writePack),
    jacobi: jacobi.index,
  };
  writeIsOnCurve(writer.defineFunction("isOnCurve", { parameters: [], results: ["i32"] }), functions);
  return writer.finish();
}

function writeIsOnCurve(
  code: Code,
  functions: Readonly<Record<"multiply" | "unpack" | "pack" | "jacobi", number>>,
): void {
  const product = (out: number, a: number, b: number) => code.i32(out).i32(a).i32(b).call(functions.multiply);
  code.i32(U).i32(IN).call(functions.unpack);
  product(U, U, U);
  product(V, D, U);
  code.i32(V).i32(V).memory("i64.load").i64(1n).op("i64.add").memory("i64.store");
  // p - 1 rather than -1, so that no limb falls below zero.
  limbsOf(FIELD_25519.prime - 1n).forEach((limb, i) => {
    code
      .i32(U)
      .i32(U)
      .memory("i64.load", 8 * i)
      .i64(limb)
      .op("i64.add")
      .memory("i64.store", 8 * i);
  });
  product(U, U, V);
  code.i32(U).i32(U).call(functions.pack);
  code.i32(U).i32(P).call(functions.jacobi).i32(-1).op("i32.ne");
}
