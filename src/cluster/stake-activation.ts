import { U64_MAX } from "../base/u64.js";
import type { StakeDelegation } from "../solana/stake-state.js";
import type { StakeHistory, StakeHistoryEntry } from "../solana/sysvars/stake-history.js";

/** What of a delegation counts, and what is on its way, in lamports. */
export type StakeActivationStatus = Omit<StakeHistoryEntry, "epoch">;

/** How much of the effective stake may come or go in an epoch, by the gate reduce_stake_warmup_cooldown. */
export const WARMUP_RATE_BPS = { original: 2_500n, reduced: 900n };

/**
 * A delegation in an epoch (solana-stake-interface, `stake_activating_and_deactivating_v2`).
 * DIVERGES: before upgrade_bpf_stake_program_to_v5_1 Agave reckons with floats, which may round otherwise.
 */
export function activationStatus(
  delegation: StakeDelegation,
  epoch: bigint,
  history: StakeHistory,
  rateBps: bigint,
): StakeActivationStatus {
  const { deactivationEpoch } = delegation;
  const { effective, activating } = stakeAndActivating(delegation, epoch, history, rateBps);
  if (epoch < deactivationEpoch) return { effective, activating, deactivating: 0n };
  if (epoch === deactivationEpoch) return { effective, activating: 0n, deactivating: effective };
  const left = coolDown(effective, deactivationEpoch, epoch, history, rateBps);
  return { effective: left, activating: 0n, deactivating: left };
}

function stakeAndActivating(
  { stake, activationEpoch, deactivationEpoch }: StakeDelegation,
  epoch: bigint,
  history: StakeHistory,
  rateBps: bigint,
): { readonly effective: bigint; readonly activating: bigint } {
  if (activationEpoch === U64_MAX) return { effective: stake, activating: 0n };
  if (activationEpoch === deactivationEpoch || epoch < activationEpoch) return { effective: 0n, activating: 0n };
  if (epoch === activationEpoch) return { effective: 0n, activating: stake };
  let previous = entryOf(history, activationEpoch);
  if (previous === undefined) return { effective: stake, activating: 0n };
  let effective = 0n;
  while (previous !== undefined && previous.activating > 0n) {
    const current: bigint = previous.epoch + 1n;
    effective += atLeastOne(allowance(stake - effective, previous.activating, previous.effective, rateBps));
    if (effective >= stake) return { effective: stake, activating: 0n };
    if (current >= epoch || current >= deactivationEpoch) break;
    previous = entryOf(history, current);
  }
  return { effective, activating: stake - effective };
}

function coolDown(stake: bigint, from: bigint, epoch: bigint, history: StakeHistory, rateBps: bigint): bigint {
  let left = stake;
  let previous = entryOf(history, from);
  if (previous === undefined) return 0n;
  while (previous !== undefined && previous.deactivating > 0n) {
    const current: bigint = previous.epoch + 1n;
    left -= atLeastOne(allowance(left, previous.deactivating, previous.effective, rateBps));
    if (left <= 0n) return 0n;
    if (current >= epoch) break;
    previous = entryOf(history, current);
  }
  return left;
}

const BASIS_POINTS = 10_000n;
const U128_MAX = (1n << 128n) - 1n;

/** This delegation's share of what may change in an epoch (warmup_cooldown_allowance.rs, `rate_limited_stake_change`). */
function allowance(own: bigint, ofAll: bigint, effectiveOfAll: bigint, rateBps: bigint): bigint {
  if (own === 0n || ofAll === 0n || effectiveOfAll === 0n) return 0n;
  const numerator = own * effectiveOfAll * rateBps;
  if (numerator > U128_MAX) return own;
  const change = numerator / (ofAll * BASIS_POINTS);
  return change < own ? change : own;
}

function atLeastOne(lamports: bigint): bigint {
  return lamports > 1n ? lamports : 1n;
}

function entryOf(history: StakeHistory, epoch: bigint): StakeHistoryEntry | undefined {
  return history.find((entry) => entry.epoch === epoch);
}
