import { bytesEqual } from "../base/bytes.js";

const SLOTS = 1024;

/**
 * Values made from public keys, at most 1024 of them. Every key has one slot, and a newcomer displaces who is there:
 * the bytes of public keys, but the first or the last, are spread evenly, so nothing needs to be counted or evicted.
 */
export class DirectCache<Value> {
  readonly #slots: ({ readonly key: Uint8Array; readonly value: Value } | undefined)[] = new Array(SLOTS);

  constructor(private readonly make: (key: Uint8Array) => Value) {}

  get(key: Uint8Array): Value {
    const slot = (key[1]! | (key[2]! << 8)) % SLOTS;
    const held = this.#slots[slot];
    if (held !== undefined && bytesEqual(held.key, key)) return held.value;
    const value = this.make(key);
    this.#slots[slot] = { key: new Uint8Array(key), value };
    return value;
  }
}
