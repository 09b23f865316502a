import { base58Encode } from "../base/base58.js";
import { sliceBytes } from "../base/bytes.js";
import type { Address, Pubkey } from "./pubkey.js";

// The same keys come again and again. Each of those that came lately is kept once, so that comparing them mostly means
// comparing references, and base58 is not made twice. A direct-mapped cache: each key has one slot, and the newest key
// in a slot stays, unless a lasting one is there.

const KEY_BYTES = 32;
const SLOTS = 4096;
const keys: (Pubkey | undefined)[] = new Array(SLOTS).fill(undefined);
const texts: (Address | undefined)[] = new Array(SLOTS).fill(undefined);
const isLasting = new Uint8Array(SLOTS);

/** The key at `offset`, in an array that all occurrences of the key may share, and that nobody may change. */
export function sharedPubkey(bytes: Uint8Array, offset = 0): Pubkey {
  const slot = slotOf(bytes, offset);
  const known = keys[slot];
  if (known !== undefined && (known === bytes || isAt(known, bytes, offset))) return known;
  const key = sliceBytes(bytes, offset, offset + KEY_BYTES);
  if (isLasting[slot] === 0) keep(key, slot);
  return key;
}

/** Makes `key` what `sharedPubkey` gives for its bytes from now on, unless another lasting key has its slot. */
export function lastingPubkey(key: Pubkey): Pubkey {
  const slot = slotOf(key, 0);
  if (isLasting[slot] === 1) return key;
  isLasting[slot] = 1;
  keep(key, slot);
  return key;
}

/** The key in base58, remembered if the key is kept. */
export function textOfPubkey(key: Pubkey): Address {
  const shared = sharedPubkey(key);
  const slot = slotOf(key, 0);
  if (keys[slot] !== shared) return base58Encode(key) as Address;
  texts[slot] ??= base58Encode(key) as Address;
  return texts[slot];
}

function keep(key: Pubkey, slot: number): void {
  keys[slot] = key;
  texts[slot] = undefined;
}

function isAt(key: Pubkey, bytes: Uint8Array, offset: number): boolean {
  for (let i = 0; i < KEY_BYTES; i += 4) {
    const at = offset + i;
    if (key[i] !== bytes[at] || key[i + 1] !== bytes[at + 1]) return false;
    if (key[i + 2] !== bytes[at + 2] || key[i + 3] !== bytes[at + 3]) return false;
  }
  return true;
}

function slotOf(bytes: Uint8Array, offset: number): number {
  const low = word(bytes, offset);
  const high = word(bytes, offset + 16) ^ (bytes[offset + 31] << 8);
  return Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 20;
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}
