import { viewOf } from "../base/bytes.js";
import * as ids from "../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { CLOCK_BYTES, type Clock as ClockFields, decodeClock } from "../solana/sysvars/clock.js";
import { decodeEpochRewards, type EpochRewards as EpochRewardsFields } from "../solana/sysvars/epoch-rewards.js";
import { decodeEpochSchedule, type EpochSchedule as EpochScheduleFields } from "../solana/sysvars/epoch-schedule.js";
import { loadCurrentIndex, loadInstructionAt } from "../solana/sysvars/instructions.js";
import {
  decodeLastRestartSlot,
  type LastRestartSlot as LastRestartSlotFields,
} from "../solana/sysvars/last-restart-slot.js";
import { decodeRent, minimumBalance, type Rent as RentFields } from "../solana/sysvars/rent.js";
import { decodeSlotHashes, type SlotHashes as SlotHashList } from "../solana/sysvars/slot-hashes.js";
import { decodeStakeHistory, type StakeHistory as StakeHistoryEntries } from "../solana/sysvars/stake-history.js";
import type { AccountInfo } from "./account-info.js";
import { copyPubkey, refuseArgument } from "./arguments.js";
import { requireFrame } from "./frame.js";
import type { Instruction } from "./instruction.js";
import { ProgramError } from "./program-error.js";

/** How programs read a sysvar: by a syscall, or from its account if the instruction has it. */
export interface Sysvar<T> {
  /** Of its account, 32 bytes. */
  readonly id: Pubkey;
  /** What it is now, by a syscall. A sysvar that is not there ends the program with UnsupportedSysvar. */
  get(): T;
  /** From its account. Throws ProgramError InvalidArgument for another account, or malformed data. */
  fromAccountInfo(account: AccountInfo): T;
}

/** Slot, epoch and time. */
export type Clock = ClockFields;
export const Clock: Sysvar<Clock> = sysvar("Clock", ids.SYSVAR_CLOCK_ID, decodeClock, () =>
  readStruct("Clock", "sol_get_clock_sysvar", CLOCK_BYTES),
);

/** What accounts must hold for their size. */
export interface Rent extends RentFields {
  /** Lamports that make an account with so many bytes of data rent-exempt (Rent::minimum_balance). */
  minimumBalance(dataLength: number): bigint;
  /** Whether so many lamports do (Rent::is_exempt). */
  isExempt(lamports: bigint, dataLength: number): boolean;
}
export const Rent: Sysvar<Rent> = sysvar("Rent", ids.SYSVAR_RENT_ID, rentFrom, () =>
  readStruct("Rent", "sol_get_rent_sysvar", 24),
);

/** How slots make epochs. */
export type EpochSchedule = EpochScheduleFields;
export const EpochSchedule: Sysvar<EpochSchedule> = sysvar(
  "EpochSchedule",
  ids.SYSVAR_EPOCH_SCHEDULE_ID,
  decodeEpochSchedule,
  () => {
    const struct = readStruct("EpochSchedule", "sol_get_epoch_schedule_sysvar", 40);
    // The struct has 7 bytes of padding after the flag.
    return Uint8Array.from([...struct.subarray(0, 17), ...struct.subarray(24)]);
  },
);

/** How far the payment of an epoch's rewards has come. */
export type EpochRewards = EpochRewardsFields;
export const EpochRewards: Sysvar<EpochRewards> = sysvar(
  "EpochRewards",
  ids.SYSVAR_EPOCH_REWARDS_ID,
  decodeEpochRewards,
  // Aligned to 16, which the heap's begin is.
  () => readStruct("EpochRewards", "sol_get_epoch_rewards_sysvar", 96),
);

/** The slot of the last restart of the cluster. */
export type LastRestartSlot = LastRestartSlotFields;
export const LastRestartSlot: Sysvar<LastRestartSlot> = sysvar(
  "LastRestartSlot",
  ids.SYSVAR_LAST_RESTART_SLOT_ID,
  decodeLastRestartSlot,
  () => readStruct("LastRestartSlot", "sol_get_last_restart_slot", 8),
);

/** The hashes of the latest slots, newest first. */
export type SlotHashes = SlotHashList;
export const SlotHashes: Sysvar<SlotHashes> = sysvar("SlotHashes", ids.SYSVAR_SLOT_HASHES_ID, decodeSlotHashes, () =>
  readList(ids.SYSVAR_SLOT_HASHES_ID, 40),
);

/** The cluster's stake at the latest epochs, newest first. */
export type StakeHistory = StakeHistoryEntries;
export const StakeHistory: Sysvar<StakeHistory> = sysvar(
  "StakeHistory",
  ids.SYSVAR_STAKE_HISTORY_ID,
  decodeStakeHistory,
  () => readList(ids.SYSVAR_STAKE_HISTORY_ID, 32),
);

/** The top-level instructions of the transaction, from their sysvar's account (solana-instructions-sysvar). */
export const Instructions = {
  id: ids.SYSVAR_INSTRUCTIONS_ID.slice(),

  /** The index of the top-level instruction that runs. Throws ProgramError UnsupportedSysvar for another account. */
  loadCurrentIndex(account: AccountInfo): number {
    const index = loadCurrentIndex(instructionsData(account));
    if (index === undefined) throw new ProgramError("AccountDataTooSmall");
    return index;
  },

  /** The instruction at an index. Throws ProgramError InvalidArgument when there is none. */
  loadAt(index: number, account: AccountInfo): Instruction {
    const instruction = loadInstructionAt(instructionsData(account), index);
    if (instruction === undefined) throw new ProgramError("InvalidArgument");
    return instruction;
  },

  /** The instruction so many after the one that runs, or before it. Throws ProgramError InvalidArgument. */
  getRelative(distance: number, account: AccountInfo): Instruction {
    const index = Instructions.loadCurrentIndex(account) + distance;
    if (index < 0) throw new ProgramError("InvalidArgument");
    return Instructions.loadAt(index, account);
  },
} as const;

/**
 * Bytes of a sysvar's data (solana-get-sysvar, sol_get_sysvar). Throws ProgramError InvalidArgument for bytes beyond the
 * end, UnsupportedSysvar for a sysvar that programs cannot read so.
 */
export function getSysvar(id: Pubkey, offset: number, length: number): Uint8Array {
  const frame = requireFrame("getSysvar");
  const idCopy = copyPubkey(id, "getSysvar", "the id");
  for (const number of [offset, length]) {
    if (!Number.isSafeInteger(number) || number < 0) refuseArgument("getSysvar", "offset and length in bytes", number);
  }
  const scratch = frame.scratch();
  const result = scratch.reserve(length);
  const code = frame.syscall("sol_get_sysvar", scratch.put(idCopy), result, offset, length);
  if (code !== 0) throw new ProgramError(code === 1 ? "InvalidArgument" : "UnsupportedSysvar");
  return frame.load(result, length);
}

function readStruct(name: string, syscall: string, length: number): Uint8Array {
  const frame = requireFrame(`${name}.get`);
  const result = frame.scratch().reserve(length);
  frame.syscall(syscall, result);
  return frame.load(result, length);
}

/** As many entries as there are; the rest of the account's data is zeros. */
function readList(id: Pubkey, entryBytes: number): Uint8Array {
  const count = viewOf(getSysvar(id, 0, 8)).getBigUint64(0, true);
  return getSysvar(id, 0, 8 + Number(count) * entryBytes);
}

function sysvar<T>(
  name: string,
  runtimeId: Pubkey,
  decode: (data: Uint8Array) => T | undefined,
  read: () => Uint8Array,
): Sysvar<T> {
  const decoded = (data: Uint8Array, error: "InvalidArgument" | "UnsupportedSysvar"): T => {
    const value = decode(data);
    if (value === undefined) throw new ProgramError(error, `the data is no ${name}`);
    return value;
  };
  return {
    id: runtimeId.slice(),
    get: () => decoded(read(), "UnsupportedSysvar"),
    fromAccountInfo(account) {
      if (!pubkeyEqual(account.key, runtimeId)) throw new ProgramError("InvalidArgument");
      return decoded(account.data, "InvalidArgument");
    },
  };
}

function rentFrom(data: Uint8Array): Rent | undefined {
  const fields = decodeRent(data);
  if (fields === undefined) return undefined;
  return {
    ...fields,
    minimumBalance: (dataLength) => minimumBalance(fields, dataLength),
    isExempt: (lamports, dataLength) => lamports >= minimumBalance(fields, dataLength),
  };
}

function instructionsData(account: AccountInfo): Uint8Array {
  if (!pubkeyEqual(account.key, ids.SYSVAR_INSTRUCTIONS_ID)) throw new ProgramError("UnsupportedSysvar");
  return account.data;
}
