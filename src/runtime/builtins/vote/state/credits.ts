import { U64_MAX } from "../../../../base/u64.js";
import {
  type LandedVote,
  MAX_EPOCH_CREDITS_HISTORY,
  type VoteState,
} from "../../../../solana/vote-state/vote-state.js";
import { fail } from "../../../failure.js";
import { VOTE_ERRORS } from "../vote-error.js";

/** Slots that a vote may take to land and still earn everything. */
const VOTE_CREDITS_GRACE_SLOTS = 2;
const VOTE_CREDITS_MAXIMUM_PER_SLOT = 16;

/** The slots from a slot to the one in which a vote for it landed, held at 255. */
export function computeVoteLatency(votedForSlot: bigint, currentSlot: bigint): number {
  if (currentSlot <= votedForSlot) return 0;
  const latency = currentSlot - votedForSlot;
  return latency > 0xffn ? 0xff : Number(latency);
}

/** What a vote earns when it is rooted: 1 where nobody counted latency, else less the later it landed, but at least 1. */
export function creditsForVote({ latency }: LandedVote): number {
  if (latency === 0) return 1;
  const late = Math.max(latency - VOTE_CREDITS_GRACE_SLOTS, 0);
  return Math.max(VOTE_CREDITS_MAXIMUM_PER_SLOT - late, 1);
}

/** Adds credits under the current epoch (Agave: vote_state/handler.rs, `increment_credits`). */
export function incrementCredits(state: VoteState, epoch: bigint, credits: number): void {
  const history = state.epochCredits;
  const last = history.at(-1);
  if (last === undefined) {
    history.push({ epoch, credits: 0n, previousCredits: 0n });
  } else if (epoch !== last.epoch) {
    // An epoch that earned nothing leaves no entry.
    if (last.credits === last.previousCredits) last.epoch = epoch;
    else history.push({ epoch, credits: last.credits, previousCredits: last.credits });
    if (history.length > MAX_EPOCH_CREDITS_HISTORY) history.shift();
  }
  const current = history[history.length - 1];
  const sum = current.credits + BigInt(credits);
  current.credits = sum > U64_MAX ? U64_MAX : sum;
}

/** Takes the time that the validator gives for a slot; time and slots may not go back. */
export function processTimestamp(state: VoteState, slot: bigint, timestamp: bigint): void {
  const last = state.lastTimestamp;
  const goesBack = slot < last.slot || timestamp < last.timestamp;
  const contradicts = slot === last.slot && timestamp !== last.timestamp && last.slot !== 0n;
  if (goesBack || contradicts) fail(VOTE_ERRORS.TimestampTooOld);
  state.lastTimestamp = { slot, timestamp };
}
