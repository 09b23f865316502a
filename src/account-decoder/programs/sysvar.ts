import { ByteReader } from "../../base/byte-reader.js";
import { Float, type Json, type JsonObject } from "../../base/json.js";
import * as ids from "../../solana/program-ids.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import { decodeClock } from "../../solana/sysvars/clock.js";
import { decodeEpochRewards, type EpochRewards } from "../../solana/sysvars/epoch-rewards.js";
import { decodeEpochSchedule } from "../../solana/sysvars/epoch-schedule.js";
import { decodeFees } from "../../solana/sysvars/fees.js";
import { decodeLastRestartSlot } from "../../solana/sysvars/last-restart-slot.js";
import { decodeRecentBlockhashes, type RecentBlockhashes } from "../../solana/sysvars/recent-blockhashes.js";
import { decodeRent } from "../../solana/sysvars/rent.js";
import { decodeSlotHashes, type SlotHashes } from "../../solana/sysvars/slot-hashes.js";
import { decodeSlotHistory, MAX_SLOT_HISTORY, type SlotHistory } from "../../solana/sysvars/slot-history.js";
import { decodeStakeHistory, type StakeHistory } from "../../solana/sysvars/stake-history.js";

interface Sysvar {
  readonly id: Pubkey;
  readonly type: string;
  /** Undefined when the data is not the sysvar's. */
  readonly parse: (data: Uint8Array) => Json | undefined;
}

/** A sysvar whose data `decode` reads, written as `write` says. */
function sysvar<T>(
  id: Pubkey,
  type: string,
  decode: (data: Uint8Array) => T | undefined,
  write: (value: T) => Json | undefined,
): Sysvar {
  const parse = (data: Uint8Array) => {
    const value = decode(data);
    return value === undefined ? undefined : write(value);
  };
  return { id, type, parse };
}

const SYSVARS: readonly Sysvar[] = [
  sysvar(ids.SYSVAR_CLOCK_ID, "clock", decodeClock, (clock) => ({ ...clock })),
  sysvar(ids.SYSVAR_EPOCH_SCHEDULE_ID, "epochSchedule", decodeEpochSchedule, (schedule) => ({ ...schedule })),
  sysvar(ids.SYSVAR_FEES_ID, "fees", decodeFees, (fees) => ({ feeCalculator: uiFeeCalculator(fees) })),
  sysvar(ids.SYSVAR_RECENT_BLOCKHASHES_ID, "recentBlockhashes", decodeRecentBlockhashes, uiRecentBlockhashes),
  sysvar(ids.SYSVAR_RENT_ID, "rent", decodeRent, (rent) => ({ lamportsPerByte: rent.lamportsPerByte.toString() })),
  sysvar(ids.SYSVAR_REWARDS_ID, "rewards", decodeRewards, (value) => ({ validatorPointValue: new Float(value) })),
  sysvar(ids.SYSVAR_SLOT_HASHES_ID, "slotHashes", decodeSlotHashes, uiSlotHashes),
  sysvar(ids.SYSVAR_SLOT_HISTORY_ID, "slotHistory", decodeSlotHistory, uiSlotHistory),
  sysvar(ids.SYSVAR_STAKE_HISTORY_ID, "stakeHistory", decodeStakeHistory, uiStakeHistory),
  sysvar(ids.SYSVAR_LAST_RESTART_SLOT_ID, "lastRestartSlot", decodeLastRestartSlot, (slot) => ({ ...slot })),
  sysvar(ids.SYSVAR_EPOCH_REWARDS_ID, "epochRewards", decodeEpochRewards, uiEpochRewards),
];

/** The Instructions sysvar has no account (Agave: account-decoder `parse_sysvar`). */
export function parseSysvar(data: Uint8Array, pubkey: Pubkey): JsonObject | undefined {
  const found = SYSVARS.find(({ id }) => pubkeyEqual(id, pubkey));
  const info = found?.parse(data);
  return found === undefined || info === undefined ? undefined : { type: found.type, info };
}

function uiFeeCalculator({ lamportsPerSignature }: { readonly lamportsPerSignature: bigint }): JsonObject {
  return { lamportsPerSignature: lamportsPerSignature.toString() };
}

/** Of no use since inflation pays for votes (solana-sysvar `Rewards`): lamports a point, f64. */
function decodeRewards(data: Uint8Array): number | undefined {
  const reader = new ByteReader(data);
  const validatorPointValue = reader.f64();
  return reader.failure === undefined ? validatorPointValue : undefined;
}

function uiRecentBlockhashes(entries: RecentBlockhashes): Json {
  return entries.map((entry) => ({
    blockhash: addressFromPubkey(entry.blockhash),
    feeCalculator: uiFeeCalculator(entry),
  }));
}

function uiSlotHashes(entries: SlotHashes): Json {
  return entries.map(({ slot, hash }) => ({ slot, hash: addressFromPubkey(hash) }));
}

function uiStakeHistory(entries: StakeHistory): Json {
  return entries.map(({ epoch, effective, activating, deactivating }) => ({
    epoch,
    stakeHistory: { effective, activating, deactivating },
  }));
}

/**
 * A character for each of the 2^20 bits.
 *
 * DIVERGES: a history of fewer bits, on which Agave panics, counts as none.
 */
function uiSlotHistory({ bits, nextSlot }: SlotHistory): Json | undefined {
  if (BigInt(bits.length) * 64n < MAX_SLOT_HISTORY) return undefined;
  const bytes = new Uint8Array(bits.buffer, bits.byteOffset, Number(MAX_SLOT_HISTORY / 8n));
  const texts = Array.from({ length: 256 }, (_, byte) => lowBitFirst(byte));
  return { nextSlot, bits: Array.from(bytes, (byte) => texts[byte]).join("") };
}

function lowBitFirst(byte: number): string {
  return [...byte.toString(2).padStart(8, "0")].reverse().join("");
}

function uiEpochRewards(rewards: EpochRewards): Json {
  return {
    distributionStartingBlockHeight: rewards.distributionStartingBlockHeight,
    numPartitions: rewards.numPartitions,
    parentBlockhash: addressFromPubkey(rewards.parentBlockhash),
    totalPoints: rewards.totalPoints.toString(),
    totalRewards: rewards.totalRewards.toString(),
    distributedRewards: rewards.distributedRewards.toString(),
    active: rewards.active,
  };
}
