import { noble } from "#noble";
import { bytesEqual } from "../base/bytes.js";
import type { Ed25519Backend, Ed25519Signer } from "./ed25519-backend.js";
import { integerFromLe } from "./integer.js";
import { isOnCurve } from "./is-on-curve.js";
import { sha512 } from "./sha512.js";

/** Ed25519 by @noble/curves, for where node:crypto is missing. Its own `verify` multiplies by the cofactor: not used. */
export const portableEd25519: Ed25519Backend & Ed25519Signer = {
  name: "portable",

  equationHolds(signature, message, publicKey) {
    if (!isOnCurve(publicKey)) return false;
    const { Point } = noble.ed25519().ed25519;
    const r = signature.subarray(0, 32);
    const s = integerFromLe(signature.subarray(32));
    const k = integerFromLe(sha512(r, publicKey, message)) % Point.Fn.ORDER;
    const minusA = Point.fromBytes(publicKey, true).negate();
    return bytesEqual(noble.curve().mulAddUnsafe(Point, [Point.BASE, minusA], [s, k]).toBytes(), r);
  },
  getPublicKey: (secretKey) => noble.ed25519().ed25519.getPublicKey(secretKey),
  sign: (message, secretKey) => noble.ed25519().ed25519.sign(message, secretKey),
};
