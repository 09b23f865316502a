import type { ByteReader } from "../../../base/byte-reader.js";
import { bytesEqual } from "../../../base/bytes.js";
import type { Clock } from "../../../solana/sysvars/clock.js";
import type { SlotHashes } from "../../../solana/sysvars/slot-hashes.js";
import type { VoteState } from "../../../solana/vote-state/vote-state.js";
import { fail } from "../../failure.js";
import { clockWithAccountCheck, slotHashesWithAccountCheck } from "../../sysvar-cache.js";
import { readVote, type Vote } from "./instruction-data.js";
import { type Process, requireSigned } from "./invocation.js";
import { requireVoteState, writeVoteState } from "./state/account.js";
import { getAndUpdateAuthorizedVoter } from "./state/authorized-voter.js";
import { processTimestamp } from "./state/credits.js";
import { lastVotedSlot, processNextVoteSlot } from "./state/lockouts.js";
import { VOTE_ERRORS } from "./vote-error.js";

// The first way to vote: single slots that the program stacks up itself. Refused once the gate
// deprecate_legacy_vote_ixs is active.

/** Accounts: the vote account, the slot hashes sysvar, the clock sysvar, the voter, who signs. */
export function vote(fields: ByteReader): Process {
  const ballot = readVote(fields);
  return ({ context, account, signers }) => {
    if (context.environment.features.deprecateLegacyVoteIxs) fail("InvalidInstructionData");
    const slotHashes = slotHashesWithAccountCheck(context, 1);
    const clock = clockWithAccountCheck(context, 2);
    const state = requireVoteState(account);
    requireSigned(signers, getAndUpdateAuthorizedVoter(state, clock.epoch));
    processVote(state, ballot, slotHashes, clock);
    if (ballot.timestamp !== undefined) processTimestamp(state, highest(ballot.slots), ballot.timestamp);
    writeVoteState(account, state);
  };
}

/** Agave: vote_state/mod.rs, `process_vote`. */
function processVote(state: VoteState, ballot: Vote, slotHashes: SlotHashes, clock: Clock): void {
  if (ballot.slots.length === 0) fail(VOTE_ERRORS.EmptySlots);
  const earliest = slotHashes.at(-1)?.slot ?? 0n;
  const slots = ballot.slots.filter((slot) => slot >= earliest);
  if (slots.length === 0) fail(VOTE_ERRORS.VotesTooOldAllFiltered);
  checkSlotsAreValid(state, slots, ballot.hash, slotHashes);
  for (const slot of slots) processNextVoteSlot(state, slot, clock.epoch, clock.slot);
}

/**
 * Every slot after the last one voted for must be in this fork's history, and the newest have the hash that the
 * validator saw. Slots go up, the history goes down.
 */
function checkSlotsAreValid(
  state: VoteState,
  slots: readonly bigint[],
  hash: Uint8Array,
  slotHashes: SlotHashes,
): void {
  const last = lastVotedSlot(state);
  let next = 0;
  let history = slotHashes.length;
  while (next < slots.length && history > 0) {
    if (last !== undefined && slots[next] <= last) {
      next++;
      continue;
    }
    if (slots[next] === slotHashes[history - 1].slot) next++;
    history--;
  }
  if (history === slotHashes.length) fail(VOTE_ERRORS.VoteTooOld);
  if (next !== slots.length) fail(VOTE_ERRORS.SlotsMismatch);
  if (!bytesEqual(slotHashes[history].hash, hash)) fail(VOTE_ERRORS.SlotHashMismatch);
}

function highest(slots: readonly bigint[]): bigint {
  let high = 0n;
  for (const slot of slots) if (slot > high) high = slot;
  return high;
}
