import { ByteReader } from "../../base/byte-reader.js";
import { ByteWriter } from "../../base/byte-writer.js";

/** The network's time (solana-clock `Clock`). */
export interface Clock {
  readonly slot: bigint;
  /** Seconds since 1970, i64: when the epoch began. */
  readonly epochStartTimestamp: bigint;
  readonly epoch: bigint;
  /** The latest epoch whose leaders are known. */
  readonly leaderScheduleEpoch: bigint;
  /** Seconds since 1970, i64. */
  readonly unixTimestamp: bigint;
}

export const CLOCK_BYTES = 40;

/** Undefined when `data` is too short. */
export function decodeClock(data: Uint8Array): Clock | undefined {
  const reader = new ByteReader(data);
  const clock = {
    slot: reader.u64(),
    epochStartTimestamp: reader.i64(),
    epoch: reader.u64(),
    leaderScheduleEpoch: reader.u64(),
    unixTimestamp: reader.i64(),
  };
  return reader.failure === undefined ? clock : undefined;
}

export function encodeClock(clock: Clock): Uint8Array {
  return new ByteWriter(CLOCK_BYTES)
    .u64(clock.slot)
    .u64(clock.epochStartTimestamp)
    .u64(clock.epoch)
    .u64(clock.leaderScheduleEpoch)
    .u64(clock.unixTimestamp)
    .finish();
}
