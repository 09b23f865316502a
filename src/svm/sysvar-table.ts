import { CallgateError } from "../base/errors.js";
import * as ids from "../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { type Clock, decodeClock, encodeClock } from "../solana/sysvars/clock.js";
import { decodeEpochRewards, type EpochRewards, encodeEpochRewards } from "../solana/sysvars/epoch-rewards.js";
import { decodeEpochSchedule, type EpochSchedule, encodeEpochSchedule } from "../solana/sysvars/epoch-schedule.js";
import {
  decodeLastRestartSlot,
  encodeLastRestartSlot,
  type LastRestartSlot,
} from "../solana/sysvars/last-restart-slot.js";
import {
  decodeRecentBlockhashes,
  encodeRecentBlockhashes,
  RECENT_BLOCKHASHES_BYTES,
  type RecentBlockhashes,
} from "../solana/sysvars/recent-blockhashes.js";
import { decodeRent, encodeRent, type Rent } from "../solana/sysvars/rent.js";
import {
  decodeSlotHashes,
  encodeSlotHashes,
  SLOT_HASHES_BYTES,
  type SlotHashes,
} from "../solana/sysvars/slot-hashes.js";
import { decodeSlotHistory, encodeSlotHistory, type SlotHistory } from "../solana/sysvars/slot-history.js";
import {
  decodeStakeHistory,
  encodeStakeHistory,
  STAKE_HISTORY_BYTES,
  type StakeHistory,
} from "../solana/sysvars/stake-history.js";

/** The values of the sysvars, by name. */
export interface Sysvars {
  clock: Clock;
  epochRewards: EpochRewards;
  epochSchedule: EpochSchedule;
  lastRestartSlot: LastRestartSlot;
  recentBlockhashes: RecentBlockhashes;
  rent: Rent;
  slotHashes: SlotHashes;
  slotHistory: SlotHistory;
  stakeHistory: StakeHistory;
}

/** What `getSysvar` and `setSysvar` take: `"clock"`, `"rent"`, … */
export type SysvarName = keyof Sysvars;

interface SysvarCodec<T> {
  readonly id: Pubkey;
  /** Undefined for data that is no such sysvar. */
  readonly decode: (data: Uint8Array) => T | undefined;
  readonly encode: (value: T) => Uint8Array;
  /** Bytes of the account where that is more than the value takes. */
  readonly minBytes?: number;
  /** The same, but not for LiteSVM. */
  readonly fullBytes?: number;
}

/** How each sysvar lies in its account. */
export const SYSVARS: { readonly [N in SysvarName]: SysvarCodec<Sysvars[N]> } = {
  clock: { id: ids.SYSVAR_CLOCK_ID, decode: decodeClock, encode: encodeClock },
  epochRewards: { id: ids.SYSVAR_EPOCH_REWARDS_ID, decode: decodeEpochRewards, encode: encodeEpochRewards },
  epochSchedule: { id: ids.SYSVAR_EPOCH_SCHEDULE_ID, decode: decodeEpochSchedule, encode: encodeEpochSchedule },
  lastRestartSlot: {
    id: ids.SYSVAR_LAST_RESTART_SLOT_ID,
    decode: decodeLastRestartSlot,
    encode: encodeLastRestartSlot,
  },
  recentBlockhashes: {
    id: ids.SYSVAR_RECENT_BLOCKHASHES_ID,
    decode: decodeRecentBlockhashes,
    encode: encodeRecentBlockhashes,
    fullBytes: RECENT_BLOCKHASHES_BYTES,
  },
  rent: { id: ids.SYSVAR_RENT_ID, decode: decodeRent, encode: encodeRent },
  slotHashes: {
    id: ids.SYSVAR_SLOT_HASHES_ID,
    decode: decodeSlotHashes,
    encode: encodeSlotHashes,
    minBytes: SLOT_HASHES_BYTES,
  },
  slotHistory: { id: ids.SYSVAR_SLOT_HISTORY_ID, decode: decodeSlotHistory, encode: encodeSlotHistory },
  stakeHistory: {
    id: ids.SYSVAR_STAKE_HISTORY_ID,
    decode: decodeStakeHistory,
    encode: encodeStakeHistory,
    fullBytes: STAKE_HISTORY_BYTES,
  },
};

/** The data of a sysvar's account. */
export function sysvarData<N extends SysvarName>(name: N, value: Sysvars[N]): Uint8Array {
  const { encode, minBytes = 0 } = SYSVARS[name];
  return padded(encode(value), minBytes);
}

/** The data of a sysvar's account in its full length (Agave: sysvar_account.rs, `required_data_len`). */
export function fullSysvarData(id: Pubkey, data: Uint8Array): Uint8Array {
  for (const name of ROOMY) if (pubkeyEqual(SYSVARS[name].id, id)) return padded(data, SYSVARS[name].fullBytes!);
  return data;
}

const ROOMY = ["recentBlockhashes", "stakeHistory"] as const satisfies readonly SysvarName[];

function padded(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length >= length) return bytes;
  const data = new Uint8Array(length);
  data.set(bytes);
  return data;
}

/** Throws `invalid-sysvar` for the data of a sysvar's account that nobody could read. */
export function checkSysvarData(key: Pubkey, data: Uint8Array): void {
  for (const [name, { id, decode }] of Object.entries(SYSVARS)) {
    if (!pubkeyEqual(id, key) || decode(data) !== undefined) continue;
    const message = `expected the data of the sysvar ${name}, got ${data.length} bytes that are none`;
    throw new CallgateError("invalid-sysvar", message, { name, byteLength: data.length });
  }
}
