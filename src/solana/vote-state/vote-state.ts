import type { Pubkey } from "../pubkey.js";
import type { AuthorizedVoters } from "./authorized-voters.js";

/** Votes that a vote account holds at most; the next one roots the oldest (solana-vote-interface). */
export const MAX_LOCKOUT_HISTORY = 31;
/** Epochs whose credits a vote account remembers (solana-vote-interface). */
export const MAX_EPOCH_CREDITS_HISTORY = 64;
/** Bytes of a vote account (solana-vote-interface, `VoteStateV4::size_of`). */
export const VOTE_ACCOUNT_BYTES = 3762;
/** Bytes of a compressed BLS public key. */
export const BLS_PUBLIC_KEY_COMPRESSED_SIZE = 48;
/** Basis points of the whole: what block revenue pays to its collector before anybody sets it (SIMD-0185). */
export const DEFAULT_BLOCK_REVENUE_COMMISSION_BPS = 10_000;

/** A vote, and how many votes stand on it and on those above it (solana-vote-interface, `Lockout`). */
export interface Lockout {
  readonly slot: bigint;
  /** u32. */
  confirmationCount: number;
}

/** A vote with the slots that passed before it landed; 0 if nobody counted (solana-vote-interface, `LandedVote`). */
export interface LandedVote extends Lockout {
  /** u8. */
  latency: number;
}

/** Credits earned until the end of an epoch, u64 all. */
export interface EpochCredits {
  epoch: bigint;
  credits: bigint;
  readonly previousCredits: bigint;
}

/** When the validator said a slot was. */
export interface BlockTimestamp {
  readonly slot: bigint;
  /** Seconds since 1970, i64. */
  readonly timestamp: bigint;
}

/**
 * The state of a vote account in its newest version, which every instruction works on (solana-vote-interface,
 * `VoteStateV4`; SIMD-0185). Keys may be views of account data.
 */
export interface VoteState {
  nodePubkey: Pubkey;
  authorizedWithdrawer: Pubkey;
  inflationRewardsCollector: Pubkey;
  blockRevenueCollector: Pubkey;
  /** u16. */
  inflationRewardsCommissionBps: number;
  /** u16. */
  blockRevenueCommissionBps: number;
  /** Lamports that await distribution to delegators. */
  pendingDelegatorRewards: bigint;
  /** 48 bytes. */
  blsPubkeyCompressed: Uint8Array | undefined;
  /** Oldest first. */
  votes: LandedVote[];
  rootSlot: bigint | undefined;
  readonly authorizedVoters: AuthorizedVoters;
  /** Oldest first. */
  readonly epochCredits: EpochCredits[];
  lastTimestamp: BlockTimestamp;
}

/** The keys and rates of a new vote account; everything else starts empty. */
export type VoteStateSeed = Omit<
  VoteState,
  "pendingDelegatorRewards" | "votes" | "rootSlot" | "epochCredits" | "lastTimestamp"
>;

export function newVoteState(seed: VoteStateSeed): VoteState {
  return {
    ...seed,
    pendingDelegatorRewards: 0n,
    votes: [],
    rootSlot: undefined,
    epochCredits: [],
    lastTimestamp: { slot: 0n, timestamp: 0n },
  };
}

/** Basis points of a commission in percent; u8 in, so no overflow. */
export function bpsFromPercent(commission: number): number {
  return commission * 100;
}

/** The commission in percent, u8 (Agave: programs/vote/src/vote_state/handler.rs, `commission`). */
export function commissionPercent(state: VoteState): number {
  return Math.min(Math.floor(state.inflationRewardsCommissionBps / 100), 0xff);
}
