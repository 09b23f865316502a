import { bytesEqual } from "../../../base/bytes.js";
import type { SlotHashes } from "../../../solana/sysvars/slot-hashes.js";
import type { Lockout, VoteState } from "../../../solana/vote-state/vote-state.js";
import { fail } from "../../failure.js";
import type { TowerProposal } from "./instruction-data.js";
import { containsSlot, lastVotedSlot } from "./state/lockouts.js";
import { VOTE_ERRORS } from "./vote-error.js";

/**
 * Holds a proposed tower against the history of this fork, which must know every slot of it but those too old to be
 * known. Such slots go out of the proposal unless the account has them already; such a root is replaced (Agave:
 * vote_state/mod.rs, `check_and_filter_proposed_vote_state`).
 */
export function checkProposal(state: VoteState, proposal: TowerProposal, slotHashes: SlotHashes): TowerProposal {
  const earliest = checkAge(state, proposal.lockouts, slotHashes);
  const root = verifiableRoot(state, proposal.root, earliest);
  const { unknown, newest } = matchHistory(state, proposal.lockouts, root, slotHashes);
  if (!bytesEqual(slotHashes[newest].hash, proposal.hash)) fail(VOTE_ERRORS.SlotHashMismatch);
  return { ...proposal, root, lockouts: proposal.lockouts.filter((_, index) => !unknown.has(index)) };
}

/** The newest proposed slot must be newer than the account's and young enough to be known. Gives the oldest known slot. */
function checkAge(state: VoteState, lockouts: readonly Lockout[], slotHashes: SlotHashes): bigint {
  const newest = lockouts.at(-1)?.slot ?? fail(VOTE_ERRORS.EmptySlots);
  const lastVoted = lastVotedSlot(state);
  if (lastVoted !== undefined && newest <= lastVoted) fail(VOTE_ERRORS.VoteTooOld);
  const earliest = slotHashes.at(-1)?.slot ?? fail(VOTE_ERRORS.SlotsMismatch);
  if (newest < earliest) fail(VOTE_ERRORS.VoteTooOld);
  return earliest;
}

/** A root older than history cannot be verified: the account's latest vote up to it stands in, or else its root. */
function verifiableRoot(state: VoteState, root: bigint | undefined, earliest: bigint): bigint | undefined {
  if (root === undefined || root >= earliest) return root;
  return state.votes.findLast((vote) => vote.slot <= root)?.slot ?? state.rootSlot;
}

interface HistoryMatch {
  /** Indices of proposed slots too old to be known, and not voted for before. */
  readonly unknown: ReadonlySet<number>;
  /** Where history has the newest proposed slot. */
  readonly newest: number;
}

/** Finds the root and every proposed slot in history. Slots go up, history goes down. */
function matchHistory(
  state: VoteState,
  lockouts: readonly Lockout[],
  root: bigint | undefined,
  slotHashes: SlotHashes,
): HistoryMatch {
  const unknown = new Set<number>();
  let rootToCheck = root;
  let next = 0;
  let history = slotHashes.length;
  while (next < lockouts.length && history > 0) {
    const slot = rootToCheck ?? lockouts[next].slot;
    const checksRoot = rootToCheck !== undefined;
    if (!checksRoot && next > 0 && slot <= lockouts[next - 1].slot) fail(VOTE_ERRORS.SlotsNotOrdered);
    const ancestor = slotHashes[history - 1].slot;
    if (slot > ancestor) {
      history--;
      continue;
    }
    if (slot < ancestor) {
      // In the middle of history: a slot of another fork. Before all of it: too old to tell.
      if (history < slotHashes.length) fail(checksRoot ? VOTE_ERRORS.RootOnDifferentFork : VOTE_ERRORS.SlotsMismatch);
      if (!checksRoot && !containsSlot(state, slot)) unknown.add(next);
    } else if (!checksRoot) {
      history--;
    }
    if (checksRoot) rootToCheck = undefined;
    else next++;
  }
  if (next !== lockouts.length) fail(VOTE_ERRORS.SlotsMismatch);
  return { unknown, newest: history };
}
