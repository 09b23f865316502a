import { isOnCurve } from "../crypto/is-on-curve.js";
import type { Pubkey } from "../solana/pubkey.js";
import { isReservedAccountKey } from "../solana/reserved-account-keys.js";

/** Why nobody can sign a transaction for this address; undefined if somebody may have its key. */
export function keylessReason(key: Pubkey): string | undefined {
  if (!isOnCurve(key)) return "is off the curve: no private key can exist for it";
  // Their addresses are words in base58.
  if (isReservedAccountKey(key)) return "is a sysvar or a program of the runtime, for which nobody has a key";
  return undefined;
}
