import type { Pubkey } from "../../../../solana/pubkey.js";
import type { VoteState } from "../../../../solana/vote-state/vote-state.js";
import { fail } from "../../../failure.js";

/**
 * The voter of the current epoch, recorded for it; voters of epochs before the previous one are forgotten (SIMD-0185;
 * Agave: vote_state/handler.rs, `get_and_update_authorized_voter`).
 */
export function getAndUpdateAuthorizedVoter({ authorizedVoters }: VoteState, currentEpoch: bigint): Pubkey {
  const voter = authorizedVoters.getAndCache(currentEpoch) ?? fail("InvalidAccountData");
  authorizedVoters.purgeBefore(currentEpoch > 0n ? currentEpoch - 1n : 0n);
  return voter;
}
