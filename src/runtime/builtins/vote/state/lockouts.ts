import { U64_MAX } from "../../../../base/u64.js";
import { type Lockout, MAX_LOCKOUT_HISTORY, type VoteState } from "../../../../solana/vote-state/vote-state.js";
import { computeVoteLatency, creditsForVote, incrementCredits } from "./credits.js";

const U32_MAX = 0xffff_ffff;

/** The last slot in which a vote forbids to vote on another fork: 2^confirmations slots after it. */
export function lastLockedOutSlot({ slot, confirmationCount }: Lockout): bigint {
  const last = slot + (1n << BigInt(Math.min(confirmationCount, MAX_LOCKOUT_HISTORY)));
  return last > U64_MAX ? U64_MAX : last;
}

export function lastVotedSlot(state: VoteState): bigint | undefined {
  return state.votes.at(-1)?.slot;
}

/**
 * Whether there is a vote for `slot`. The very steps of Rust's binary search: in an account whose votes are out of
 * order (nothing checks that they are not) it may miss one.
 */
export function containsSlot({ votes }: VoteState, slot: bigint): boolean {
  let base = 0;
  for (let size = votes.length; size > 1; size -= size >> 1) {
    const middle = base + (size >> 1);
    if (votes[middle].slot <= slot) base = middle;
  }
  return votes[base]?.slot === slot;
}

/**
 * Puts a vote on the tower: the votes whose lockout it outlives fall, a full tower roots its oldest vote, and the votes
 * under it gain confirmations (Agave: vote_state/handler.rs, `process_next_vote_slot`).
 */
export function processNextVoteSlot(state: VoteState, slot: bigint, epoch: bigint, currentSlot: bigint): void {
  const { votes } = state;
  const last = lastVotedSlot(state);
  if (last !== undefined && slot <= last) return;
  while (votes.length > 0 && lastLockedOutSlot(votes[votes.length - 1]) < slot) votes.pop();
  if (votes.length === MAX_LOCKOUT_HISTORY) {
    const [rooted] = votes.splice(0, 1);
    state.rootSlot = rooted.slot;
    incrementCredits(state, epoch, creditsForVote(rooted));
  }
  votes.push({ slot, confirmationCount: 1, latency: computeVoteLatency(slot, currentSlot) });
  doubleLockouts(state);
}

/** A vote gains a confirmation once more votes stand on it than it ever had. */
function doubleLockouts({ votes }: VoteState): void {
  const depth = votes.length;
  for (let i = 0; i < depth; i++) {
    const vote = votes[i];
    if (depth > i + vote.confirmationCount && vote.confirmationCount < U32_MAX) vote.confirmationCount++;
  }
}
