import { IN, isOnCurveModule, writeConstants } from "./field-wasm/is-on-curve-module.js";
import { isOnCurvePortable } from "./is-on-curve-portable.js";
import { instantiate, type WasmInstance } from "./wasm-instance.js";

interface Exports {
  readonly isOnCurve: () => number;
}

let machine: WasmInstance<Exports> | null | undefined;

/**
 * Whether 32 bytes decompress to a point of edwards25519, as curve25519-dalek's `CompressedEdwardsY::decompress`
 * decides: the sign bit does not matter and y need not be below p. With u = y² - 1 and v = dy² + 1 there is an x, which
 * is √(u/v), exactly if uv is a square; v is never zero.
 */
export function isOnCurve(bytes: Uint8Array): boolean {
  if (machine === undefined) machine = instantiate(isOnCurveModule, writeConstants);
  if (machine === null) return isOnCurvePortable(bytes);
  machine.bytes.set(bytes, IN);
  return machine.exports.isOnCurve() !== 0;
}
