import type { Clock as ClockSysvar } from "../solana/sysvars/clock.js";
import { checkBigInts, toI64, toU64 } from "./arguments.js";
import { debugStruct } from "./rust-debug.js";

/** The network's time. Slots and epochs are u64, timestamps i64 seconds since 1970. */
export class Clock {
  #slot: bigint;
  #epochStartTimestamp: bigint;
  #epoch: bigint;
  #leaderScheduleEpoch: bigint;
  #unixTimestamp: bigint;

  constructor(
    slot: bigint,
    epochStartTimestamp: bigint,
    epoch: bigint,
    leaderScheduleEpoch: bigint,
    unixTimestamp: bigint,
  ) {
    checkBigInts(slot, epochStartTimestamp, epoch, leaderScheduleEpoch, unixTimestamp);
    this.#slot = toU64(slot);
    this.#epochStartTimestamp = toI64(epochStartTimestamp);
    this.#epoch = toU64(epoch);
    this.#leaderScheduleEpoch = toU64(leaderScheduleEpoch);
    this.#unixTimestamp = toI64(unixTimestamp);
  }

  get slot(): bigint {
    return this.#slot;
  }

  set slot(slot: bigint) {
    this.#slot = toU64(slot);
  }

  get epoch(): bigint {
    return this.#epoch;
  }

  set epoch(epoch: bigint) {
    this.#epoch = toU64(epoch);
  }

  /** When the epoch began. */
  get epochStartTimestamp(): bigint {
    return this.#epochStartTimestamp;
  }

  set epochStartTimestamp(timestamp: bigint) {
    this.#epochStartTimestamp = toI64(timestamp);
  }

  /** The latest epoch whose leaders are known. */
  get leaderScheduleEpoch(): bigint {
    return this.#leaderScheduleEpoch;
  }

  set leaderScheduleEpoch(epoch: bigint) {
    this.#leaderScheduleEpoch = toU64(epoch);
  }

  /** About when the slot is. */
  get unixTimestamp(): bigint {
    return this.#unixTimestamp;
  }

  set unixTimestamp(timestamp: bigint) {
    this.#unixTimestamp = toI64(timestamp);
  }

  toString(): string {
    const clock = debugStruct("Clock", {
      slot: this.#slot,
      epoch_start_timestamp: this.#epochStartTimestamp,
      epoch: this.#epoch,
      leader_schedule_epoch: this.#leaderScheduleEpoch,
      unix_timestamp: this.#unixTimestamp,
    });
    return `Clock(${clock})`;
  }
}

export function clockFromSysvar(clock: ClockSysvar): Clock {
  const { slot, epochStartTimestamp, epoch, leaderScheduleEpoch, unixTimestamp } = clock;
  return new Clock(slot, epochStartTimestamp, epoch, leaderScheduleEpoch, unixTimestamp);
}

export function sysvarFromClock(clock: Clock): ClockSysvar {
  const { slot, epochStartTimestamp, epoch, leaderScheduleEpoch, unixTimestamp } = clock;
  return { slot, epochStartTimestamp, epoch, leaderScheduleEpoch, unixTimestamp };
}
