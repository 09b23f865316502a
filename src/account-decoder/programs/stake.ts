import type { JsonObject } from "../../base/json.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import { decodeStakeState, type Stake, type StakeMeta } from "../../solana/stake-state.js";

/** Agave: account-decoder `parse_stake`. */
export function parseStake(data: Uint8Array): JsonObject | undefined {
  const state = decodeStakeState(data);
  if (state === undefined) return undefined;
  switch (state.kind) {
    case "initialized":
      return { type: "initialized", info: { meta: uiMeta(state.meta), stake: null } };
    case "stake":
      return { type: "delegated", info: { meta: uiMeta(state.meta), stake: uiStake(state.stake) } };
    default:
      return { type: state.kind };
  }
}

function uiMeta({ rentExemptReserve, authorized, lockup }: StakeMeta): JsonObject {
  return {
    rentExemptReserve: rentExemptReserve.toString(),
    authorized: {
      staker: addressFromPubkey(authorized.staker),
      withdrawer: addressFromPubkey(authorized.withdrawer),
    },
    lockup: { ...lockup, custodian: addressFromPubkey(lockup.custodian) },
  };
}

function uiStake({ delegation, creditsObserved }: Stake): JsonObject {
  return {
    delegation: {
      voter: addressFromPubkey(delegation.voter),
      stake: delegation.stake.toString(),
      activationEpoch: delegation.activationEpoch.toString(),
      deactivationEpoch: delegation.deactivationEpoch.toString(),
    },
    creditsObserved,
  };
}
