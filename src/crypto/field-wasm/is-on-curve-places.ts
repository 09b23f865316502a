import { integerToLe } from "../integer.js";
import { CURVE_D, FIELD_25519, FIELD_BYTES, fieldToBytes } from "./prime-field.js";

/** Where the module finds things in its memory. */
export const IS_ON_CURVE_PLACES = {
  /** The 32 bytes. */
  input: 0,
  /** p, 32 bytes. */
  p: 32,
  /** The curve's d, a field element, as are the two that the module works with. */
  d: 64,
  u: 64 + FIELD_BYTES,
  v: 64 + 2 * FIELD_BYTES,
} as const;

/** Writes what the module expects there. */
export function writeConstants(bytes: Uint8Array): void {
  bytes.set(integerToLe(FIELD_25519.prime, 32), IS_ON_CURVE_PLACES.p);
  bytes.set(fieldToBytes(CURVE_D), IS_ON_CURVE_PLACES.d);
}
