import type { Pubkey } from "../../solana/pubkey.js";
import { PubkeyMap } from "../../solana/pubkey-map.js";

const NOTHING: ReadonlySet<never> = new Set();

/** Sets of values, each under a public key. */
export class KeyedSet<T> {
  readonly #sets = new PubkeyMap<Set<T>>();

  get isEmpty(): boolean {
    return this.#sets.size === 0;
  }

  add(key: Pubkey, value: T): void {
    const set = this.#sets.get(key);
    if (set === undefined) this.#sets.set(key, new Set([value]));
    else set.add(value);
  }

  remove(key: Pubkey, value: T): void {
    const set = this.#sets.get(key);
    if (set?.delete(value) && set.size === 0) this.#sets.delete(key);
  }

  get(key: Pubkey): ReadonlySet<T> {
    return this.#sets.get(key) ?? NOTHING;
  }

  *values(): IterableIterator<T> {
    for (const set of this.#sets.values()) yield* set;
  }
}
