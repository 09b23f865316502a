import { base58Decode } from "../base/base58.js";
import { CallgateError } from "../base/errors.js";
import { assertU64 } from "../base/u64.js";
import { describe, isBytes, isObject, readUntrusted } from "../base/untrusted.js";
import { assertPubkey, type Pubkey, pubkeyFromAddress } from "../solana/pubkey.js";
import { SIGNATURE_BYTES } from "../solana/transaction.js";

/** A public key from outside: base58 text (Kit's `Address`), 32 bytes, or web3.js v1's `PublicKey`. */
export type AddressInput = string | Uint8Array | { toBytes(): Uint8Array };

/** The key in an array of its own. Throws `invalid-address` or `invalid-pubkey`. */
export function toPubkey(input: AddressInput): Pubkey {
  if (typeof input === "string") return pubkeyFromAddress(input);
  return readUntrusted("invalid-pubkey", "the public key", () => {
    const bytes: Pubkey = hasToBytes(input) ? input.toBytes() : input;
    assertPubkey(bytes);
    return new Uint8Array(bytes);
  });
}

function hasToBytes(input: unknown): input is { toBytes(): Uint8Array } {
  return isObject(input) && "toBytes" in input && typeof input.toBytes === "function";
}

/** The longest base58 of 64 bytes; longer text would cost quadratic time to refuse. */
const MAX_SIGNATURE_TEXT = 88;

/** A signature from outside, base58 text or 64 bytes. Throws `invalid-signature`. */
export function toSignature(input: string | Uint8Array): Uint8Array {
  return readUntrusted("invalid-signature", "the signature", () => {
    const bytes = typeof input === "string" && input.length <= MAX_SIGNATURE_TEXT ? base58Decode(input) : input;
    if (isBytes(bytes) && bytes.length === SIGNATURE_BYTES) return new Uint8Array(bytes);
    const message = `expected a signature (base58 of 64 bytes, or the bytes), got ${describe(input)}`;
    throw new CallgateError("invalid-signature", message, { signature: input });
  });
}

/** An integer from 0 to 2^64 - 1. Throws `invalid-u64`. */
export function toU64(input: bigint | number, name: string): bigint {
  const value = typeof input === "number" && Number.isSafeInteger(input) ? BigInt(input) : input;
  assertU64(value, name);
  return value;
}

/** Signed bytes that a wallet sends: the wire format of a transaction, or an object that knows it. */
export type TransactionInput =
  /** The bytes on the wire. */
  | Uint8Array
  /** The same in base64. */
  | string
  /** Kit's `Transaction`. */
  | KitTransaction
  /** web3.js v1's `Transaction` and `VersionedTransaction`. */
  | SerializableTransaction;

export interface KitTransaction {
  readonly messageBytes: ArrayLike<number>;
  /** By signer in the order of the message's keys; null for one that has not signed. */
  readonly signatures: Readonly<Record<string, ArrayLike<number> | null>>;
}

export interface SerializableTransaction {
  serialize(options?: { requireAllSignatures?: boolean; verifySignatures?: boolean }): ArrayLike<number>;
}
