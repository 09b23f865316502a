/** Repeatable random choices (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 to 2^32 - 1. */
  u32(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** From 0 up to 1. */
  unit(): number {
    return this.u32() / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  below(limit: number): number {
    return this.u32() % limit;
  }

  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  list<T>(maxLength: number, make: () => T): T[] {
    return Array.from({ length: this.below(maxLength + 1) }, make);
  }
}
