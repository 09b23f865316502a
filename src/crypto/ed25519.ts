import { CallgateError } from "../base/errors.js";
import { type Ed25519Backend, ed25519Backend, ed25519Signer } from "./ed25519-backend.js";
import { isBelowOrder } from "./ed25519-order.js";

/** The y coordinates of the points whose order divides 8, in every encoding: 1, 0, p - 1, two more, p and p + 1. */
const SMALL_ORDER_Y: readonly Uint8Array[] = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].map((hex) => Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)));

/**
 * Whether `signature` (64 bytes) by `publicKey` (32 bytes) on `message` passes ed25519-dalek 2's
 * `VerifyingKey::verify_strict`: s below the order, neither R nor the key of small order (in any encoding), the key a
 * curve point (y need not be canonical), and s·B - k·A encoding to exactly R, without the cofactor.
 *
 * The ed25519 precompile's ed25519-dalek 1.0.1 compares points, so that R may also be non-canonical: only y from p + 2
 * to p + 18 are left for that, points whose discrete logarithm one would have to know to sign.
 */
export function verifyStrict(
  signature: Uint8Array,
  message: Uint8Array,
  publicKey: Uint8Array,
  backend: Ed25519Backend = ed25519Backend(),
): boolean {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  if (hasSmallOrder(publicKey) || hasSmallOrder(signature) || !isBelowOrder(signature.subarray(32))) return false;
  return backend.equationHolds(signature, message, publicKey);
}

/**
 * Whether the three highest bits of s are clear: all that the crate ed25519 1's `Signature::from_bytes`, which the
 * ed25519 precompile calls before it looks at the public key, asks of 64 bytes.
 */
export function isSignatureWellFormed(signature: Uint8Array): boolean {
  return (signature[63]! & 0xe0) === 0;
}

/** Whether the first 32 bytes encode a point whose order divides 8. */
function hasSmallOrder(encoding: Uint8Array): boolean {
  for (const y of SMALL_ORDER_Y) {
    let i = 0;
    while (i < 31 && encoding[i] === y[i]) i++;
    if (i === 31 && (encoding[31]! & 0x7f) === y[31]) return true;
  }
  return false;
}

/** The public key (32 bytes) of a secret key (32 bytes, RFC 8032's private key). */
export function getPublicKey(secretKey: Uint8Array): Uint8Array {
  expectSecretKey(secretKey);
  return ed25519Signer().getPublicKey(secretKey);
}

/** The signature (64 bytes) on `message` by a secret key (32 bytes). */
export function sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array {
  expectSecretKey(secretKey);
  return ed25519Signer().sign(message, secretKey);
}

function expectSecretKey(bytes: Uint8Array): void {
  const { length } = bytes;
  if (length === 32) return;
  throw new CallgateError("invalid-secret-key", `a secret key has 32 bytes, this one has ${length}`, { length });
}

export interface Keypair {
  /** 32 bytes, RFC 8032's private key. */
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

export function generateKeypair(): Keypair {
  const secretKey = crypto.getRandomValues(new Uint8Array(32));
  return { secretKey, publicKey: getPublicKey(secretKey) };
}
