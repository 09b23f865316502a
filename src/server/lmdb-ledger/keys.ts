import { concatBytes, viewOf } from "../../base/bytes.js";
import type { Position } from "../../cluster/signature-range.js";

// Big-endian, so that the order of bytes is the order of slots.

/** 8 bytes. */
export function slotKey(slot: bigint): Uint8Array {
  const key = new Uint8Array(8);
  viewOf(key).setBigUint64(0, slot);
  return key;
}

export function slotOfKey(key: Uint8Array): bigint {
  return viewOf(key).getBigUint64(0);
}

/** 12 bytes: the slot, and an index in it. */
export function positionKey({ slot, index }: Position): Uint8Array {
  const key = new Uint8Array(12);
  const view = viewOf(key);
  view.setBigUint64(0, slot);
  view.setUint32(8, index);
  return key;
}

/** What a key of an index names: its last 12 bytes. */
export function positionOfKey(key: Uint8Array): Position {
  const view = viewOf(key.subarray(-12));
  return { slot: view.getBigUint64(0), index: view.getUint32(8) };
}

/** An entry of an index of transactions: a signature or an address, then a position. */
export function indexKey(what: Uint8Array, position: Position): Uint8Array {
  return concatBytes(what, positionKey(position));
}

/** The first key behind all that begin with `prefix`; undefined if there is none. */
export function keyBehind(prefix: Uint8Array): Uint8Array | undefined {
  const end = prefix.slice();
  for (let i = end.length - 1; i >= 0; i--) {
    end[i]++;
    if (end[i] !== 0) return end.subarray(0, i + 1);
  }
  return undefined;
}
