import { expect, it } from "vitest";
import { DirectCache } from "../../src/crypto/direct-cache.js";

const key = (first: number, last: number) =>
  Uint8Array.from({ length: 32 }, (_, i) => (i === 1 ? first : i === 31 ? last : 0));

it("makes a value once per key, until a key of the same slot comes", () => {
  const made: number[] = [];
  const cache = new DirectCache((bytes) => made.push(bytes[1]! * 256 + bytes[31]!));
  expect(cache.get(key(1, 1))).toBe(1);
  expect(cache.get(key(2, 1))).toBe(2);
  expect(cache.get(key(1, 1))).toBe(1);
  expect(cache.get(key(1, 2))).toBe(3); // displaces (1, 1)
  expect(cache.get(key(2, 1))).toBe(2);
  expect(cache.get(key(1, 1))).toBe(4);
  expect(made).toEqual([257, 513, 258, 257]);
});

it("keeps its own copy of the key", () => {
  const cache = new DirectCache((bytes) => bytes[31]!);
  const mutable = key(1, 1);
  expect(cache.get(mutable)).toBe(1);
  mutable[31] = 2;
  expect(cache.get(mutable)).toBe(2);
});
