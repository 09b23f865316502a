import { base58Decode } from "../base/base58.js";
import { PUBKEY_BYTES, type Pubkey } from "../solana/pubkey.js";
import { SIGNATURE_BYTES } from "../solana/transaction.js";
import { invalidParams } from "./errors.js";

/** The most digits: longer text is refused before anybody spends quadratic time on it. */
const PUBKEY_DIGITS = 44;
const SIGNATURE_DIGITS = 88;

/** A key or a hash in a parameter (Agave: rpc.rs, `verify_pubkey`, `verify_hash`). */
export function verifyPubkey(text: string): Pubkey {
  return verify(text, PUBKEY_BYTES, PUBKEY_DIGITS, "Invalid param: ");
}

/** Agave: rpc.rs, `verify_signature`. */
export function verifySignature(text: string): Uint8Array {
  return verify(text, SIGNATURE_BYTES, SIGNATURE_DIGITS, "Invalid param: ");
}

/** The blockhash that isBlockhashValid asks about. */
export function verifyBlockhash(text: string): Uint8Array {
  return verify(text, PUBKEY_BYTES, PUBKEY_DIGITS, "");
}

function verify(text: string, length: number, digits: number, prefix: string): Uint8Array {
  const bytes = text.length <= digits ? base58Decode(text) : new Uint8Array(0);
  if (bytes?.length === length) return bytes;
  throw invalidParams(`${prefix}${bytes === undefined ? "Invalid" : "WrongSize"}`);
}
