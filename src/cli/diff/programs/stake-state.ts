import { viewOf } from "../../../base/bytes.js";
import { STAKE_PROGRAM_ID } from "../../../solana/program-ids.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import type { Pool } from "../grammar/pool.js";

export const STAKE_ACCOUNT_BYTES = 200;

/** A stake account that is initialized. */
export interface StakeAccount {
  readonly key: Pubkey;
  readonly lamports: bigint;
  readonly staker: Pubkey;
  readonly withdrawer: Pubkey;
  readonly lockup: { readonly unixTimestamp: bigint; readonly epoch: bigint; readonly custodian: Pubkey };
  readonly delegation: Delegation | undefined;
}

export interface Delegation {
  readonly voter: Pubkey;
  readonly stake: bigint;
  readonly activationEpoch: bigint;
  /** u64::MAX while nobody deactivated it. */
  readonly deactivationEpoch: bigint;
}

export function stakeAccounts(pool: Pool): StakeAccount[] {
  return pool.owned(STAKE_PROGRAM_ID).flatMap(({ key, lamports, data }) => {
    const view = viewOf(data);
    const tag = data.length === STAKE_ACCOUNT_BYTES ? view.getUint32(0, true) : 0;
    if (tag !== 1 && tag !== 2) return [];
    const lockup = {
      unixTimestamp: view.getBigInt64(76, true),
      epoch: view.getBigUint64(84, true),
      custodian: data.slice(92, 124),
    };
    const delegation = tag === 2 ? delegationOf(data) : undefined;
    return [{ key, lamports, staker: data.slice(12, 44), withdrawer: data.slice(44, 76), lockup, delegation }];
  });
}

function delegationOf(data: Uint8Array): Delegation {
  const view = viewOf(data);
  return {
    voter: data.slice(124, 156),
    stake: view.getBigUint64(156, true),
    activationEpoch: view.getBigUint64(164, true),
    deactivationEpoch: view.getBigUint64(172, true),
  };
}
