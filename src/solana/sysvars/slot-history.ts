import { ByteReader } from "../../base/byte-reader.js";
import { ByteWriter } from "../../base/byte-writer.js";

/** Which of the latest 2^20 slots had a block (solana-slot-history `SlotHistory`). */
export interface SlotHistory {
  /** A bit a slot, at the slot modulo 2^20; the low bit first. */
  readonly bits: BigUint64Array;
  readonly nextSlot: bigint;
}

export const MAX_SLOT_HISTORY = 1_048_576n;
export const SLOT_HISTORY_BYTES = 131_097;
const BLOCKS = Number(MAX_SLOT_HISTORY / 64n);

/** Slot 0 had a block, no other yet (`SlotHistory::default`). */
export function newSlotHistory(): SlotHistory {
  const bits = new BigUint64Array(BLOCKS);
  bits[0] = 1n;
  return { bits, nextSlot: 1n };
}

/** The history with a block at `slot`, and none at the slots skipped before it. */
export function addSlot(history: SlotHistory, slot: bigint): SlotHistory {
  const bits = history.bits.slice();
  if (slot - history.nextSlot >= MAX_SLOT_HISTORY) bits.fill(0n);
  else clearBits(bits, history.nextSlot, slot);
  const [block, mask] = bitOf(slot);
  if (block < bits.length) bits[block] |= mask;
  return { bits, nextSlot: BigInt.asUintN(64, slot + 1n) };
}

export type SlotHistoryCheck = "Future" | "TooOld" | "Found" | "NotFound";

export function checkSlot(history: SlotHistory, slot: bigint): SlotHistoryCheck {
  if (slot > newestSlot(history)) return "Future";
  if (slot < oldestSlot(history)) return "TooOld";
  const [block, mask] = bitOf(slot);
  return ((history.bits[block] ?? 0n) & mask) === 0n ? "NotFound" : "Found";
}

/** How many slots from `first` to `last`, both within the history, had a block. */
export function countSlots({ bits }: SlotHistory, first: bigint, last: bigint): number {
  const bytes = bytesOf(bits);
  const length = Number(last - first) + 1;
  let place = Number(first % MAX_SLOT_HISTORY);
  let count = 0;
  for (let i = 0; i < length; i++) {
    count += (bytes[place >>> 3]! >>> (place & 7)) & 1;
    place = place + 1 === Number(MAX_SLOT_HISTORY) ? 0 : place + 1;
  }
  return count;
}

export function oldestSlot({ nextSlot }: SlotHistory): bigint {
  return nextSlot > MAX_SLOT_HISTORY ? nextSlot - MAX_SLOT_HISTORY : 0n;
}

export function newestSlot({ nextSlot }: SlotHistory): bigint {
  return BigInt.asUintN(64, nextSlot - 1n);
}

function bitOf(slot: bigint): [block: number, mask: bigint] {
  const index = slot % MAX_SLOT_HISTORY;
  return [Number(index / 64n), 1n << (index % 64n)];
}

/** Clears the bits of the slots from `start` up to `end`, a block at a time. */
function clearBits(bits: BigUint64Array, start: bigint, end: bigint): void {
  for (let slot = start; slot < end; ) {
    const [block, lowest] = bitOf(slot);
    const blockEnd = slot - (slot % 64n) + 64n;
    const stop = blockEnd < end ? blockEnd : end;
    const mask = lowest * ((1n << (stop - slot)) - 1n);
    if (block < bits.length) bits[block] &= ~mask;
    slot = stop;
  }
}

/** Undefined when `data` is no bit vector of whole blocks followed by a slot. */
export function decodeSlotHistory(data: Uint8Array): SlotHistory | undefined {
  const reader = new ByteReader(data);
  const blockCount = reader.bool() ? reader.u64() : 0n;
  if (blockCount > BigInt(reader.remaining >>> 3)) return undefined;
  const bits = new BigUint64Array(Number(blockCount));
  bytesOf(bits).set(reader.take(bits.byteLength));
  const bitLength = reader.u64();
  const nextSlot = reader.u64();
  return reader.failure === undefined && bitLength === blockCount * 64n ? { bits, nextSlot } : undefined;
}

/** As bincode writes a `BitVec<u64>`: optional blocks, then the number of bits. */
export function encodeSlotHistory({ bits, nextSlot }: SlotHistory): Uint8Array {
  const writer = new ByteWriter(SLOT_HISTORY_BYTES).bool(bits.length > 0);
  if (bits.length > 0) writer.u64(BigInt(bits.length));
  return writer
    .bytes(bytesOf(bits))
    .u64(BigInt(bits.length) * 64n)
    .u64(nextSlot)
    .finish();
}

/** The blocks as they lie in memory: little-endian, as bincode has them. */
function bytesOf(bits: BigUint64Array): Uint8Array {
  return new Uint8Array(bits.buffer, bits.byteOffset, bits.byteLength);
}
