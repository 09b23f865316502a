import { VOTE_PROGRAM_ID } from "../../../solana/program-ids.js";
import { AuthorizedVoters } from "../../../solana/vote-state/authorized-voters.js";
import { encodeVoteState } from "../../../solana/vote-state/encode.js";
import { newVoteState, VOTE_ACCOUNT_BYTES, type VoteState } from "../../../solana/vote-state/vote-state.js";
import type { InitialAccount } from "../chain.js";
import type { Pool } from "../grammar/pool.js";

/** A vote account that has earned credits for a few epochs, or for none; `last` is the newest of them. */
export function voteAccount(pool: Pool, epochs: number, last: number, key = pool.newKey()): InitialAccount {
  const { random } = pool;
  const state: VoteState = newVoteState({
    nodePubkey: pool.payer(),
    authorizedWithdrawer: pool.payer(),
    inflationRewardsCollector: key,
    blockRevenueCollector: pool.payer(),
    inflationRewardsCommissionBps: 100 * random.below(101),
    blockRevenueCommissionBps: 10_000,
    blsPubkeyCompressed: undefined,
    authorizedVoters: new AuthorizedVoters([{ epoch: 0n, voter: pool.payer() }]),
  });
  for (let i = 0; i < epochs; i++) {
    const epoch = BigInt(last - epochs + 1 + i);
    state.epochCredits.push({ epoch, credits: BigInt(100 * (i + 1)), previousCredits: BigInt(100 * i) });
  }
  const data = new Uint8Array(VOTE_ACCOUNT_BYTES);
  data.set(encodeVoteState(state));
  return { key, lamports: 10n * pool.minimumBalance(VOTE_ACCOUNT_BYTES), data, owner: VOTE_PROGRAM_ID };
}
