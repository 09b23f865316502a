import { CallgateError } from "../base/errors.js";
import { U64_MAX } from "../base/u64.js";
import { assertPubkey, type Pubkey, pubkeyFromAddress } from "../solana/pubkey.js";

/** A public key from outside: base58 text (Kit's `Address`), 32 bytes, or web3.js v1's `PublicKey`. */
export type AddressInput = string | Uint8Array | { toBytes(): Uint8Array };

/** Throws `invalid-address` or `invalid-pubkey`. */
export function toPubkey(input: AddressInput): Pubkey {
  if (typeof input === "string") return pubkeyFromAddress(input);
  const bytes = hasToBytes(input) ? input.toBytes() : input;
  assertPubkey(bytes as Pubkey);
  return bytes as Pubkey;
}

function hasToBytes(input: unknown): input is { toBytes(): Uint8Array } {
  return typeof input === "object" && input !== null && "toBytes" in input && typeof input.toBytes === "function";
}

/** An integer from 0 to 2^64 - 1. Throws `invalid-u64`. */
export function toU64(input: bigint | number, name: string): bigint {
  const value: unknown = input;
  if (typeof value === "bigint" && value >= 0n && value <= U64_MAX) return value;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  const came = typeof value === "bigint" || typeof value === "number" ? String(value) : typeof value;
  throw new CallgateError("invalid-u64", `${name}: expected an integer from 0 to 2^64 - 1, got ${came}`, { name });
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
