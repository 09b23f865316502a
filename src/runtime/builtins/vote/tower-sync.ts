import type { ByteReader } from "../../../base/byte-reader.js";
import { fail } from "../../failure.js";
import { checkProposal } from "./check-proposal.js";
import { readCompactVoteStateUpdate, readTowerSync } from "./compact.js";
import { readHash, readVoteStateUpdate, type TowerProposal } from "./instruction-data.js";
import { type Process, requireSigned, type VoteInvocation } from "./invocation.js";
import { adoptTower } from "./new-vote-state.js";
import { requireVoteState, writeVoteState } from "./state/account.js";
import { getAndUpdateAuthorizedVoter } from "./state/authorized-voter.js";

// Votes that bring the validator's whole tower. Accounts of all: the vote account, the voter, who signs.

export function updateVoteState(fields: ByteReader): Process {
  return legacyProposal(readVoteStateUpdate(fields));
}

export function compactUpdateVoteState(fields: ByteReader): Process {
  return legacyProposal(readCompactVoteStateUpdate(fields));
}

export function towerSync(fields: ByteReader): Process {
  const proposal = readTowerSync(fields);
  return (invocation) => processProposal(invocation, proposal);
}

/** The instruction `read` with the hash of a proof after it, which nothing checks. */
export function withSwitchProof(read: (fields: ByteReader) => Process): (fields: ByteReader) => Process {
  return (fields) => {
    const process = read(fields);
    readHash(fields);
    return process;
  };
}

/** Refused once the gate deprecate_legacy_vote_ixs is active. */
function legacyProposal(proposal: TowerProposal): Process {
  return (invocation) => {
    if (invocation.context.environment.features.deprecateLegacyVoteIxs) fail("InvalidInstructionData");
    processProposal(invocation, proposal);
  };
}

/** Agave: vote_state/mod.rs, `process_vote_state_update` and `process_tower_sync`. */
function processProposal({ context, account, signers }: VoteInvocation, proposal: TowerProposal): void {
  const { slotHashes, clock } = context.environment.sysvars;
  const state = requireVoteState(account);
  requireSigned(signers, getAndUpdateAuthorizedVoter(state, clock.epoch));
  adoptTower(state, checkProposal(state, proposal, slotHashes), clock);
  writeVoteState(account, state);
}
