import type { EngineName } from "../../sbpf/engines.js";
import type { Pubkey } from "../../solana/pubkey.js";
import type { AccountState, Outcome } from "./outcome.js";

/** The gates that are active on both chains. */
export type Features = "mainnet" | "all";

export interface ChainSettings {
  readonly features: Features;
  /** Whether signatures, blockhashes and repetitions are checked. */
  readonly checks: boolean;
  /** What runs programs on Callgate's chain; its default if absent. */
  readonly engine?: EngineName | undefined;
}

/** How many transactions a chain that checks repetitions remembers: as many as LiteSVM. */
export const REMEMBERED_TRANSACTIONS = 32;

/** An account that the host puts in place. */
export interface InitialAccount {
  readonly key: Pubkey;
  readonly lamports: bigint;
  readonly data: Uint8Array;
  readonly owner: Pubkey;
  /** Default false. */
  readonly executable?: boolean;
  /** Default 0. */
  readonly rentEpoch?: bigint;
}

/** What generators see of a chain. */
export interface ChainView {
  account(key: Pubkey): AccountState | null;
  blockhash(): Uint8Array;
}

/** A chain under comparison. */
export interface Chain extends ChainView {
  addProgram(id: Pubkey, elf: Uint8Array): void;
  /** A sysvar's takes effect at once. */
  setAccount(account: InitialAccount): void;
  expireBlockhash(): void;
  warpToSlot(slot: bigint): void;
  /** Runs a transaction; the outcome shows the accounts at `keys` after it. */
  send(wire: Uint8Array, keys: readonly Pubkey[]): Outcome;
  /** The same, but nothing stays; accounts are shown of a success only. */
  simulate(wire: Uint8Array, keys: readonly Pubkey[]): Outcome;
}

/** One transaction of a campaign. */
export interface TransactionCase {
  /** What kind it is, for the summary. */
  readonly kind: string;
  readonly wire: Uint8Array;
}

/** Something that the host does to both chains between transactions. */
export interface HostCase {
  readonly kind: string;
  readonly act: (chain: Chain) => void;
}

export type Case = TransactionCase | HostCase;

/** Makes transactions that depend on each other: a fresh pair of chains, and one case after the other. */
export interface Campaign {
  readonly name: string;
  readonly checks: boolean;
  /** Prepares both chains in the same way. */
  prepare(chain: Chain): void;
  /** The next case, from what the chain holds now. */
  next(view: ChainView): Case;
}
