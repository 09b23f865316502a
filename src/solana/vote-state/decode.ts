import { ByteReader } from "../../base/byte-reader.js";
import { PUBKEY_BYTES, type Pubkey } from "../pubkey.js";
import { type AuthorizedVoter, AuthorizedVoters } from "./authorized-voters.js";
import {
  BLS_PUBLIC_KEY_COMPRESSED_SIZE,
  bpsFromPercent,
  DEFAULT_BLOCK_REVENUE_COMMISSION_BPS,
  type EpochCredits,
  type LandedVote,
  type VoteState,
} from "./vote-state.js";

/** Entries of the ring of prior voters, which versions before 4 carry. */
const PRIOR_VOTERS = 32;
const PRIOR_VOTER_BYTES = PUBKEY_BYTES + 8 + 8;

/**
 * What a vote account holds, older versions already brought to version 4 (solana-vote-interface,
 * `VoteStateVersions`; Agave: vote_state/handler.rs, `try_convert_to_vote_state_v4`).
 */
export type VersionedVoteState =
  | { readonly version: "Uninitialized"; readonly state: undefined }
  | { readonly version: "V1_14_11" | "V3" | "V4"; readonly state: VoteState };

/** By the u32 that the data begins with. Version 0.23.5 once was 0. */
const VERSIONS = ["Uninitialized", "V1_14_11", "V3", "V4"] as const;

/**
 * Reads the data of the vote account `votePubkey`; bytes after the state do not matter. Undefined when the data holds
 * no vote state of a known version.
 */
export function decodeVoteState(data: Uint8Array, votePubkey: Pubkey): VersionedVoteState | undefined {
  const reader = new ByteReader(data);
  const tag = reader.u32();
  const version = reader.failure === undefined ? VERSIONS[tag] : undefined;
  if (version === undefined) return undefined;
  if (version === "Uninitialized") return { version, state: undefined };
  const state = version === "V4" ? readV4(reader) : readOlder(reader, votePubkey, version === "V3");
  return reader.failure === undefined ? { version, state } : undefined;
}

/** Whether the account awaits initialization; version 4 never does (SIMD-0185). */
export function isUninitialized(versioned: VersionedVoteState): boolean {
  if (versioned.version === "Uninitialized") return true;
  return versioned.version !== "V4" && versioned.state.authorizedVoters.isEmpty;
}

function readV4(reader: ByteReader): VoteState {
  return {
    nodePubkey: reader.take(PUBKEY_BYTES),
    authorizedWithdrawer: reader.take(PUBKEY_BYTES),
    inflationRewardsCollector: reader.take(PUBKEY_BYTES),
    blockRevenueCollector: reader.take(PUBKEY_BYTES),
    inflationRewardsCommissionBps: reader.u16(),
    blockRevenueCommissionBps: reader.u16(),
    pendingDelegatorRewards: reader.u64(),
    blsPubkeyCompressed: reader.bool() ? reader.take(BLS_PUBLIC_KEY_COMPRESSED_SIZE) : undefined,
    votes: readVotes(reader, true),
    rootSlot: reader.bool() ? reader.u64() : undefined,
    authorizedVoters: readAuthorizedVoters(reader),
    epochCredits: readEpochCredits(reader),
    lastTimestamp: { slot: reader.u64(), timestamp: reader.i64() },
  };
}

/** Versions 1.14.11 and 3, which differ in the latency of votes. */
function readOlder(reader: ByteReader, votePubkey: Pubkey, hasLatency: boolean): VoteState {
  const nodePubkey = reader.take(PUBKEY_BYTES);
  const authorizedWithdrawer = reader.take(PUBKEY_BYTES);
  const commission = reader.u8();
  const votes = readVotes(reader, hasLatency);
  const rootSlot = reader.bool() ? reader.u64() : undefined;
  const authorizedVoters = readAuthorizedVoters(reader);
  skipPriorVoters(reader);
  return {
    nodePubkey,
    authorizedWithdrawer,
    inflationRewardsCollector: votePubkey,
    blockRevenueCollector: nodePubkey,
    inflationRewardsCommissionBps: bpsFromPercent(commission),
    blockRevenueCommissionBps: DEFAULT_BLOCK_REVENUE_COMMISSION_BPS,
    pendingDelegatorRewards: 0n,
    blsPubkeyCompressed: undefined,
    votes,
    rootSlot,
    authorizedVoters,
    epochCredits: readEpochCredits(reader),
    lastTimestamp: { slot: reader.u64(), timestamp: reader.i64() },
  };
}

function readVotes(reader: ByteReader, hasLatency: boolean): LandedVote[] {
  const count = reader.u64();
  const votes: LandedVote[] = [];
  for (let i = 0n; i < count && reader.failure === undefined; i++) {
    votes.push({
      latency: hasLatency ? reader.u8() : 0,
      slot: reader.u64(),
      confirmationCount: reader.u32(),
    });
  }
  return votes;
}

function readAuthorizedVoters(reader: ByteReader): AuthorizedVoters {
  const count = reader.u64();
  const entries: AuthorizedVoter[] = [];
  for (let i = 0n; i < count && reader.failure === undefined; i++) {
    entries.push({ epoch: reader.u64(), voter: reader.take(PUBKEY_BYTES) });
  }
  return new AuthorizedVoters(entries);
}

/** The ring, its position and whether it is empty. */
function skipPriorVoters(reader: ByteReader): void {
  reader.take(PRIOR_VOTERS * PRIOR_VOTER_BYTES);
  reader.u64();
  reader.bool();
}

function readEpochCredits(reader: ByteReader): EpochCredits[] {
  const count = reader.u64();
  const credits: EpochCredits[] = [];
  for (let i = 0n; i < count && reader.failure === undefined; i++) {
    credits.push({ epoch: reader.u64(), credits: reader.u64(), previousCredits: reader.u64() });
  }
  return credits;
}
