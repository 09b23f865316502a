import { base58Encode } from "../../base/base58.js";
import type { JsonObject } from "../../base/json.js";
import { addressFromPubkey, type Pubkey } from "../../solana/pubkey.js";
import { decodeVoteState } from "../../solana/vote-state/decode.js";
import type { VoteState } from "../../solana/vote-state/vote-state.js";

/**
 * A vote account of any version, as one of version 4 (Agave: account-decoder `parse_vote`).
 *
 * DIVERGES: Agave does not look at the flag of older versions that says whether there are prior voters; here it must be
 * 0 or 1.
 */
export function parseVote(data: Uint8Array, votePubkey: Pubkey): JsonObject | undefined {
  const state = decodeVoteState(data, votePubkey)?.state;
  return state && { type: "vote", info: uiVoteState(state) };
}

function uiVoteState(state: VoteState): JsonObject {
  const { blsPubkeyCompressed } = state;
  return {
    nodePubkey: addressFromPubkey(state.nodePubkey),
    authorizedWithdrawer: addressFromPubkey(state.authorizedWithdrawer),
    commission: commissionPercent(state.inflationRewardsCommissionBps),
    votes: state.votes.map(({ latency, slot, confirmationCount }) => ({ latency, slot, confirmationCount })),
    rootSlot: state.rootSlot ?? null,
    authorizedVoters: state.authorizedVoters.entries.map(({ epoch, voter }) => ({
      epoch,
      authorizedVoter: addressFromPubkey(voter),
    })),
    priorVoters: [],
    epochCredits: state.epochCredits.map(({ epoch, credits, previousCredits }) => ({
      epoch,
      credits: credits.toString(),
      previousCredits: previousCredits.toString(),
    })),
    lastTimestamp: { slot: state.lastTimestamp.slot, timestamp: state.lastTimestamp.timestamp },
    inflationRewardsCommissionBps: state.inflationRewardsCommissionBps,
    inflationRewardsCollector: addressFromPubkey(state.inflationRewardsCollector),
    blockRevenueCollector: addressFromPubkey(state.blockRevenueCollector),
    blockRevenueCommissionBps: state.blockRevenueCommissionBps,
    pendingDelegatorRewards: state.pendingDelegatorRewards.toString(),
    blsPubkeyCompressed: blsPubkeyCompressed === undefined ? null : base58Encode(blsPubkeyCompressed),
  };
}

/** Rounded up; a u8. */
function commissionPercent(basisPoints: number): number {
  return Math.min(Math.ceil(basisPoints / 100), 0xff);
}
