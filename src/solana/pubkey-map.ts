import { CallgateError } from "../base/errors.js";
import type { Pubkey } from "./pubkey.js";

const KEY_WORDS = 8;
const MIN_TABLE = 16;

/**
 * A map from public keys to values. Keys live in one array of words (a slab), values in another, both dense; an
 * open-addressing table of slab positions finds them. No object per key: about 32 + 20 bytes an entry.
 *
 * Iteration follows the slab: insertion order until an entry is deleted, which moves the last entry into its place.
 * Do not insert or delete while iterating.
 */
export class PubkeyMap<V> {
  /** Slab positions + 1; 0 is free. Its length is a power of two, at most three quarters in use. */
  #table: Int32Array;
  #keys: Int32Array;
  readonly #values: V[] = [];

  /** @param expectedSize how many keys are to come at least: so many are not moved while the map grows. */
  constructor(expectedSize = 0) {
    let length = MIN_TABLE;
    while (length * 3 < expectedSize * 4) length *= 2;
    this.#table = new Int32Array(length);
    this.#keys = new Int32Array(expectedSize * KEY_WORDS);
  }

  get size(): number {
    return this.#values.length;
  }

  get(key: Pubkey): V | undefined {
    const entry = this.#table[this.#slotOf(key)];
    return entry === 0 ? undefined : this.#values[entry - 1];
  }

  has(key: Pubkey): boolean {
    return this.#table[this.#slotOf(key)] !== 0;
  }

  set(key: Pubkey, value: V): this {
    const slot = this.#slotOf(key);
    const entry = this.#table[slot];
    if (entry !== 0) this.#values[entry - 1] = value;
    else this.#insert(key, value, slot);
    return this;
  }

  /** Removes `key`; whether it was there. */
  delete(key: Pubkey): boolean {
    const slot = this.#slotOf(key);
    const entry = this.#table[slot];
    if (entry === 0) return false;
    this.#free(slot);
    this.#moveLastTo(entry - 1);
    return true;
  }

  /** Removes entries from the end of the iteration until `size` are left: the ones added last, if none was deleted. */
  cutTo(size: number): void {
    while (this.#values.length > size) this.delete(this.#keyAt(this.#values.length - 1));
  }

  clear(): void {
    if (this.#table.length > MIN_TABLE) {
      this.#table = new Int32Array(MIN_TABLE);
      this.#keys = new Int32Array(0);
    } else {
      this.#table.fill(0);
    }
    this.#values.length = 0;
  }

  /** A map of its own with the same keys and the same (not copied) values. */
  clone(): PubkeyMap<V> {
    const copy = new PubkeyMap<V>();
    copy.#table = this.#table.slice();
    copy.#keys = this.#keys.slice();
    for (const value of this.#values) copy.#values.push(value);
    return copy;
  }

  /** Each key in a new array. */
  *keys(): IterableIterator<Pubkey> {
    for (let i = 0; i < this.#values.length; i++) yield this.#keyAt(i);
  }

  values(): IterableIterator<V> {
    return this.#values.values();
  }

  *entries(): IterableIterator<[Pubkey, V]> {
    for (let i = 0; i < this.#values.length; i++) yield [this.#keyAt(i), this.#values[i]];
  }

  [Symbol.iterator](): IterableIterator<[Pubkey, V]> {
    return this.entries();
  }

  #keyAt(position: number): Pubkey {
    const key = new Uint8Array(KEY_WORDS * 4);
    for (let word = 0; word < KEY_WORDS; word++) {
      const bits = this.#keys[position * KEY_WORDS + word];
      for (let byte = 0; byte < 4; byte++) key[word * 4 + byte] = bits >>> (byte * 8);
    }
    return key;
  }

  #insert(key: Pubkey, value: V, slot: number): void {
    const position = this.#values.length;
    if ((position + 1) * 4 > this.#table.length * 3) {
      this.#growTable();
      slot = this.#slotOf(key);
    }
    if ((position + 1) * KEY_WORDS > this.#keys.length) this.#growKeys();
    for (let word = 0; word < KEY_WORDS; word++) this.#keys[position * KEY_WORDS + word] = wordOf(key, word);
    this.#values.push(value);
    this.#table[slot] = position + 1;
  }

  #growKeys(): void {
    const entries = Math.max(8, Math.ceil(this.#values.length * 1.5));
    const grown = new Int32Array(entries * KEY_WORDS);
    grown.set(this.#keys);
    this.#keys = grown;
  }

  #growTable(): void {
    this.#table = new Int32Array(this.#table.length * 2);
    const mask = this.#table.length - 1;
    for (let position = 0; position < this.#values.length; position++) {
      let slot = this.#hashAt(position) & mask;
      while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
      this.#table[slot] = position + 1;
    }
  }

  /** The slot that holds `key`, or the free slot where it would go. Each word is read once; measured. */
  #slotOf(key: Pubkey): number {
    if (key.length !== KEY_WORDS * 4) {
      throw new CallgateError("invalid-pubkey", `expected a public key of 32 bytes, got ${key.length} bytes`, { key });
    }
    const w0 = key[0] | (key[1] << 8) | (key[2] << 16) | (key[3] << 24);
    const w1 = key[4] | (key[5] << 8) | (key[6] << 16) | (key[7] << 24);
    const w2 = key[8] | (key[9] << 8) | (key[10] << 16) | (key[11] << 24);
    const w3 = key[12] | (key[13] << 8) | (key[14] << 16) | (key[15] << 24);
    const w4 = key[16] | (key[17] << 8) | (key[18] << 16) | (key[19] << 24);
    const w5 = key[20] | (key[21] << 8) | (key[22] << 16) | (key[23] << 24);
    const w6 = key[24] | (key[25] << 8) | (key[26] << 16) | (key[27] << 24);
    const w7 = key[28] | (key[29] << 8) | (key[30] << 16) | (key[31] << 24);
    const table = this.#table;
    const keys = this.#keys;
    const mask = table.length - 1;
    let slot = hashOf(w0, w1, w2, w3, w4, w5, w6, w7) & mask;
    for (let entry = table[slot]; entry !== 0; entry = table[slot]) {
      const at = (entry - 1) * KEY_WORDS;
      if (
        keys[at] === w0 &&
        keys[at + 1] === w1 &&
        keys[at + 2] === w2 &&
        keys[at + 3] === w3 &&
        keys[at + 4] === w4 &&
        keys[at + 5] === w5 &&
        keys[at + 6] === w6 &&
        keys[at + 7] === w7
      ) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Empties a slot and closes the gap that it leaves in its run. */
  #free(slot: number): void {
    const mask = this.#table.length - 1;
    let gap = slot;
    for (let next = (gap + 1) & mask; this.#table[next] !== 0; next = (next + 1) & mask) {
      const home = this.#hashAt(this.#table[next] - 1) & mask;
      if (((next - home) & mask) < ((next - gap) & mask)) continue;
      this.#table[gap] = this.#table[next];
      gap = next;
    }
    this.#table[gap] = 0;
  }

  /** Fills the hole at `position` with the last entry of the slab. */
  #moveLastTo(position: number): void {
    const last = this.#values.length - 1;
    if (position !== last) {
      const mask = this.#table.length - 1;
      let slot = this.#hashAt(last) & mask;
      while (this.#table[slot] !== last + 1) slot = (slot + 1) & mask;
      this.#table[slot] = position + 1;
      this.#keys.copyWithin(position * KEY_WORDS, last * KEY_WORDS, (last + 1) * KEY_WORDS);
      this.#values[position] = this.#values[last];
    }
    this.#values.pop();
  }

  #hashAt(position: number): number {
    const keys = this.#keys;
    const at = position * KEY_WORDS;
    return hashOf(
      keys[at],
      keys[at + 1],
      keys[at + 2],
      keys[at + 3],
      keys[at + 4],
      keys[at + 5],
      keys[at + 6],
      keys[at + 7],
    );
  }
}

/** Odd factors of this process alone, so that nobody can make keys that all fall into one place. */
const [F0, F1, F2, F3, F4, F5, F6, F7] = Array.from({ length: KEY_WORDS }, () => (Math.random() * 2 ** 32) | 1);

/** A sum of products, which a processor works out side by side; then its high bits come down. */
function hashOf(
  w0: number,
  w1: number,
  w2: number,
  w3: number,
  w4: number,
  w5: number,
  w6: number,
  w7: number,
): number {
  const low = Math.imul(w0, F0) + Math.imul(w1, F1) + Math.imul(w2, F2) + Math.imul(w3, F3);
  const high = Math.imul(w4, F4) + Math.imul(w5, F5) + Math.imul(w6, F6) + Math.imul(w7, F7);
  const sum = (low + high) | 0;
  const mixed = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function wordOf(key: Pubkey, word: number): number {
  const i = word * 4;
  return key[i] | (key[i + 1] << 8) | (key[i + 2] << 16) | (key[i + 3] << 24);
}
