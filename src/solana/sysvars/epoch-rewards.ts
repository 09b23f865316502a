import { ByteReader } from "../../base/byte-reader.js";
import { ByteWriter } from "../../base/byte-writer.js";

/** The epoch's rewards while they are paid out (solana-epoch-rewards `EpochRewards`). Amounts in lamports. */
export interface EpochRewards {
  readonly distributionStartingBlockHeight: bigint;
  readonly numPartitions: bigint;
  readonly parentBlockhash: Uint8Array;
  /** u128 */
  readonly totalPoints: bigint;
  readonly totalRewards: bigint;
  readonly distributedRewards: bigint;
  readonly active: boolean;
}

export const EPOCH_REWARDS_BYTES = 81;

/** `EpochRewards::default`: none active. */
export const NO_EPOCH_REWARDS: EpochRewards = {
  distributionStartingBlockHeight: 0n,
  numPartitions: 0n,
  parentBlockhash: new Uint8Array(32),
  totalPoints: 0n,
  totalRewards: 0n,
  distributedRewards: 0n,
  active: false,
};

/** Undefined when `data` is too short or its bool is neither 0 nor 1. */
export function decodeEpochRewards(data: Uint8Array): EpochRewards | undefined {
  const reader = new ByteReader(data);
  const rewards = {
    distributionStartingBlockHeight: reader.u64(),
    numPartitions: reader.u64(),
    parentBlockhash: reader.take(32).slice(),
    totalPoints: reader.u128(),
    totalRewards: reader.u64(),
    distributedRewards: reader.u64(),
    active: reader.bool(),
  };
  return reader.failure === undefined ? rewards : undefined;
}

export function encodeEpochRewards(rewards: EpochRewards): Uint8Array {
  return new ByteWriter(EPOCH_REWARDS_BYTES)
    .u64(rewards.distributionStartingBlockHeight)
    .u64(rewards.numPartitions)
    .bytes(rewards.parentBlockhash)
    .u128(rewards.totalPoints)
    .u64(rewards.totalRewards)
    .u64(rewards.distributedRewards)
    .bool(rewards.active)
    .finish();
}
