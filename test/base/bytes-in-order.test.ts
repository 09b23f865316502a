import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader } from "../../src/base/byte-reader.js";
import { ByteWriter } from "../../src/base/byte-writer.js";

const u = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n });

/** A kind of value, how it is written and how it is read. */
const fields = fc.array(
  fc.oneof(
    fc.tuple(fc.constant("u8" as const), fc.nat(255)),
    fc.tuple(fc.constant("u16" as const), fc.nat(65535)),
    fc.tuple(fc.constant("u32" as const), fc.nat(0xffffffff)),
    fc.tuple(fc.constant("u64" as const), u(64)),
    fc.tuple(fc.constant("u128" as const), u(128)),
    fc.tuple(fc.constant("f64" as const), fc.double()),
    fc.tuple(fc.constant("bool" as const), fc.boolean()),
    fc.tuple(fc.constant("bytes" as const), fc.uint8Array({ maxLength: 80 })),
  ),
  { maxLength: 30 },
);

function write(fields: readonly (readonly [string, unknown])[], capacity: number): Uint8Array {
  const writer = new ByteWriter(capacity) as unknown as Record<string, (value: unknown) => void>;
  for (const [kind, value] of fields) writer[kind](value);
  return (writer as unknown as ByteWriter).finish();
}

test("what is written is read in order, and one byte less fails", () => {
  fc.assert(
    fc.property(fields, fc.nat(40), fc.nat(3), (fields, capacity, skip) => {
      const bytes = write(fields, capacity);
      const shifted = new Uint8Array([...new Array(skip).fill(9), ...bytes]);
      const read = (reader: ByteReader) =>
        fields.map(([kind, value]) => (kind === "bytes" ? reader.take(value.length) : reader[kind]()));
      const reader = new ByteReader(shifted, skip);
      expect(read(reader)).toEqual(fields.map(([, value]) => value));
      expect([reader.failure, reader.remaining, reader.offset]).toEqual([undefined, 0, shifted.length]);
      if (bytes.length === 0) return;
      const short = new ByteReader(bytes.subarray(0, bytes.length - 1));
      read(short);
      expect(short.failure).toBe(
        fields.some(([kind, value]) => kind !== "bytes" || value.length > 0) ? "unexpected end of data" : undefined,
      );
    }),
  );
});

test("the writer starts again from any capacity", () => {
  expect(new ByteWriter(0).u64(1n).finish()).toEqual(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0));
});

describe("after a failure", () => {
  test("everything reads as zero and the first reason stays", () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
    expect(reader.take(100)).toEqual(new Uint8Array(0));
    reader.fail("another reason");
    expect([reader.u8(), reader.u16(), reader.u32(), reader.u64(), reader.i64(), reader.f64()]).toEqual([
      0,
      0,
      0,
      0n,
      0n,
      0,
    ]);
    expect([reader.failure, reader.remaining, reader.offset]).toEqual(["unexpected end of data", 0, 0]);
  });
  test("a bool that is neither 0 nor 1", () => {
    const reader = new ByteReader(Uint8Array.of(2, 1));
    expect([reader.bool(), reader.failure, reader.u8()]).toEqual([false, "invalid bool 2", 0]);
  });
  test("an offset beyond the bytes", () => {
    const reader = new ByteReader(Uint8Array.of(1), 5);
    expect([reader.u8(), reader.failure]).toEqual([0, "unexpected end of data"]);
  });
});

test("i64 is signed", () => {
  expect(new ByteReader(new Uint8Array(8).fill(255)).i64()).toBe(-1n);
  expect(new ByteWriter().u64(-1n).finish()).toEqual(new Uint8Array(8).fill(255));
});
