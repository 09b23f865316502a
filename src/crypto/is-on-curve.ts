import { ed25519 } from "@noble/curves/ed25519.js";

/** Whether 32 bytes decompress to a point of edwards25519, as curve25519-dalek decides (non-canonical y included). */
export function isOnCurve(bytes: Uint8Array): boolean {
  try {
    ed25519.Point.fromBytes(bytes, true);
    return true;
  } catch {
    return false;
  }
}
