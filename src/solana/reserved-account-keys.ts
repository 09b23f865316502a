import * as ids from "./program-ids.js";
import { includesPubkey, type Pubkey } from "./pubkey.js";

/** Keys that no transaction may write (Agave, reserved-account-keys/src/lib.rs). No feature gate adds any in 4.3. */
export const RESERVED_ACCOUNT_KEYS: readonly Pubkey[] = [
  // builtin programs
  ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID,
  ids.LOADER_V2_ID,
  ids.LOADER_V1_ID,
  ids.LOADER_V3_ID,
  ids.COMPUTE_BUDGET_PROGRAM_ID,
  ids.CONFIG_PROGRAM_ID,
  ids.ED25519_PROGRAM_ID,
  ids.FEATURE_PROGRAM_ID,
  ids.LOADER_V4_ID,
  ids.SECP256K1_PROGRAM_ID,
  ids.SECP256R1_PROGRAM_ID,
  ids.STAKE_CONFIG_ID,
  ids.STAKE_PROGRAM_ID,
  ids.SYSTEM_PROGRAM_ID,
  ids.VOTE_PROGRAM_ID,
  ids.ZK_ELGAMAL_PROOF_PROGRAM_ID,
  ids.ZK_TOKEN_PROOF_PROGRAM_ID,
  // sysvars
  ids.SYSVAR_CLOCK_ID,
  ids.SYSVAR_EPOCH_REWARDS_ID,
  ids.SYSVAR_EPOCH_SCHEDULE_ID,
  ids.SYSVAR_FEES_ID,
  ids.SYSVAR_INSTRUCTIONS_ID,
  ids.SYSVAR_LAST_RESTART_SLOT_ID,
  ids.SYSVAR_RECENT_BLOCKHASHES_ID,
  ids.SYSVAR_RENT_ID,
  ids.SYSVAR_REWARDS_ID,
  ids.SYSVAR_SLOT_HASHES_ID,
  ids.SYSVAR_SLOT_HISTORY_ID,
  ids.SYSVAR_STAKE_HISTORY_ID,
  // other
  ids.NATIVE_LOADER_ID,
  ids.SYSVAR_PROGRAM_ID,
];

/** The reserved keys by their first bytes, of which there are few: most other keys differ there already. */
const reservedByFirstByte: (readonly Pubkey[] | undefined)[] = new Array(256).fill(undefined);
for (const key of RESERVED_ACCOUNT_KEYS) {
  const first = key[0];
  reservedByFirstByte[first] = [...(reservedByFirstByte[first] ?? []), key];
}

/** Whether transactions may only read the account at `key`. */
export function isReservedAccountKey(key: Pubkey): boolean {
  return includesPubkey(reservedByFirstByte[key[0]] ?? NO_KEYS, key);
}

const NO_KEYS: readonly Pubkey[] = [];
