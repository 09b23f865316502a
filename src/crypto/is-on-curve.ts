import { isOnCurveModule } from "./field-wasm/is-on-curve-module.js";
import { IS_ON_CURVE_PLACES, writeConstants } from "./field-wasm/is-on-curve-places.js";
import { isOnCurvePortable } from "./is-on-curve-portable.js";
import { SHA256_BYTES, sha256, sha256Into, wasmSha256 } from "./sha256.js";
import { instantiate, type WasmInstance } from "./wasm-instance.js";

interface Exports {
  readonly isOnCurve: () => number;
}

const { input: IN } = IS_ON_CURVE_PLACES;

/** node:crypto takes longer to begin than generated WebAssembly for a few blocks, and allocates for each hash. */
const SHORT_BYTES = 200;

let machine: WasmInstance<Exports> | null | undefined;

/**
 * Whether 32 bytes decompress to a point of edwards25519, as curve25519-dalek's `CompressedEdwardsY::decompress`
 * decides: the sign bit does not matter and y need not be below p. With u = y² - 1 and v = dy² + 1 there is an x, which
 * is √(u/v), exactly if uv is a square; v is never zero.
 */
export function isOnCurve(bytes: Uint8Array): boolean {
  const generated = load();
  if (generated === null) return isOnCurvePortable(bytes);
  generated.bytes.set(bytes, IN);
  return generated.exports.isOnCurve() !== 0;
}

/** SHA-256 of the input; undefined if it is a point of edwards25519. */
export function sha256OffCurve(input: Uint8Array): Uint8Array | undefined {
  const generated = load();
  if (generated === null) {
    const digest = sha256(input);
    return isOnCurvePortable(digest) ? undefined : digest;
  }
  const { bytes, exports } = generated;
  const hashInto = input.length <= SHORT_BYTES ? wasmSha256 : sha256Into;
  hashInto(input, bytes, IN);
  return exports.isOnCurve() !== 0 ? undefined : bytes.slice(IN, IN + SHA256_BYTES);
}

/** Null where the host compiles no WebAssembly. */
function load(): WasmInstance<Exports> | null {
  if (machine === undefined) machine = instantiate(isOnCurveModule, writeConstants);
  return machine;
}
