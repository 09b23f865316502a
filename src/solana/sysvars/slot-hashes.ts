import { ByteReader } from "../../base/byte-reader.js";
import { ByteWriter } from "../../base/byte-writer.js";
import { positionOf } from "./descending.js";

export interface SlotHash {
  readonly slot: bigint;
  /** The hash of that slot's bank, 32 bytes. */
  readonly hash: Uint8Array;
}

/** The latest slots' bank hashes, newest first (solana-slot-hashes `SlotHashes`). */
export type SlotHashes = readonly SlotHash[];

export const MAX_SLOT_HASHES = 512;
/** Bytes of the sysvar account: room for all entries. */
export const SLOT_HASHES_BYTES = 20_488;
const ENTRY_BYTES = 40;

/** Where `slot` stands, or -1. */
export function slotHashPosition(hashes: SlotHashes, slot: bigint): number {
  return positionOf(hashes.length, (i) => hashes[i].slot, slot).found;
}

/** The hashes with `slot` added or replaced, the oldest dropped when they are too many. */
export function addSlotHash(hashes: SlotHashes, slot: bigint, hash: Uint8Array): SlotHashes {
  const { found, insertAt } = positionOf(hashes.length, (i) => hashes[i].slot, slot);
  const rest = found === -1 ? hashes.slice(insertAt) : hashes.slice(found + 1);
  return [...hashes.slice(0, insertAt), { slot, hash }, ...rest].slice(0, MAX_SLOT_HASHES);
}

/** Undefined when `data` ends before its entries do. */
export function decodeSlotHashes(data: Uint8Array): SlotHashes | undefined {
  const reader = new ByteReader(data);
  const count = reader.u64();
  if (count > BigInt(Math.floor(reader.remaining / ENTRY_BYTES))) return undefined;
  const hashes: SlotHash[] = [];
  for (let i = 0; i < count; i++) hashes.push({ slot: reader.u64(), hash: reader.take(32).slice() });
  return reader.failure === undefined ? hashes : undefined;
}

/** Without the zeros that fill the sysvar account. */
export function encodeSlotHashes(hashes: SlotHashes): Uint8Array {
  const writer = new ByteWriter(SLOT_HASHES_BYTES).u64(BigInt(hashes.length));
  for (const { slot, hash } of hashes) writer.u64(slot).bytes(hash);
  return writer.finish();
}
