import { ByteWriter } from "../../base/byte-writer.js";
import { VOTE_ACCOUNT_BYTES, type VoteState } from "./vote-state.js";

const V4_TAG = 3;

/** The state as version 4, its tag first; as long as it must be (solana-vote-interface, `VoteStateVersions::V4`). */
export function encodeVoteState(state: VoteState): Uint8Array {
  const writer = new ByteWriter(VOTE_ACCOUNT_BYTES)
    .u32(V4_TAG)
    .bytes(state.nodePubkey)
    .bytes(state.authorizedWithdrawer)
    .bytes(state.inflationRewardsCollector)
    .bytes(state.blockRevenueCollector)
    .u16(state.inflationRewardsCommissionBps)
    .u16(state.blockRevenueCommissionBps)
    .u64(state.pendingDelegatorRewards)
    .bool(state.blsPubkeyCompressed !== undefined);
  if (state.blsPubkeyCompressed !== undefined) writer.bytes(state.blsPubkeyCompressed);
  writer.u64(BigInt(state.votes.length));
  for (const vote of state.votes) writer.u8(vote.latency).u64(vote.slot).u32(vote.confirmationCount);
  writer.bool(state.rootSlot !== undefined);
  if (state.rootSlot !== undefined) writer.u64(state.rootSlot);
  const { entries } = state.authorizedVoters;
  writer.u64(BigInt(entries.length));
  for (const { epoch, voter } of entries) writer.u64(epoch).bytes(voter);
  writer.u64(BigInt(state.epochCredits.length));
  for (const { epoch, credits, previousCredits } of state.epochCredits) {
    writer.u64(epoch).u64(credits).u64(previousCredits);
  }
  return writer.u64(state.lastTimestamp.slot).u64(state.lastTimestamp.timestamp).finish();
}
