import type { EpochSchedule as EpochScheduleSysvar } from "../solana/sysvars/epoch-schedule.js";
import { checkBigInts, checkBoolean, toU64 } from "./arguments.js";

/** How slots make epochs. Numbers are u64. */
export class EpochSchedule {
  #slotsPerEpoch: bigint;
  #leaderScheduleSlotOffset: bigint;
  #warmup: boolean;
  #firstNormalEpoch: bigint;
  #firstNormalSlot: bigint;

  constructor(
    slotsPerEpoch: bigint,
    leaderScheduleSlotOffset: bigint,
    warmup: boolean,
    firstNormalEpoch: bigint,
    firstNormalSlot: bigint,
  ) {
    checkBigInts(slotsPerEpoch, leaderScheduleSlotOffset);
    checkBoolean(warmup);
    checkBigInts(firstNormalEpoch, firstNormalSlot);
    this.#slotsPerEpoch = toU64(slotsPerEpoch);
    this.#leaderScheduleSlotOffset = toU64(leaderScheduleSlotOffset);
    this.#warmup = warmup;
    this.#firstNormalEpoch = toU64(firstNormalEpoch);
    this.#firstNormalSlot = toU64(firstNormalSlot);
  }

  /** In an epoch after the warmup. */
  get slotsPerEpoch(): bigint {
    return this.#slotsPerEpoch;
  }

  set slotsPerEpoch(slots: bigint) {
    this.#slotsPerEpoch = toU64(slots);
  }

  /** How many slots before an epoch its leaders are chosen. */
  get leaderScheduleSlotOffset(): bigint {
    return this.#leaderScheduleSlotOffset;
  }

  set leaderScheduleSlotOffset(slots: bigint) {
    this.#leaderScheduleSlotOffset = toU64(slots);
  }

  /** Whether epochs start short and grow. */
  get warmup(): boolean {
    return this.#warmup;
  }

  set warmup(warmup: boolean) {
    checkBoolean(warmup);
    this.#warmup = warmup;
  }

  /** The first epoch after the warmup. */
  get firstNormalEpoch(): bigint {
    return this.#firstNormalEpoch;
  }

  set firstNormalEpoch(epoch: bigint) {
    this.#firstNormalEpoch = toU64(epoch);
  }

  /** The first slot after the warmup. */
  get firstNormalSlot(): bigint {
    return this.#firstNormalSlot;
  }

  set firstNormalSlot(slot: bigint) {
    this.#firstNormalSlot = toU64(slot);
  }
}

export function epochScheduleFromSysvar(schedule: EpochScheduleSysvar): EpochSchedule {
  const { slotsPerEpoch, leaderScheduleSlotOffset, warmup, firstNormalEpoch, firstNormalSlot } = schedule;
  return new EpochSchedule(slotsPerEpoch, leaderScheduleSlotOffset, warmup, firstNormalEpoch, firstNormalSlot);
}

export function sysvarFromEpochSchedule(schedule: EpochSchedule): EpochScheduleSysvar {
  const { slotsPerEpoch, leaderScheduleSlotOffset, warmup, firstNormalEpoch, firstNormalSlot } = schedule;
  return { slotsPerEpoch, leaderScheduleSlotOffset, warmup, firstNormalEpoch, firstNormalSlot };
}
