import { expect, test } from "vitest";
import { ByteWriter } from "../../src/base/byte-writer.js";

test("a byte survives the growth that makes room for it", () => {
  const writer = new ByteWriter(2).bytes(Uint8Array.of(1, 2)).u8(3);
  expect([...writer.finish()]).toEqual([1, 2, 3]);
});

test("every width is written little-endian, whatever the capacity", () => {
  for (let capacity = 0; capacity < 40; capacity++) {
    const writer = new ByteWriter(capacity).u8(1).u16(0x0302).u32(0x07060504).u64(0x0f0e0d0c0b0a0908n).bool(true);
    const bytes = [...Array.from({ length: 15 }, (_, i) => i + 1), 1];
    expect([...writer.finish()]).toEqual(bytes);
  }
});
