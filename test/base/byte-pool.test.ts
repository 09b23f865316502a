import { expect, test } from "vitest";
import { BytePool } from "../../src/base/byte-pool.js";

test("arrays are zeroed, of their length, and apart", () => {
  const pool = new BytePool(100, 60);
  const lengths = [0, 1, 60, 39, 1, 60, 60, 61, 1000, 40, 0];
  const taken = lengths.map((length) => pool.take(length));
  expect(taken.map((bytes) => bytes.length)).toEqual(lengths);
  for (const [i, bytes] of taken.entries()) {
    expect(bytes.every((byte) => byte === 0)).toBe(true);
    bytes.fill(i + 1);
  }
  for (const [i, bytes] of taken.entries()) expect(bytes.every((byte) => byte === i + 1)).toBe(true);
});

test("small arrays share a chunk, large ones are alone", () => {
  const pool = new BytePool(100, 60);
  const [first, second, large] = [pool.take(50), pool.take(50), pool.take(61)];
  expect(second.buffer).toBe(first.buffer);
  expect(large.buffer.byteLength).toBe(61);
  expect(pool.take(1).buffer).not.toBe(first.buffer);
});

test("a copy has the bytes and does not follow them", () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const copy = new BytePool(100, 60).copy(bytes);
  bytes.fill(9);
  expect(copy).toEqual(Uint8Array.of(1, 2, 3));
});
