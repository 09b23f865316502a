import { noble } from "#noble";
import { integerFromBe } from "./integer.js";
import { keccak256 } from "./keccak256.js";

/** libsecp256k1's `RecoveryId::parse`. */
export function isRecoveryId(value: number | bigint): boolean {
  return value >= 0 && value < 4;
}

/**
 * Whether r and s of r ‖ s (64 bytes) are below the order (libsecp256k1's `Signature::parse_standard_slice`, which lets
 * zeros pass: only recovering refuses those).
 */
export function isSecp256k1Signature(signature: Uint8Array): boolean {
  const { ORDER } = noble.secp256k1().secp256k1.Point.Fn;
  return integerFromBe(signature.subarray(0, 32)) < ORDER && integerFromBe(signature.subarray(32)) < ORDER;
}

/**
 * The public key, x ‖ y in 64 bytes, under which `signature` (r ‖ s, 64 bytes) signs the 32-byte `hash`; null if there
 * is none. `recoveryId`, 0 to 3, holds the parity of R's y in bit 0 and whether R's x is r plus the order in bit 1. s may
 * be high, and the hash counts modulo the order (libsecp256k1 0.7 `recover`).
 */
export function recoverSecp256k1(hash: Uint8Array, recoveryId: number, signature: Uint8Array): Uint8Array | null {
  const { Signature } = noble.secp256k1().secp256k1;
  const r = integerFromBe(signature.subarray(0, 32));
  const s = integerFromBe(signature.subarray(32));
  try {
    return new Signature(r, s, recoveryId).recoverPublicKey(hash).toBytes(false).subarray(1);
  } catch {
    return null; // the library has no other way to say so
  }
}

/** The last 20 bytes of the Keccak-256 of a public key, x ‖ y (solana-secp256k1-program `eth_address_from_pubkey`). */
export function ethAddress(publicKey: Uint8Array): Uint8Array {
  return keccak256(publicKey).subarray(12);
}
