import { noble } from "#noble";
import { bytesEqual } from "../base/bytes.js";
import type { Ed25519Backend, Ed25519Signer } from "./ed25519-backend.js";
import { ed25519Equation } from "./ed25519-equation.js";
import { ED25519_ORDER } from "./ed25519-order.js";
import { integerFromLe } from "./integer.js";
import { isOnCurve } from "./is-on-curve.js";
import { sha512 } from "./sha512.js";

/**
 * Ed25519 without anything of the platform: verified in generated WebAssembly, or by @noble/curves where none can be
 * compiled; signed by @noble/curves.
 */
export const portableEd25519: Ed25519Backend & Ed25519Signer & { knows(publicKey: Uint8Array): boolean } = {
  name: "portable",

  /** Whether this key has come so often that its multiples are kept. Asking counts. */
  knows: (publicKey) => ed25519Equation()?.knows(publicKey) ?? false,

  equationHolds(signature, message, publicKey) {
    const r = signature.subarray(0, 32);
    const s = signature.subarray(32);
    const k = sha512(r, publicKey, message);
    const equation = ed25519Equation();
    if (equation !== null) return equation.holds(publicKey, r, s, k);
    const encoding = sumByNoble(s, integerFromLe(k) % ED25519_ORDER, publicKey);
    return encoding !== undefined && bytesEqual(encoding, r);
  },
  getPublicKey: (secretKey) => noble.ed25519().ed25519.getPublicKey(secretKey),
  sign: (message, secretKey) => noble.ed25519().ed25519.sign(message, secretKey),
};

/** The encoding of s·B - k·A; undefined if A is no point. The library's own `verify` multiplies by the cofactor: not used. */
export function sumByNoble(s: Uint8Array, k: bigint, publicKey: Uint8Array): Uint8Array | undefined {
  if (!isOnCurve(publicKey)) return undefined;
  const { Point } = noble.ed25519().ed25519;
  const minusA = Point.fromBytes(publicKey, true).negate();
  return noble
    .curve()
    .mulAddUnsafe(Point, [Point.BASE, minusA], [integerFromLe(s), k])
    .toBytes();
}
