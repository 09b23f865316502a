import { STAKE_PROGRAM_ID } from "../solana/program-ids.js";
import { pubkeyEqual } from "../solana/pubkey.js";
import { PubkeyMap } from "../solana/pubkey-map.js";
import { decodeStakeState, type StakeDelegation } from "../solana/stake-state.js";
import { MAX_STAKE_HISTORY, type StakeHistoryEntry } from "../solana/sysvars/stake-history.js";
import type { Bank } from "../svm/bank.js";
import { readSysvar, setSysvar } from "../svm/sysvar-access.js";
import { activationStatus, WARMUP_RATE_BPS } from "./stake-activation.js";

/**
 * Ends epochs: each enters StakeHistory, and the votes of the next count by their stakes then (Agave: stakes.rs,
 * `activate_epoch`). There is no inflation on a cluster of its own, so there are no rewards.
 */
export function startEpoch(bank: Bank, past: bigint, next: bigint): void {
  const delegations = delegationsOf(bank);
  for (let epoch = past; epoch < next; epoch++) {
    const history = readSysvar(bank, "stakeHistory");
    const entry = sumOf(bank, delegations, epoch);
    setSysvar(bank, "stakeHistory", [entry, ...history].slice(0, MAX_STAKE_HISTORY));
    // Where nothing moves any more, all epochs to come are alike.
    if (entry.activating === 0n && entry.deactivating === 0n && epoch + 1n < next) {
      skipEpochs(bank, entry, next);
      break;
    }
  }
  setEpochStakes(bank, delegations, next);
}

function skipEpochs(bank: Bank, entry: StakeHistoryEntry, next: bigint): void {
  const history = [...readSysvar(bank, "stakeHistory")];
  const firstKept = next > BigInt(MAX_STAKE_HISTORY) ? next - BigInt(MAX_STAKE_HISTORY) : 0n;
  for (let epoch = entry.epoch + 1n > firstKept ? entry.epoch + 1n : firstKept; epoch < next; epoch++) {
    history.unshift({ ...entry, epoch });
  }
  setSysvar(bank, "stakeHistory", history.slice(0, MAX_STAKE_HISTORY));
}

function delegationsOf(bank: Bank): StakeDelegation[] {
  const delegations: StakeDelegation[] = [];
  for (const [, { owner, data }] of bank.accounts.entries()) {
    if (!pubkeyEqual(owner, STAKE_PROGRAM_ID)) continue;
    const state = decodeStakeState(data);
    if (state?.kind === "stake") delegations.push(state.stake.delegation);
  }
  return delegations;
}

function sumOf(bank: Bank, delegations: readonly StakeDelegation[], epoch: bigint): StakeHistoryEntry {
  const sum = { epoch, effective: 0n, activating: 0n, deactivating: 0n };
  for (const delegation of delegations) {
    const status = statusOf(bank, delegation, epoch);
    sum.effective += status.effective;
    sum.activating += status.activating;
    sum.deactivating += status.deactivating;
  }
  return sum;
}

function setEpochStakes(bank: Bank, delegations: readonly StakeDelegation[], epoch: bigint): void {
  const stakes = new PubkeyMap<bigint>();
  for (const delegation of delegations) {
    const { effective } = statusOf(bank, delegation, epoch);
    stakes.set(delegation.voter, (stakes.get(delegation.voter) ?? 0n) + effective);
  }
  for (const [voter, lamports] of stakes) bank.epochStakes.set(voter, lamports);
}

function statusOf(bank: Bank, delegation: StakeDelegation, epoch: bigint) {
  const isReduced = bank.featureSet.has("reduce_stake_warmup_cooldown");
  const rate = isReduced ? WARMUP_RATE_BPS.reduced : WARMUP_RATE_BPS.original;
  return activationStatus(delegation, epoch, readSysvar(bank, "stakeHistory"), rate);
}
