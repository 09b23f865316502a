import type { Pubkey } from "../solana/pubkey.js";
import type { StoredAccount } from "./accounts-store.js";

/** An account as a transaction leaves it. */
export interface ChangedAccount extends StoredAccount {
  readonly key: Pubkey;
}

/** The accounts that a transaction leaves changed. */
export type Changes = readonly ChangedAccount[];
