import { ByteReader } from "../../base/byte-reader.js";
import { ByteWriter } from "../../base/byte-writer.js";
import { CallgateError } from "../../base/errors.js";
import { U64_MAX } from "../../base/u64.js";

/** How slots make epochs (solana-epoch-schedule `EpochSchedule`). With warmup the first epochs double from 32 slots. */
export interface EpochSchedule {
  readonly slotsPerEpoch: bigint;
  /** How many slots before an epoch its leaders are chosen. */
  readonly leaderScheduleSlotOffset: bigint;
  readonly warmup: boolean;
  readonly firstNormalEpoch: bigint;
  readonly firstNormalSlot: bigint;
}

export const EPOCH_SCHEDULE_BYTES = 33;
const DEFAULT_SLOTS_PER_EPOCH = 432_000n;
const MINIMUM_SLOTS_PER_EPOCH = 32n;
const MINIMUM_SLOTS_LOG2 = 5;

/** Throws `invalid-epoch-schedule` for epochs under 32 slots, where the SDK panics. */
export function makeEpochSchedule(
  slotsPerEpoch = DEFAULT_SLOTS_PER_EPOCH,
  leaderScheduleSlotOffset = slotsPerEpoch,
  warmup = true,
): EpochSchedule {
  if (slotsPerEpoch < MINIMUM_SLOTS_PER_EPOCH) {
    const message = `expected at least ${MINIMUM_SLOTS_PER_EPOCH} slots per epoch, got ${slotsPerEpoch}`;
    throw new CallgateError("invalid-epoch-schedule", message, { slotsPerEpoch });
  }
  const log2 = warmup ? ceilLog2(slotsPerEpoch) : MINIMUM_SLOTS_LOG2;
  const firstNormalEpoch = BigInt(log2 - MINIMUM_SLOTS_LOG2);
  const firstNormalSlot = (1n << BigInt(log2)) - MINIMUM_SLOTS_PER_EPOCH;
  return { slotsPerEpoch, leaderScheduleSlotOffset, warmup, firstNormalEpoch, firstNormalSlot };
}

export function slotsInEpoch(schedule: EpochSchedule, epoch: bigint): bigint {
  return epoch < schedule.firstNormalEpoch ? powerOfTwo(u32(epoch) + MINIMUM_SLOTS_LOG2) : schedule.slotsPerEpoch;
}

export function epochOf(schedule: EpochSchedule, slot: bigint): bigint {
  return epochAndSlotIndex(schedule, slot)[0];
}

/** The epoch of a slot, and which slot of the epoch it is. */
export function epochAndSlotIndex(schedule: EpochSchedule, slot: bigint): [epoch: bigint, slotIndex: bigint] {
  if (slot < schedule.firstNormalSlot) {
    const epoch = ceilLog2(slot + MINIMUM_SLOTS_PER_EPOCH + 1n) - MINIMUM_SLOTS_LOG2 - 1;
    return [BigInt(epoch), slot - (powerOfTwo(epoch + MINIMUM_SLOTS_LOG2) - MINIMUM_SLOTS_PER_EPOCH)];
  }
  const { slotsPerEpoch, firstNormalEpoch, firstNormalSlot } = schedule;
  if (slotsPerEpoch === 0n) return [firstNormalEpoch, 0n];
  const normalIndex = slot - firstNormalSlot;
  return [saturate(firstNormalEpoch + normalIndex / slotsPerEpoch), normalIndex % slotsPerEpoch];
}

/** The epoch whose leaders are chosen at `slot`. */
export function leaderScheduleEpoch(schedule: EpochSchedule, slot: bigint): bigint {
  if (slot < schedule.firstNormalSlot) return saturate(epochOf(schedule, slot) + 1n);
  const { slotsPerEpoch, leaderScheduleSlotOffset, firstNormalEpoch, firstNormalSlot } = schedule;
  if (slotsPerEpoch === 0n) return firstNormalEpoch;
  const chosenSlot = saturate(slot - firstNormalSlot + leaderScheduleSlotOffset);
  return saturate(firstNormalEpoch + chosenSlot / slotsPerEpoch);
}

export function firstSlotInEpoch(schedule: EpochSchedule, epoch: bigint): bigint {
  const { slotsPerEpoch, firstNormalEpoch, firstNormalSlot } = schedule;
  if (epoch <= firstNormalEpoch) return saturate((powerOfTwo(u32(epoch)) - 1n) * MINIMUM_SLOTS_PER_EPOCH);
  return saturate(saturate((epoch - firstNormalEpoch) * slotsPerEpoch) + firstNormalSlot);
}

function saturate(value: bigint): bigint {
  return value > U64_MAX ? U64_MAX : value;
}

/** 2^exponent as a u64, saturating. */
function powerOfTwo(exponent: number): bigint {
  return exponent < 64 ? 1n << BigInt(exponent) : U64_MAX;
}

/** Rust's `as u32` of a u64. */
function u32(value: bigint): number {
  return Number(BigInt.asUintN(32, value));
}

/** The least n with 2^n >= value, for value >= 1. */
function ceilLog2(value: bigint): number {
  return (value - 1n).toString(2).length - (value === 1n ? 1 : 0);
}

/** Undefined when `data` is too short or its bool is neither 0 nor 1. */
export function decodeEpochSchedule(data: Uint8Array): EpochSchedule | undefined {
  const reader = new ByteReader(data);
  const schedule = {
    slotsPerEpoch: reader.u64(),
    leaderScheduleSlotOffset: reader.u64(),
    warmup: reader.bool(),
    firstNormalEpoch: reader.u64(),
    firstNormalSlot: reader.u64(),
  };
  return reader.failure === undefined ? schedule : undefined;
}

export function encodeEpochSchedule(schedule: EpochSchedule): Uint8Array {
  return new ByteWriter(EPOCH_SCHEDULE_BYTES)
    .u64(schedule.slotsPerEpoch)
    .u64(schedule.leaderScheduleSlotOffset)
    .bool(schedule.warmup)
    .u64(schedule.firstNormalEpoch)
    .u64(schedule.firstNormalSlot)
    .finish();
}
