import { base58Decode } from "../base/base58.js";
import { CallgateError } from "../base/errors.js";
import { describe, isBytes } from "../base/untrusted.js";
import { textOfPubkey } from "./shared-pubkeys.js";

/** A public key, program id, blockhash or any other 32-byte name, as bytes. Addresses inside Callgate are these. */
export type Pubkey = Uint8Array;

/** A base58 public key at the doors of Callgate. It has the marks of Kit's `Address`: each accepts the other. */
export type Address<T extends string = string> = T & {
  readonly "__brand:@solana/kit": "Address";
  readonly "__stringEncoding:@solana/kit": "base58";
};

/** A base58 blockhash at the doors, with the marks of Kit's `Blockhash`. */
export type Blockhash = string & {
  readonly "__brand:@solana/kit": "Blockhash";
  readonly "__stringEncoding:@solana/kit": "base58";
};

export const PUBKEY_BYTES = 32;

/** Whether two public keys are the same 32 bytes. */
export function pubkeyEqual(a: Pubkey, b: Pubkey): boolean {
  if (a === b) return true;
  for (let i = 0; i < PUBKEY_BYTES; i += 4) {
    if (a[i] !== b[i] || a[i + 1] !== b[i + 1] || a[i + 2] !== b[i + 2] || a[i + 3] !== b[i + 3]) return false;
  }
  return true;
}

/** Whether `key` is among a few. */
export function includesPubkey(keys: readonly Pubkey[], key: Pubkey): boolean {
  for (let i = 0; i < keys.length; i++) if (pubkeyEqual(keys[i], key)) return true;
  return false;
}

/** Orders public keys by their bytes, as Rust's `Ord` does. */
export function comparePubkeys(a: Pubkey, b: Pubkey): number {
  for (let i = 0; i < PUBKEY_BYTES; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
}

/**
 * The 32 bytes that `address` spells in base58, in a new array.
 * Throws `invalid-address` when it is no base58 or does not give 32 bytes.
 */
export function pubkeyFromAddress(address: string): Pubkey {
  const text: unknown = address;
  if (typeof text !== "string") {
    throw new CallgateError("invalid-address", `expected an address (base58 text), got ${describe(text)}`, { address });
  }
  // 32 bytes take 32 to 44 digits; longer text would cost quadratic time to refuse.
  const bytes = text.length >= 32 && text.length <= 44 ? base58Decode(text) : undefined;
  if (bytes?.length === PUBKEY_BYTES) return bytes;
  throw new CallgateError(
    "invalid-address",
    `expected an address (base58 of 32 bytes), got ${JSON.stringify(text.slice(0, 64))}` +
      (bytes === undefined ? ` of ${text.length} characters` : `, which is base58 of ${bytes.length} bytes`),
    { address },
  );
}

/**
 * The base58 address of `pubkey`. Texts of recently printed keys are remembered: log lines name the same programs
 * all the time, and base58 costs microseconds.
 * Throws `invalid-pubkey` when `pubkey` is not 32 bytes.
 */
export function addressFromPubkey(pubkey: Pubkey): Address {
  assertPubkey(pubkey);
  return textOfPubkey(pubkey);
}

/** Throws `invalid-pubkey` unless `pubkey` is 32 bytes. */
export function assertPubkey(pubkey: Pubkey): void {
  if (isBytes(pubkey) && pubkey.length === PUBKEY_BYTES) return;
  const message = `expected a public key (Uint8Array of 32 bytes), got ${describe(pubkey)}`;
  throw new CallgateError("invalid-pubkey", message, { pubkey });
}
