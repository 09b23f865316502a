/**
 * How many results LiteSVM keeps: as many as its hash map has room for, which is seldom what was asked for (history.rs;
 * indexmap's `reserve` and `shrink_to_fit`, hashbrown's `capacity_to_buckets`). A capacity that is not above the current
 * one leaves the map no more room than it has results, so that none at all are kept where there were none.
 */
export class HistoryCapacity {
  /** @param table room in the table of positions, `entries` in the list of results. */
  constructor(
    private table = tableRoom(DEFAULT_CAPACITY),
    private entries = DEFAULT_CAPACITY,
  ) {}

  get value(): number {
    return Math.min(this.table, this.entries);
  }

  /** The two sizes, to make another of. */
  get parts(): readonly [table: number, entries: number] {
    return [this.table, this.entries];
  }

  /** Asks for a capacity while there are so many results; how many of them stay, the oldest. */
  set(capacity: number, count: number): number {
    const kept = Math.min(count, capacity);
    if (capacity > this.value) this.#reserve(capacity - this.value, count);
    else this.#shrink(kept);
    return kept;
  }

  #shrink(count: number): void {
    this.table = tableRoom(count);
    this.entries = count;
  }

  #reserve(additional: number, count: number): void {
    if (additional > this.table - count) this.table = tableRoom(Math.max(count + additional, this.table + 1));
    if (additional > this.entries - count) this.entries = Math.max(count + additional, this.table);
  }
}

const DEFAULT_CAPACITY = 32;

/** How many positions fit a table that is made for so many: seven eighths of a power of two. */
function tableRoom(count: number): number {
  if (count === 0) return 0;
  if (count < 4) return 3;
  if (count < 8) return 7;
  if (count < 15) return 14;
  return (2 ** Math.ceil(Math.log2(Math.floor((count * 8) / 7))) / 8) * 7;
}
