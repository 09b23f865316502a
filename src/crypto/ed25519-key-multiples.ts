import { bytesEqual } from "../base/bytes.js";
import { readU32At } from "../base/u64.js";

const MOST_KEYS = 512;
/** Uses of a key from which on its multiples are worth making. */
const WORTHWHILE = 3;

interface Entry<Multiples> {
  readonly key: Uint8Array;
  multiples: Multiples | undefined;
  uses: number;
}

/** Of public keys that come again and again what makes multiplying them cheaper. There is room for 512 of them, in turns. */
export class KeyMultiples<Multiples> {
  /** By four bytes of the key; the one that was used last comes last. */
  readonly #entries = new Map<number, Entry<Multiples>>();
  #rooms: Multiples[] = [];

  /** `make` makes room. */
  constructor(private readonly make: () => Multiples) {}

  /** What there is of a key, undefined if it came seldom yet; `fill` fills what is new, and says whether the key is a point. */
  of(key: Uint8Array, fill: (multiples: Multiples) => boolean): Multiples | undefined {
    const entry = this.#entryOf(key);
    if (++entry.uses < WORTHWHILE || entry.multiples !== undefined) return entry.multiples;
    const room = this.#rooms.pop() ?? this.make();
    if (fill(room)) entry.multiples = room;
    else this.#rooms.push(room);
    return entry.multiples;
  }

  /** The entry of a key, as the latest; a new one displaces the one with the same bytes, or the oldest. */
  #entryOf(key: Uint8Array): Entry<Multiples> {
    const bytes = readU32At(key, 1);
    const present = this.#entries.get(bytes);
    const isSame = present !== undefined && bytesEqual(present.key, key);
    const entry = isSame ? present : { key: new Uint8Array(key), multiples: undefined, uses: 0 };
    if (present !== undefined) this.#entries.delete(bytes);
    else if (this.#entries.size === MOST_KEYS) this.#removeOldest();
    if (!isSame) this.#release(present);
    this.#entries.set(bytes, entry);
    return entry;
  }

  #removeOldest(): void {
    const [bytes, entry] = this.#entries.entries().next().value!;
    this.#entries.delete(bytes);
    this.#release(entry);
  }

  #release(entry: Entry<Multiples> | undefined): void {
    if (entry?.multiples !== undefined) this.#rooms.push(entry.multiples);
  }
}
