import { ElfError } from "./elf-error.js";
import { EbpfError } from "./errors.js";

/** One function: its name (empty where names are not kept) and its value, a pc or a syscall. */
export interface FunctionEntry<T> {
  readonly name: string;
  readonly value: T;
}

/** Functions by 32-bit key (solana-sbpf `FunctionRegistry`). */
export class FunctionRegistry<T> {
  /** By the key as a signed number: most of the others take a call to be found. */
  readonly #entries = new Map<number, FunctionEntry<T>>();

  /**
   * Registers `value` under `key`; the same value twice keeps the first name.
   *
   * @throws EbpfError ElfError(SymbolHashCollision) if another value has the key.
   */
  registerFunction(key: number, name: string, value: T): void {
    const present = this.lookupByKey(key);
    if (present === undefined) this.#entries.set(key | 0, { name, value });
    else if (present.value !== value) throw new EbpfError("ElfError", new ElfError("SymbolHashCollision", key));
  }

  unregisterFunction(key: number): boolean {
    return this.#entries.delete(key | 0);
  }

  lookupByKey(key: number): FunctionEntry<T> | undefined {
    return this.#entries.get(key | 0);
  }

  /** The entry of the lowest key that has this name. */
  lookupByName(name: string): FunctionEntry<T> | undefined {
    for (const [, entry] of this.entries()) if (entry.name === name) return entry;
    return undefined;
  }

  /** The values of all entries, in no order. */
  values(): T[] {
    return Array.from(this.#entries.values(), ({ value }) => value);
  }

  /** All entries by ascending key. */
  entries(): [key: number, entry: FunctionEntry<T>][] {
    const entries = Array.from(this.#entries, ([key, entry]): [number, FunctionEntry<T>] => [key >>> 0, entry]);
    return entries.sort(([a], [b]) => a - b);
  }
}
