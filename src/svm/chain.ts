import { sha256 } from "../crypto/sha256.js";
import { epochOf, leaderScheduleEpoch } from "../solana/sysvars/epoch-schedule.js";
import { MAX_RECENT_BLOCKHASHES } from "../solana/sysvars/recent-blockhashes.js";
import { addSlotHash } from "../solana/sysvars/slot-hashes.js";
import { addSlot } from "../solana/sysvars/slot-history.js";
import type { Bank } from "./bank.js";
import { LAMPORTS_PER_SIGNATURE } from "./fee.js";
import { readSysvar, setSysvar } from "./sysvar-access.js";
import type { Sysvars } from "./sysvar-table.js";

const MILLISECONDS_PER_SLOT = 400n;

/** Makes every blockhash so far too old, and a new one the latest. */
export function expireBlockhashes(bank: Bank): void {
  bank.blockhashes.replaceAll(nextBlockhash(bank));
  bank.statuses.advance(bank.compat.blockhashAge + 1);
  afterNewBlockhash(bank);
}

/** A new latest blockhash, as each block brings; earlier ones age by one. */
export function advanceBlockhash(bank: Bank): void {
  registerBlockhash(bank, nextBlockhash(bank));
}

/** The same with a blockhash that is known. */
export function registerBlockhash(bank: Bank, blockhash: Uint8Array): void {
  bank.blockhashes.register(blockhash);
  bank.statuses.advance(1);
  afterNewBlockhash(bank);
}

function nextBlockhash(bank: Bank): Uint8Array {
  return sha256(bank.blockhashes.latest);
}

function afterNewBlockhash(bank: Bank): void {
  const recent = bank.blockhashes.recent(MAX_RECENT_BLOCKHASHES);
  const entries = recent.map((blockhash) => ({ blockhash, lamportsPerSignature: LAMPORTS_PER_SIGNATURE }));
  setSysvar(bank, "recentBlockhashes", entries);
  bank.forgetDerived();
}

/**
 * Moves to a slot as if a block followed there: the slots between are skipped (Agave: bank.rs, `warp_from_parent`).
 * The slot left behind enters SlotHashes and SlotHistory, the clock moves on by 400 ms a slot and by the epochs that
 * the schedule has between, and there is a new blockhash. Backwards, only the clock changes.
 * DIVERGES under `compat`: LiteSVM changes the clock's slot and nothing else.
 */
export function warpToSlot(bank: Bank, slot: bigint): void {
  const clock = readSysvar(bank, "clock");
  if (!bank.compat.warpsWholeBank) {
    setSysvar(bank, "clock", { ...clock, slot });
    return;
  }
  const schedule = readSysvar(bank, "epochSchedule");
  // All that may be missing is read before anything changes.
  const past = slot > clock.slot ? pastOf(bank) : undefined;
  const epochs = epochOf(schedule, slot) - epochOf(schedule, clock.slot);
  const leaderEpochs = leaderScheduleEpoch(schedule, slot) - leaderScheduleEpoch(schedule, clock.slot);
  const seconds = ((slot - clock.slot) * MILLISECONDS_PER_SLOT) / 1000n;
  const unixTimestamp = clock.unixTimestamp + seconds;
  setSysvar(bank, "clock", {
    slot,
    epoch: atLeastZero(clock.epoch + epochs),
    leaderScheduleEpoch: atLeastZero(clock.leaderScheduleEpoch + leaderEpochs),
    unixTimestamp,
    epochStartTimestamp: epochs === 0n ? clock.epochStartTimestamp : unixTimestamp,
  });
  if (past === undefined) return;
  setSysvar(bank, "slotHashes", addSlotHash(past.slotHashes, clock.slot, bank.blockhashes.latest));
  setSysvar(bank, "slotHistory", addSlot(past.slotHistory, clock.slot));
  advanceBlockhash(bank);
}

function pastOf(bank: Bank): Pick<Sysvars, "slotHashes" | "slotHistory"> {
  return { slotHashes: readSysvar(bank, "slotHashes"), slotHistory: readSysvar(bank, "slotHistory") };
}

function atLeastZero(value: bigint): bigint {
  return value < 0n ? 0n : value;
}
