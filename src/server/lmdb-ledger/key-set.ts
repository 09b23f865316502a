import type { Database, RangeOptions } from "lmdb";
import { guarded, ledgerFailure } from "./failures.js";
import { keyBehind } from "./keys.js";

export type BinaryDatabase = Database<Uint8Array, Uint8Array>;

const NO_RECORD = new Uint8Array(0);

/**
 * Keys in the order of their bytes; what is read are Buffers. Changes are made in a transaction. Reading throws
 * `ledger-corrupt`.
 */
export class KeySet {
  constructor(
    protected readonly database: BinaryDatabase,
    /** For messages. */
    protected readonly name: string,
  ) {}

  add(key: Uint8Array): void {
    this.database.putSync(key, NO_RECORD);
  }

  remove(key: Uint8Array): void {
    this.database.removeSync(key);
  }

  /** Ascending, from the first that is not before `from`, to the last that begins with `to` or is before it. */
  keys(from: Uint8Array, to: Uint8Array, limit = Number.POSITIVE_INFINITY): Generator<Uint8Array> {
    return this.#keys({ ...rangeTo(from, to), ...limited(limit) });
  }

  keysWith(prefix: Uint8Array): Generator<Uint8Array> {
    return this.#keys(rangeTo(prefix, prefix));
  }

  /** Descending from `from` to `to`, both included. */
  keysDown(from: Uint8Array, to: Uint8Array): Generator<Uint8Array> {
    return this.#keys({ start: from, end: to, inclusiveEnd: true, reverse: true });
  }

  lastKey(): Uint8Array | undefined {
    return guarded(this.doing, () => [...this.#keys({ reverse: true, limit: 1 })][0]);
  }

  #keys(range: RangeOptions): Generator<Uint8Array> {
    return this.each(() => this.database.getKeys(range));
  }

  /** The same, with errors of ours. */
  protected *each<T>(range: () => Iterable<T>): Generator<T> {
    try {
      yield* range();
    } catch (thrown) {
      throw ledgerFailure(this.doing, thrown);
    }
  }

  protected get doing(): string {
    return `reading ${this.name}`;
  }
}

/** A limit of LMDB's must be a finite number. */
function limited(limit: number): RangeOptions {
  return Number.isFinite(limit) ? { limit } : {};
}

/** LMDB's range from `start` to all that begins with `last`. */
export function rangeTo(start: Uint8Array, last: Uint8Array): RangeOptions {
  const end = keyBehind(last);
  return end === undefined ? { start } : { start, end };
}
