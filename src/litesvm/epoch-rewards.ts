import { base58Encode } from "../base/base58.js";
import type { EpochRewards as EpochRewardsSysvar } from "../solana/sysvars/epoch-rewards.js";
import { checkBigInts, checkBoolean, checkString, parseHash, toU64, toU128 } from "./arguments.js";

/** The epoch's rewards while they are paid out. Numbers are u64, `totalPoints` u128; amounts in lamports. */
export class EpochRewards {
  #distributionStartingBlockHeight: bigint;
  #numPartitions: bigint;
  #parentBlockhash: Uint8Array;
  #totalPoints: bigint;
  #totalRewards: bigint;
  #distributedRewards: bigint;
  #active: boolean;

  /** @param parentBlockhash in base58. */
  constructor(
    distributionStartingBlockHeight: bigint,
    numPartitions: bigint,
    parentBlockhash: string,
    totalPoints: bigint,
    totalRewards: bigint,
    distributedRewards: bigint,
    active: boolean,
  ) {
    checkBigInts(distributionStartingBlockHeight, numPartitions);
    checkString(parentBlockhash);
    checkBigInts(totalPoints, totalRewards, distributedRewards);
    checkBoolean(active);
    this.#parentBlockhash = parseHash(parentBlockhash);
    this.#distributionStartingBlockHeight = toU64(distributionStartingBlockHeight);
    this.#numPartitions = toU64(numPartitions);
    this.#totalPoints = toU128(totalPoints);
    this.#totalRewards = toU64(totalRewards);
    this.#distributedRewards = toU64(distributedRewards);
    this.#active = active;
  }

  /** The block height at which they begin to be paid. */
  get distributionStartingBlockHeight(): bigint {
    return this.#distributionStartingBlockHeight;
  }

  set distributionStartingBlockHeight(height: bigint) {
    this.#distributionStartingBlockHeight = toU64(height);
  }

  /** In how many blocks they are paid. */
  get numPartitions(): bigint {
    return this.#numPartitions;
  }

  set numPartitions(partitions: bigint) {
    this.#numPartitions = toU64(partitions);
  }

  /** Of the block before the epoch's first, in base58. */
  get parentBlockhash(): string {
    return base58Encode(this.#parentBlockhash);
  }

  set parentBlockhash(blockhash: string) {
    checkString(blockhash);
    this.#parentBlockhash = parseHash(blockhash);
  }

  /** Stake times credits, of all delegations. */
  get totalPoints(): bigint {
    return this.#totalPoints;
  }

  set totalPoints(points: bigint) {
    this.#totalPoints = toU128(points);
  }

  get totalRewards(): bigint {
    return this.#totalRewards;
  }

  set totalRewards(lamports: bigint) {
    this.#totalRewards = toU64(lamports);
  }

  get distributedRewards(): bigint {
    return this.#distributedRewards;
  }

  set distributedRewards(lamports: bigint) {
    this.#distributedRewards = toU64(lamports);
  }

  /** Whether they are being calculated or paid. */
  get active(): boolean {
    return this.#active;
  }

  set active(active: boolean) {
    checkBoolean(active);
    this.#active = active;
  }
}

export function epochRewardsFromSysvar(rewards: EpochRewardsSysvar): EpochRewards {
  return new EpochRewards(
    rewards.distributionStartingBlockHeight,
    rewards.numPartitions,
    base58Encode(rewards.parentBlockhash),
    rewards.totalPoints,
    rewards.totalRewards,
    rewards.distributedRewards,
    rewards.active,
  );
}

export function sysvarFromEpochRewards(rewards: EpochRewards): EpochRewardsSysvar {
  return {
    distributionStartingBlockHeight: rewards.distributionStartingBlockHeight,
    numPartitions: rewards.numPartitions,
    parentBlockhash: parseHash(rewards.parentBlockhash),
    totalPoints: rewards.totalPoints,
    totalRewards: rewards.totalRewards,
    distributedRewards: rewards.distributedRewards,
    active: rewards.active,
  };
}
