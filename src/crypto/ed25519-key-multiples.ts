import { bytesEqual } from "../base/bytes.js";
import { readU32At } from "../base/u64.js";
import type { EdwardsPoints } from "./edwards-points.js";
import { FIELD_BYTES } from "./field-wasm/prime-field.js";
import type { Multiples } from "./generated-points.js";

const MOST_KEYS = 64;
const WIDTH = 6;
/** Uses of a key from which on its multiples are worth making. */
const WORTHWHILE = 3;

interface Entry {
  readonly key: Uint8Array;
  readonly multiples: Multiples;
  uses: number;
}

/** Public keys as verification multiplies them, negated; of keys that come again and again their multiples are kept. */
export class KeyMultiples {
  /** By four bytes of the key; the one that was used last comes last. */
  readonly #entries = new Map<number, Entry>();
  readonly #point: number;

  constructor(private readonly points: EdwardsPoints) {
    this.#point = points.newPoint();
  }

  /** -A or its multiples, until the next call; undefined if the key is no point. */
  ofNegative(key: Uint8Array): number | Multiples | undefined {
    const entry = this.#entryOf(key);
    entry.uses++;
    if (entry.uses > WORTHWHILE) return entry.multiples;
    const { points } = this;
    if (!points.decode(this.#point, key)) {
      entry.uses = 0;
      return undefined;
    }
    for (const coordinate of [this.#point, this.#point + 3 * FIELD_BYTES]) points.field.negate(coordinate, coordinate);
    if (entry.uses < WORTHWHILE) return this.#point;
    points.fillMultiples(entry.multiples, this.#point);
    return entry.multiples;
  }

  /** The entry of a key, as the latest; a new one takes the room of the one with the same bytes, or of the oldest. */
  #entryOf(key: Uint8Array): Entry {
    const bytes = readU32At(key, 1);
    const present = this.#entries.get(bytes);
    const entry = present !== undefined && bytesEqual(present.key, key) ? present : this.#newEntry(key, present);
    this.#entries.delete(bytes);
    this.#entries.set(bytes, entry);
    return entry;
  }

  #newEntry(key: Uint8Array, replaced: Entry | undefined): Entry {
    const multiples = (replaced ?? this.#removeOldest())?.multiples ?? this.points.newMultiples(WIDTH);
    return { key: new Uint8Array(key), multiples, uses: 0 };
  }

  #removeOldest(): Entry | undefined {
    if (this.#entries.size < MOST_KEYS) return undefined;
    const [bytes, entry] = this.#entries.entries().next().value!;
    this.#entries.delete(bytes);
    return entry;
  }
}
