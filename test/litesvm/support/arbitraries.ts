import * as fc from "fast-check";
import { type Library, same } from "./both.js";

export const RUNS = { numRuns: 60 };

/** Mostly what fits; sometimes what does not, or what is no number at all. */
export const u64 = fc.oneof(
  { weight: 8, arbitrary: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) },
  { weight: 3, arbitrary: fc.bigInt({ min: 0n, max: 100n }) },
  { weight: 1, arbitrary: fc.constantFrom(-1n, 2n ** 64n, 2n ** 128n, -(2n ** 63n), 2n ** 63n) },
);
export const u64s = (count: number) => fc.array(u64, { minLength: count, maxLength: count });
export const anything = fc.constantFrom<unknown>(
  ...[undefined, null, 5, -1, 1.5, Number.NaN, 7n, -7n, true, "", "text", [], {}, Symbol("s")],
  ...[new Uint8Array(3), new Uint16Array(3), new DataView(new ArrayBuffer(3))],
);
export const bytes = fc.uint8Array({ maxLength: 80 });
export const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
export const HASH = "CmpNeggWJ4JaWJeJ8YKN1Zypmk7uvQq3PECGUCAEMbky";
export const hash = fc.constantFrom(HASH, "1".repeat(32), "z".repeat(43), "", "0", "z".repeat(44), "1".repeat(45), "é");

/** Constructs with these and says what came of it. */
export function sameNew(name: keyof Library, args: readonly unknown[]): void {
  same((library) => new (library[name] as new (...args: readonly unknown[]) => unknown)(...args));
}

/** Assigns to a property and says what came of the whole. */
export function sameSet<T extends object>(make: (library: Library) => T, property: keyof T, value: unknown): void {
  same((library) => {
    const instance = make(library);
    (instance as Record<PropertyKey, unknown>)[property] = value;
    return instance;
  });
}
