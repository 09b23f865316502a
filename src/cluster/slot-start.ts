import { epochOf, leaderScheduleEpoch } from "../solana/sysvars/epoch-schedule.js";
import { addSlotHash } from "../solana/sysvars/slot-hashes.js";
import type { Bank } from "../svm/bank.js";
import { readSysvar, setSysvar } from "../svm/sysvar-access.js";
import { startEpoch } from "./epoch-start.js";

/** What a slot begins after. */
export interface Parent {
  readonly slot: bigint;
  readonly bankHash: Uint8Array;
}

/** The sysvars at the beginning of a slot (Agave: bank.rs, `_new_from_parent`: slot hashes, clock). */
export function startSlot(bank: Bank, parent: Parent, slot: bigint, unixTimestamp: bigint): void {
  const schedule = readSysvar(bank, "epochSchedule");
  const clock = readSysvar(bank, "clock");
  const epoch = epochOf(schedule, slot);
  const now = unixTimestamp > clock.unixTimestamp ? unixTimestamp : clock.unixTimestamp;
  if (epoch > clock.epoch) startEpoch(bank, clock.epoch, epoch);
  setSysvar(bank, "slotHashes", addSlotHash(readSysvar(bank, "slotHashes"), parent.slot, parent.bankHash));
  setSysvar(bank, "clock", {
    slot,
    epochStartTimestamp: epoch === clock.epoch ? clock.epochStartTimestamp : now,
    epoch,
    leaderScheduleEpoch: leaderScheduleEpoch(schedule, slot),
    unixTimestamp: now,
  });
}
