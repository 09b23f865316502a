import type { Pubkey } from "./pubkey.js";

/** An account as the ledger keeps it. */
export interface Account {
  /** Balance, u64. */
  lamports: bigint;
  data: Uint8Array;
  /** The program that may change `data` and take from `lamports`. */
  owner: Pubkey;
  executable: boolean;
  /** u64; `RENT_EXEMPT_RENT_EPOCH` for every account that pays no rent. */
  rentEpoch: bigint;
}

/** The rent epoch of rent-exempt accounts, u64::MAX (Agave, solana-rent-collector `RENT_EXEMPT_RENT_EPOCH`). */
export const RENT_EXEMPT_RENT_EPOCH = 0xffff_ffff_ffff_ffffn;

/** The most data that an account can hold, in bytes (solana-system-interface `MAX_PERMITTED_DATA_LENGTH`). */
export const MAX_PERMITTED_DATA_LENGTH = 10 * 1024 * 1024;
