import { hasDuplicateKeys } from "../solana/message/duplicate-keys.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { RuntimeFeatures } from "../solana/runtime-features.js";
import { refuse } from "./refusal.js";

const ACCOUNT_LOCK_LIMIT = 64;
const INCREASED_ACCOUNT_LOCK_LIMIT = 128;

/** How many accounts a transaction may name, looked-up ones included (Agave: bank.rs, `get_transaction_account_lock_limit`). */
function accountLockLimit(features: RuntimeFeatures): number {
  return features.increaseTxAccountLockLimit ? INCREASED_ACCOUNT_LOCK_LIMIT : ACCOUNT_LOCK_LIMIT;
}

/** Agave: accounts-db/src/account_locks.rs, `validate_account_locks`. One transaction at a time: AccountInUse cannot be. */
export function validateAccountLocks(keys: readonly Pubkey[], features: RuntimeFeatures): void {
  if (keys.length > accountLockLimit(features)) refuse("TooManyAccountLocks");
  if (hasDuplicateKeys(keys)) refuse("AccountLoadedTwice");
}
