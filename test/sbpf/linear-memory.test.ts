import { describe, expect, test, vi } from "vitest";
import { LinearMemory } from "../../src/sbpf/linear-memory.js";

test("blocks are zero, aligned to 16 and do not overlap", () => {
  const linear = new LinearMemory(0);
  const blocks = [1, 15, 16, 17, 4096, 100_000].map((length) => ({ offset: linear.allocate(length), length }));
  for (const { offset, length } of blocks) {
    expect(offset).toBeGreaterThan(0);
    expect(offset % 16).toBe(0);
    expect(linear.bytes.subarray(offset, offset + length).every((byte) => byte === 0)).toBe(true);
    linear.bytes.fill(0xff, offset, offset + length);
  }
  const written = linear.bytes.reduce((count, byte) => count + (byte === 0xff ? 1 : 0), 0);
  expect(written).toBe(blocks.reduce((sum, { length }) => sum + length, 0));
});

test("a freed block is cleared and used again", () => {
  const linear = new LinearMemory(0);
  const first = linear.allocate(1000);
  linear.bytes.fill(7, first, first + 1000);
  linear.free(first, 1000);
  expect(linear.allocate(1024)).toBe(first);
  expect(linear.bytes.subarray(first, first + 1024).every((byte) => byte === 0)).toBe(true);
});

test("growth keeps offsets and contents and renews the views", () => {
  const linear = new LinearMemory(0);
  const offset = linear.allocate(8);
  linear.view.setBigUint64(offset, 0x0123_4567_89ab_cdefn, true);
  const { bytes } = linear;
  linear.allocate(10 * 1024 * 1024);
  expect(bytes.length).toBe(0);
  expect(linear.bytes.length).toBeGreaterThan(10 * 1024 * 1024);
  expect(linear.view.getBigUint64(offset, true)).toBe(0x0123_4567_89ab_cdefn);
  expect(linear.bytes[offset]).toBe(0xef);
});

test("what is placed for an owner is a copy", () => {
  const linear = new LinearMemory(0);
  const source = Uint8Array.of(1, 2, 3);
  const offset = linear.place(source, {});
  source.fill(9);
  expect([...linear.bytes.subarray(offset, offset + 3)]).toEqual([1, 2, 3]);
});

test("asking for more than there is fails by name", () => {
  expect(() => new LinearMemory(0).allocate(2 ** 32)).toThrow(/at most 4 GiB/);
  expect(() => new LinearMemory(0).allocate(2 ** 33)).toThrow(/at most 4 GiB/);
});

test("only what was written of a freed block is cleared", () => {
  const linear = new LinearMemory(0);
  const block = linear.allocate(1024);
  linear.bytes.fill(7, block, block + 10);
  linear.bytes[block + 1000] = 7;
  linear.free(block, 1024, 10);
  expect(linear.bytes.subarray(block, block + 1024).reduce((sum, byte) => sum + byte, 0)).toBe(7);
});

describe.each(["with WebAssembly", "without"])("%s", (kind) => {
  test.each([0, 1, 7, 8, 31, 32, 33, 165, 16_384, 16_385, 40_003])("%d bytes are compared", (length) => {
    const linear = kind === "without" ? withoutCompilation(() => new LinearMemory(0)) : new LinearMemory(0);
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) % 251);
    const [offset, other] = [linear.allocate(length + 8) + 3, linear.allocate(length + 8) + 6];
    for (const place of [offset, other]) {
      linear.bytes.set(bytes, place);
      linear.bytes[place - 1] = place;
      linear.bytes[place + length] = place;
    }
    const compared = () => [linear.equals(bytes, offset), linear.equalsWithin(offset, other, length)];
    expect(compared()).toEqual([true, true]);
    for (const at of new Set([0, 7, 8, 31, 32, length >> 1, length - 8, length - 1])) {
      if (at < 0 || at >= length) continue;
      linear.bytes[offset + at] ^= 0x80;
      expect(compared()).toEqual([false, false]);
      linear.bytes[offset + at] ^= 0x80;
    }
  });
});

test("bytes are compared in WebAssembly where it is allowed", () => {
  const spy = vi.spyOn(WebAssembly, "Instance");
  new LinearMemory(0);
  expect(spy.mock.results.map(({ type }) => type)).toEqual(["return"]);
  spy.mockRestore();
});

/** As under a content security policy that allows no WebAssembly. */
function withoutCompilation<T>(make: () => T): T {
  const spy = vi.spyOn(WebAssembly, "Module").mockImplementation(() => {
    throw new WebAssembly.CompileError("refused");
  });
  try {
    return make();
  } finally {
    spy.mockRestore();
  }
}

test("comparing renews no view", () => {
  const linear = new LinearMemory(0);
  const { bytes } = linear;
  expect(linear.equals(Uint8Array.of(0, 0), 40_000)).toBe(true);
  expect(linear.equalsWithin(40_000, 50_000, 1000)).toBe(true);
  expect(linear.bytes).toBe(bytes);
});
