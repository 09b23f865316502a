import { CallgateError } from "../base/errors.js";
import {
  addSlot,
  checkSlot,
  MAX_SLOT_HISTORY,
  newestSlot,
  newSlotHistory,
  oldestSlot,
  type SlotHistory as SlotHistorySysvar,
} from "../solana/sysvars/slot-history.js";
import { checkBigInts, toU64, toWords } from "./arguments.js";
import { SlotHistoryCheck } from "./enums.js";

/** The history that a `SlotHistory` stands for. */
export let sysvarFromSlotHistory: (history: SlotHistory) => SlotHistorySysvar;
export let slotHistoryFromSysvar: (history: SlotHistorySysvar) => SlotHistory;

/** Which of the latest 2^20 slots had a block. */
export class SlotHistory {
  #history: SlotHistorySysvar;

  static {
    sysvarFromSlotHistory = (history) => history.#history;
    slotHistoryFromSysvar = (sysvar) => {
      const history = new SlotHistory(new BigUint64Array(0), 0n);
      history.#history = sysvar;
      return history;
    };
  }

  /**
   * @param bits a bit a slot, at the slot modulo 2^20; the low bit first.
   * @param nextSlot u64; the one after the newest.
   */
  constructor(bits: BigUint64Array, nextSlot: bigint) {
    const ownBits = toWords(bits);
    checkBigInts(nextSlot);
    this.#history = { bits: ownBits, nextSlot: toU64(nextSlot) };
  }

  /** Slot 0 had a block. */
  static default(): SlotHistory {
    return slotHistoryFromSysvar(newSlotHistory());
  }

  /** A copy. */
  get bits(): BigUint64Array {
    return this.#history.bits.slice();
  }

  set bits(bits: BigUint64Array) {
    this.#history = { ...this.#history, bits: toWords(bits) };
  }

  get nextSlot(): bigint {
    return this.#history.nextSlot;
  }

  set nextSlot(slot: bigint) {
    this.#history = { ...this.#history, nextSlot: toU64(slot) };
  }

  /** Notes a block at `slot`, and none at the slots skipped before it. Throws `slot-history-too-short`. */
  add(slot: bigint): void {
    const added = toU64(slot);
    const { bits, nextSlot } = this.#history;
    const isCleared = added > nextSlot && added - nextSlot >= MAX_SLOT_HISTORY;
    if (bits.length < MAX_WORDS) checkRange(bits, isCleared ? MAX_SLOT_HISTORY - 1n : nextSlot, added);
    this.#history = addSlot(this.#history, added);
  }

  /** Throws `slot-history-too-short` for a slot that the history should know and has no bit for. */
  check(slot: bigint): SlotHistoryCheck {
    const found = checkSlot(this.#history, toU64(slot));
    if (found === "NotFound") checkBits(this.#history.bits, slot);
    return SlotHistoryCheck[found];
  }

  oldest(): bigint {
    return oldestSlot(this.#history);
  }

  newest(): bigint {
    return newestSlot(this.#history);
  }

  /** Throws `slot-history-too-short` for a history of less than 2^20 bits. */
  toString(): string {
    const { bits, nextSlot } = this.#history;
    checkBits(bits, MAX_SLOT_HISTORY - 1n);
    let text = `SlotHistory(SlotHistory { slot: ${nextSlot} bits:`;
    for (const word of bits.subarray(0, MAX_WORDS)) text += [...word.toString(2).padStart(64, "0")].reverse().join("");
    return `${text})`;
  }
}

const MAX_WORDS = Number(MAX_SLOT_HISTORY / 64n);

/** Checks all bits from one slot to another, or of the latter if it comes before. */
function checkRange(bits: BigUint64Array, from: bigint, to: bigint): void {
  checkBits(bits, to);
  for (let slot = from; slot < to; slot++) checkBits(bits, slot);
}

/** DIVERGES: LiteSVM aborts the process where a bit is not there. */
function checkBits(bits: BigUint64Array, slot: bigint): void {
  const index = slot % MAX_SLOT_HISTORY;
  if (index < bits.length * 64) return;
  const message = `expected a slot history with the bit ${index}, got one of ${bits.length * 64} bits`;
  throw new CallgateError("slot-history-too-short", message, { slot, bitLength: bits.length * 64 });
}
