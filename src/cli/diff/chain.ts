import type { Pubkey } from "../../solana/pubkey.js";
import type { AccountState, Outcome } from "./outcome.js";
import type { InitialAccount } from "./world.js";

/** The gates that are active on both chains. */
export type Features = "mainnet" | "all";

/** A chain under comparison: it checks neither signatures nor blockhashes, and remembers no transactions. */
export interface Chain {
  addProgram(id: Pubkey, elf: Uint8Array): void;
  setAccount(account: InitialAccount): void;
  account(key: Pubkey): AccountState | null;
  /** Runs a transaction; the outcome shows the accounts at `keys` after it. */
  send(wire: Uint8Array, keys: readonly Pubkey[]): Outcome;
}

/** One transaction of a campaign. */
export interface Case {
  /** What kind it is, for the summary. */
  readonly kind: string;
  readonly wire: Uint8Array;
}

/** Makes transactions that depend on each other: a fresh pair of chains, and one case after the other. */
export interface Campaign {
  readonly name: string;
  /** Prepares both chains in the same way. */
  prepare(chain: Chain): void;
  /** The next case, from what the accounts hold now. */
  next(read: (key: Pubkey) => AccountState | null): Case;
}
