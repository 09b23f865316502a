import type { Pubkey } from "../solana/pubkey.js";
import type { StoredAccount } from "./accounts-store.js";

/** The tokens of one account of a transaction (Agave: svm/src/transaction_balances.rs, SvmTokenInfo). */
export interface TokenBalance {
  readonly accountIndex: number;
  readonly mint: Pubkey;
  readonly owner: Pubkey;
  readonly programId: Pubkey;
  readonly amount: bigint;
  readonly decimals: number;
}

/** By the indexes of the transaction's accounts. */
export interface TransactionBalances {
  /** Lamports. */
  readonly pre: readonly bigint[];
  readonly post: readonly bigint[];
  readonly preTokens: readonly TokenBalance[];
  readonly postTokens: readonly TokenBalance[];
}

/** Where accounts are looked up. */
export type GetAccount = (key: Pubkey) => StoredAccount | undefined;
