import { type Pubkey, pubkeyEqual } from "../pubkey.js";

/** Whether a key appears twice. Quadratic: for the at most 256 keys of a transaction, most of which differ at once. */
export function hasDuplicateKeys(keys: readonly Pubkey[]): boolean {
  for (let i = 1; i < keys.length; i++) {
    for (let j = 0; j < i; j++) if (pubkeyEqual(keys[i], keys[j])) return true;
  }
  return false;
}
