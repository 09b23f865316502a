import type { Clock } from "../../../solana/sysvars/clock.js";
import {
  type LandedVote,
  type Lockout,
  MAX_LOCKOUT_HISTORY,
  type VoteState,
} from "../../../solana/vote-state/vote-state.js";
import { fail } from "../../failure.js";
import type { TowerProposal } from "./instruction-data.js";
import { computeVoteLatency, creditsForVote, incrementCredits, processTimestamp } from "./state/credits.js";
import { lastLockedOutSlot } from "./state/lockouts.js";
import { VOTE_ERRORS } from "./vote-error.js";

/**
 * Replaces the account's tower by a proposed one, which history confirmed before: it must be a tower, and take nothing
 * back that the account's tower says (Agave: vote_state/mod.rs, `process_new_vote_state`).
 */
export function adoptTower(state: VoteState, proposal: TowerProposal, clock: Clock): void {
  const { lockouts, root, timestamp } = proposal;
  if (lockouts.length > MAX_LOCKOUT_HISTORY) fail(VOTE_ERRORS.TooManyVotes);
  checkRootAdvances(state.rootSlot, root);
  checkTower(lockouts, root);
  const rooted = root === undefined ? 0 : countUpTo(state.votes, root);
  const votes = lockouts.map((lockout) => ({ ...lockout, latency: 0 }));
  inheritLatencies(state.votes.slice(rooted), votes);
  for (const vote of votes) {
    if (vote.latency === 0) vote.latency = computeVoteLatency(vote.slot, clock.slot);
  }
  if (state.rootSlot !== root) incrementCredits(state, clock.epoch, creditsOf(state.votes.slice(0, rooted)));
  if (timestamp !== undefined) processTimestamp(state, votes[votes.length - 1].slot, timestamp);
  state.rootSlot = root;
  state.votes = votes;
}

function checkRootAdvances(current: bigint | undefined, proposed: bigint | undefined): void {
  if (current !== undefined && (proposed === undefined || proposed < current)) fail(VOTE_ERRORS.RootRollBack);
}

/** Slots go up from the root, confirmations go down, and no vote outlives the lockout of the one under it. */
function checkTower(lockouts: readonly Lockout[], root: bigint | undefined): void {
  let previous: Lockout | undefined;
  for (const vote of lockouts) {
    if (vote.confirmationCount === 0) fail(VOTE_ERRORS.ZeroConfirmations);
    if (vote.confirmationCount > MAX_LOCKOUT_HISTORY) fail(VOTE_ERRORS.ConfirmationTooLarge);
    // Validators send root 0 with an empty tower, so it is no bound.
    if (root !== undefined && root !== 0n && vote.slot <= root) fail(VOTE_ERRORS.SlotSmallerThanRoot);
    if (previous !== undefined) checkNeighbours(previous, vote);
    previous = vote;
  }
}

function checkNeighbours(lower: Lockout, upper: Lockout): void {
  if (lower.slot >= upper.slot) fail(VOTE_ERRORS.SlotsNotOrdered);
  if (lower.confirmationCount <= upper.confirmationCount) fail(VOTE_ERRORS.ConfirmationsNotOrdered);
  if (upper.slot > lastLockedOutSlot(lower)) fail(VOTE_ERRORS.NewVoteStateLockoutMismatch);
}

/** How many votes from the oldest on are for slots up to `root`. */
function countUpTo(votes: readonly LandedVote[], root: bigint): number {
  const above = votes.findIndex((vote) => vote.slot > root);
  return above === -1 ? votes.length : above;
}

/**
 * Goes through both towers from the oldest vote on. A vote that the new tower misses must have expired, one that it has
 * may not lose confirmations and keeps the latency that was counted when it landed.
 */
function inheritLatencies(current: readonly LandedVote[], proposed: readonly LandedVote[]): void {
  let c = 0;
  let p = 0;
  while (c < current.length && p < proposed.length) {
    const old = current[c];
    const vote = proposed[p];
    if (old.slot > vote.slot) {
      p++;
    } else if (old.slot < vote.slot) {
      if (lastLockedOutSlot(old) >= vote.slot) fail(VOTE_ERRORS.LockoutConflict);
      c++;
    } else {
      if (vote.confirmationCount < old.confirmationCount) fail(VOTE_ERRORS.ConfirmationRollBack);
      vote.latency = old.latency;
      c++;
      p++;
    }
  }
}

function creditsOf(votes: readonly LandedVote[]): number {
  return votes.reduce((sum, vote) => sum + creditsForVote(vote), 0);
}
