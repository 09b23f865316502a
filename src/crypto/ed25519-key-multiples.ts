import { bytesEqual } from "../base/bytes.js";
import type { EdwardsPoints } from "./edwards-points.js";
import { FIELD_BYTES } from "./field-wasm/prime-field.js";
import type { Multiples } from "./generated-points.js";

const SLOTS = 64;
const WIDTH = 6;
/** Uses of a key in a row from which on its multiples are worth making. */
const WORTHWHILE = 3;

interface Slot {
  readonly key: Uint8Array;
  readonly multiples: Multiples;
  uses: number;
}

/** Public keys as verification multiplies them, negated; of keys that come again and again their multiples are kept. */
export class KeyMultiples {
  readonly #slots: (Slot | undefined)[] = new Array(SLOTS);
  readonly #point: number;

  constructor(private readonly points: EdwardsPoints) {
    this.#point = points.newPoint();
  }

  /** -A or its multiples, until the next call; undefined if the key is no point. */
  ofNegative(key: Uint8Array): number | Multiples | undefined {
    const slot = this.#slotOf(key);
    slot.uses++;
    if (slot.uses > WORTHWHILE) return slot.multiples;
    const { points } = this;
    if (!points.decode(this.#point, key)) {
      slot.uses = 0;
      return undefined;
    }
    for (const coordinate of [this.#point, this.#point + 3 * FIELD_BYTES]) points.field.negate(coordinate, coordinate);
    if (slot.uses < WORTHWHILE) return this.#point;
    points.fillMultiples(slot.multiples, this.#point);
    return slot.multiples;
  }

  /** The one slot that a key can have, with no uses if another key had it. */
  #slotOf(key: Uint8Array): Slot {
    const index = key[1]! % SLOTS;
    const present = this.#slots[index];
    if (present !== undefined && bytesEqual(present.key, key)) return present;
    const multiples = present?.multiples ?? this.points.newMultiples(WIDTH);
    const slot = { key: new Uint8Array(key), multiples, uses: 0 };
    this.#slots[index] = slot;
    return slot;
  }
}
