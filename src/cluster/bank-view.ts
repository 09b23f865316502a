import type { Pubkey } from "../solana/pubkey.js";
import type { Transaction } from "../solana/transaction.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import type { SimulationOptions } from "../svm/run.js";
import type { SysvarName, Sysvars } from "../svm/sysvar-table.js";
import type { SimulationResult } from "../svm/transaction-result.js";
import type { TokenIndex } from "./ledger.js";

/** The cluster's state at the end of a slot, as Agave's frozen Bank. Good as long as the slot is not older than the finalized one. */
export interface BankView {
  readonly slot: bigint;
  readonly parentSlot: bigint;
  readonly blockHeight: bigint;
  /** The latest blockhash: that of this very slot. */
  readonly blockhash: Uint8Array;
  /** Since genesis, votes included. */
  readonly transactionCount: bigint;
  /** Lamports of all accounts. */
  readonly capitalization: bigint;
  getAccount(key: Pubkey): StoredAccount | undefined;
  accounts(): Iterable<readonly [Pubkey, StoredAccount]>;
  programAccounts(programId: Pubkey): Iterable<readonly [Pubkey, StoredAccount]>;
  /** Accounts of both token programs. */
  tokenAccounts(index: TokenIndex, key: Pubkey): Iterable<readonly [Pubkey, StoredAccount]>;
  /** Throws `missing-sysvar`. */
  sysvar<N extends SysvarName>(name: N): Sysvars[N];
  isBlockhashValid(blockhash: Uint8Array): boolean;
  simulate(transaction: Transaction, options: ViewSimulationOptions): SimulationResult;
}

/** How a simulation differs from sending; accounts may be put in place for it alone. */
export interface ViewSimulationOptions extends SimulationOptions {
  /** Accounts that take the place of stored ones; undefined for one that shall not exist. */
  readonly overrides?: readonly (readonly [Pubkey, StoredAccount | undefined])[];
}
