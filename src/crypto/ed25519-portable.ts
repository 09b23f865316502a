import { noble } from "#noble";
import { bytesEqual } from "../base/bytes.js";
import type { Ed25519Backend, Ed25519Signer } from "./ed25519-backend.js";
import { KeyMultiples } from "./ed25519-key-multiples.js";
import { ED25519_ORDER } from "./ed25519-order.js";
import { type EdwardsPoints, edwardsPoints } from "./edwards-points.js";
import { integerFromLe, integerToLe } from "./integer.js";
import { isOnCurve } from "./is-on-curve.js";
import { sha512 } from "./sha512.js";

/**
 * Ed25519 for where node:crypto is missing: verified in generated WebAssembly, or by @noble/curves where none can be
 * compiled; signed by @noble/curves.
 */
export const portableEd25519: Ed25519Backend & Ed25519Signer = {
  name: "portable",

  equationHolds(signature, message, publicKey) {
    const r = signature.subarray(0, 32);
    const s = signature.subarray(32);
    const k = integerFromLe(sha512(r, publicKey, message)) % ED25519_ORDER;
    const points = edwardsPoints();
    const encoding = points === null ? sumByNoble(s, k, publicKey) : sumByWasm(points, s, k, publicKey);
    return encoding !== undefined && bytesEqual(encoding, r);
  },
  getPublicKey: (secretKey) => noble.ed25519().ed25519.getPublicKey(secretKey),
  sign: (message, secretKey) => noble.ed25519().ed25519.sign(message, secretKey),
};

let keys: KeyMultiples | undefined;
let sum: number | undefined;

/** The encoding of s·B - k·A; undefined if A is no point. */
function sumByWasm(points: EdwardsPoints, s: Uint8Array, k: bigint, publicKey: Uint8Array): Uint8Array | undefined {
  keys ??= new KeyMultiples(points);
  sum ??= points.newPoint();
  const minusA = keys.ofNegative(publicKey);
  if (minusA === undefined) return undefined;
  points.sumOfProducts(sum, [
    { scalar: s, factor: points.base },
    { scalar: integerToLe(k, 32), factor: minusA },
  ]);
  return points.encode(sum);
}

/** The same. The library's own `verify` multiplies by the cofactor: not used. */
export function sumByNoble(s: Uint8Array, k: bigint, publicKey: Uint8Array): Uint8Array | undefined {
  if (!isOnCurve(publicKey)) return undefined;
  const { Point } = noble.ed25519().ed25519;
  const minusA = Point.fromBytes(publicKey, true).negate();
  return noble
    .curve()
    .mulAddUnsafe(Point, [Point.BASE, minusA], [integerFromLe(s), k])
    .toBytes();
}
