import { STAKE_PROGRAM_ID } from "../../../solana/program-ids.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import {
  decodeStakeState,
  STAKE_STATE_BYTES,
  type StakeDelegation,
  type StakeLockup,
} from "../../../solana/stake-state.js";
import type { Pool } from "../grammar/pool.js";

/** A stake account that is initialized. */
export interface StakeAccount {
  readonly key: Pubkey;
  readonly lamports: bigint;
  readonly staker: Pubkey;
  readonly withdrawer: Pubkey;
  readonly lockup: StakeLockup;
  readonly delegation: StakeDelegation | undefined;
}

export function stakeAccounts(pool: Pool): StakeAccount[] {
  return pool.owned(STAKE_PROGRAM_ID).flatMap(({ key, lamports, data }) => {
    const state = data.length === STAKE_STATE_BYTES ? decodeStakeState(data.slice()) : undefined;
    if (state?.kind !== "initialized" && state?.kind !== "stake") return [];
    const { authorized, lockup } = state.meta;
    const delegation = state.kind === "stake" ? state.stake.delegation : undefined;
    return [{ key, lamports, ...authorized, lockup, delegation }];
  });
}
