import { noble } from "#noble";
import { integerFromBe } from "./integer.js";
import { nodeSecp256r1 } from "./secp256r1-node.js";

/** Who does the arithmetic of P-256; all must agree on every input. */
export interface Secp256r1Backend {
  isPublicKey(publicKey: Uint8Array): boolean;
  /** For signatures that `isSecp256r1Signature` accepts. */
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
}

/** By @noble/curves, for where node:crypto is missing. */
export const portableSecp256r1: Secp256r1Backend = {
  isPublicKey: (publicKey) => noble.nist().p256.utils.isValidPublicKey(publicKey, true),
  verify: (signature, message, publicKey) =>
    noble.nist().p256.verify(signature, message, publicKey, { lowS: true, prehash: true }),
};

const backend = (): Secp256r1Backend => nodeSecp256r1() ?? portableSecp256r1;

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Whether r lies from 1 to the order - 1 and s from 1 to half the order, in r ‖ s (64 bytes). */
export function isSecp256r1Signature(signature: Uint8Array): boolean {
  const r = integerFromBe(signature.subarray(0, 32));
  const s = integerFromBe(signature.subarray(32));
  return r > 0n && r < ORDER && s > 0n && s <= ORDER / 2n;
}

/** Whether 33 bytes are a compressed point of P-256 (OpenSSL's `EC_POINT_oct2point`). */
export function isSecp256r1PublicKey(publicKey: Uint8Array): boolean {
  return backend().isPublicKey(publicKey);
}

/**
 * Whether `signature` (r ‖ s, 64 bytes) by `publicKey` (33 bytes, compressed) signs the SHA-256 of `message`. High s is
 * refused (agave-precompiles `secp256r1::verify`).
 */
export function verifySecp256r1(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  return isSecp256r1Signature(signature) && backend().verify(signature, message, publicKey);
}
