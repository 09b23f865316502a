import { noble } from "#noble";
import { integerFromBe } from "./integer.js";

/** Whether r lies from 1 to the order - 1 and s from 1 to half the order, in r ‖ s (64 bytes). */
export function isSecp256r1Signature(signature: Uint8Array): boolean {
  const { ORDER } = noble.nist().p256.Point.Fn;
  const r = integerFromBe(signature.subarray(0, 32));
  const s = integerFromBe(signature.subarray(32));
  return r > 0n && r < ORDER && s > 0n && s <= ORDER / 2n;
}

/** Whether 33 bytes are a compressed point of P-256 (OpenSSL's `EC_POINT_oct2point`). */
export function isSecp256r1PublicKey(publicKey: Uint8Array): boolean {
  return noble.nist().p256.utils.isValidPublicKey(publicKey, true);
}

/**
 * Whether `signature` (r ‖ s, 64 bytes) by `publicKey` (33 bytes, compressed) signs the SHA-256 of `message`. High s is
 * refused (agave-precompiles `secp256r1::verify`).
 */
export function verifySecp256r1(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  return noble.nist().p256.verify(signature, message, publicKey, { lowS: true, prehash: true });
}
