import { noble } from "#noble";
import { integerFromBe, integerToLe, inverseModulo } from "./integer.js";
import { keccak256 } from "./keccak256.js";
import { type Secp256k1Points, secp256k1Points } from "./secp256k1-points.js";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const PRIME = 2n ** 256n - 2n ** 32n - 977n;

/** libsecp256k1's `RecoveryId::parse`. */
export function isRecoveryId(value: number | bigint): boolean {
  return value >= 0 && value < 4;
}

/**
 * Whether r and s of r ‖ s (64 bytes) are below the order (libsecp256k1's `Signature::parse_standard_slice`, which lets
 * zeros pass: only recovering refuses those).
 */
export function isSecp256k1Signature(signature: Uint8Array): boolean {
  return integerFromBe(signature.subarray(0, 32)) < ORDER && integerFromBe(signature.subarray(32)) < ORDER;
}

/**
 * The public key, x ‖ y in 64 bytes, under which `signature` (r ‖ s, 64 bytes) signs the 32-byte `hash`; null if there
 * is none. `recoveryId`, 0 to 3, holds the parity of R's y in bit 0 and whether R's x is r plus the order in bit 1. s may
 * be high, and the hash counts modulo the order (libsecp256k1 0.7 `recover`).
 */
export function recoverSecp256k1(hash: Uint8Array, recoveryId: number, signature: Uint8Array): Uint8Array | null {
  const points = secp256k1Points();
  return points === null
    ? recoverByNoble(hash, recoveryId, signature)
    : recoverByWasm(points, hash, recoveryId, signature);
}

let publicKey: number | undefined;

/** (s·R - hash·G) / r */
function recoverByWasm(
  points: Secp256k1Points,
  hash: Uint8Array,
  recoveryId: number,
  signature: Uint8Array,
): Uint8Array | null {
  const r = integerFromBe(signature.subarray(0, 32));
  const s = integerFromBe(signature.subarray(32));
  const x = (recoveryId & 2) === 0 ? r : r + ORDER;
  if (r === 0n || r >= ORDER || s === 0n || s >= ORDER || x >= PRIME) return null;
  publicKey ??= points.newPoint();
  if (!points.setX(publicKey, x, (recoveryId & 1) === 1)) return null;
  const inverse = inverseModulo(r, ORDER);
  const ofBase = (ORDER - (integerFromBe(hash) % ORDER)) * inverse;
  points.sumOfProducts(publicKey, [
    { scalar: integerToLe((s * inverse) % ORDER, 32), factor: publicKey },
    { scalar: integerToLe(ofBase % ORDER, 32), factor: points.base },
  ]);
  return points.encode(publicKey) ?? null;
}

/** The same by @noble/curves, for hosts that compile no WebAssembly. */
export function recoverByNoble(hash: Uint8Array, recoveryId: number, signature: Uint8Array): Uint8Array | null {
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
