import {
  addDecoderSizePrefix,
  addEncoderSizePrefix,
  combineCodec,
  getArrayCodec,
  getBooleanCodec,
  getBytesDecoder,
  getBytesEncoder,
  getDiscriminatedUnionCodec,
  getEnumCodec,
  getF64Codec,
  getI8Codec,
  getI16Codec,
  getI32Codec,
  getI64Codec,
  getI128Codec,
  getNullableCodec,
  getStructCodec,
  getU8Codec,
  getU16Codec,
  getU32Codec,
  getU32Decoder,
  getU32Encoder,
  getU64Codec,
  getU128Codec,
  getUnitCodec,
  getUtf8Decoder,
  getUtf8Encoder,
} from "@solana/kit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { borsh } from "../../src/program/index.js";

interface Both {
  encode(value: never): ArrayLike<number>;
  read(bytes: Uint8Array, offset: number): readonly [unknown, number];
}

const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const bytes = fc.uint8Array({ maxLength: 40 }).map((value) => Uint8Array.from(value));
const kitString = combineCodec(
  addEncoderSizePrefix(getUtf8Encoder(), getU32Encoder()),
  addDecoderSizePrefix(getUtf8Decoder(), getU32Decoder()),
);
const kitBytes = combineCodec(
  addEncoderSizePrefix(getBytesEncoder(), getU32Encoder()),
  addDecoderSizePrefix(getBytesDecoder(), getU32Decoder()),
);
enum Side {
  Buy = 0,
  Sell = 1,
}
const signed = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
const big = (bits: bigint) => fc.bigInt({ min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n });

const CASES: Readonly<Record<string, readonly [ours: Both, kit: Both, values: fc.Arbitrary<unknown>]>> = {
  u8: [borsh.u8, getU8Codec(), fc.nat(255)],
  u16: [borsh.u16, getU16Codec(), fc.nat(65535)],
  u32: [borsh.u32, getU32Codec(), fc.nat(0xffffffff)],
  i8: [borsh.i8, getI8Codec(), signed(8)],
  i16: [borsh.i16, getI16Codec(), signed(16)],
  i32: [borsh.i32, getI32Codec(), signed(32)],
  u64: [borsh.u64, getU64Codec(), u64],
  i64: [borsh.i64, getI64Codec(), big(64n)],
  u128: [borsh.u128, getU128Codec(), fc.bigInt({ min: 0n, max: 2n ** 128n - 1n })],
  i128: [borsh.i128, getI128Codec(), big(128n)],
  f64: [borsh.f64, getF64Codec(), fc.double({ noNaN: true })],
  bool: [borsh.bool, getBooleanCodec(), fc.boolean()],
  string: [borsh.string, kitString, fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"))],
  bytes: [borsh.bytes, kitBytes, bytes],
  option: [borsh.option(borsh.u64), getNullableCodec(getU64Codec()), fc.option(u64)],
  vec: [borsh.vec(borsh.u64), getArrayCodec(getU64Codec()), fc.array(u64)],
  array: [
    borsh.array(borsh.u8, 3),
    getArrayCodec(getU8Codec(), { size: 3 }),
    fc.array(fc.nat(255), { minLength: 3, maxLength: 3 }),
  ],
  struct: [
    borsh.struct("S", { a: borsh.u8, b: borsh.vec(borsh.string) }),
    getStructCodec([
      ["a", getU8Codec()],
      ["b", getArrayCodec(kitString)],
    ]),
    fc.record({ a: fc.nat(255), b: fc.array(fc.constantFrom("", "x", "é")) }, { noNullPrototype: true }),
  ],
  union: [
    borsh.union("U", { None: {}, Some: { x: borsh.u16 } }),
    getDiscriminatedUnionCodec([
      ["None", getUnitCodec()],
      ["Some", getStructCodec([["x", getU16Codec()]])],
    ]),
    fc.constantFrom({ __kind: "None" }, { __kind: "Some", x: 7 }),
  ],
};

test.each(Object.entries(CASES))("%s is written and read as Kit does", (_, [ours, kit, values]) => {
  fc.assert(
    fc.property(values, (value) => {
      const encoded = Uint8Array.from(ours.encode(value as never));
      expect(encoded).toEqual(Uint8Array.from(kit.encode(value as never)));
      const [read, end] = ours.read(Uint8Array.of(9, ...encoded, 9), 1);
      expect(read).toEqual(value);
      expect(end).toBe(encoded.length + 1);
      // What is cut off is refused.
      for (let length = 0; length < encoded.length; length++) {
        expect(() => ours.read(encoded.slice(0, length), 0)).toThrow(/^expected|^The encoded data/);
      }
    }),
    { numRuns: 50 },
  );
});

test("an enum without fields is its name", () => {
  const side = borsh.enumeration("Side", ["Buy", "Sell"]);
  for (const name of ["Buy", "Sell"] as const) {
    expect(side.encode(name)).toEqual(Uint8Array.from(getEnumCodec(Side).encode(name)));
    expect(side.read(side.encode(name), 0)).toEqual([name, 1]);
  }
});

test("values of other types, and bytes that spell nothing", () => {
  const wrong = expect.objectContaining({ code: "invalid-argument" });
  const bad: (readonly [Both, unknown])[] = [
    [borsh.u8, 256],
    [borsh.u8, -1],
    [borsh.u8, 1n],
    [borsh.u8, 1.5],
    [borsh.u64, 1],
    [borsh.u64, 2n ** 64n],
    [borsh.i64, 2n ** 63n],
    [borsh.bool, 1],
    [borsh.f64, 1n],
    [borsh.string, 1],
    [borsh.bytes, [1]],
    [borsh.pubkey, new Uint8Array(31)],
    [borsh.vec(borsh.u8), undefined],
    [borsh.vec(borsh.u8), [1, "2"]],
    [borsh.array(borsh.u8, 2), [1]],
    [borsh.option(borsh.u8), undefined],
    [borsh.struct("S", { a: borsh.u8 }), { b: 1 }],
    [borsh.struct("S", { a: borsh.u8 }), null],
    [borsh.enumeration("E", ["A"]), "B"],
    [borsh.union("U", { A: {} }), { __kind: "B" }],
    [borsh.union("U", { A: {} }), "A"],
  ];
  for (const [codec, value] of bad) expect(() => codec.encode(value as never)).toThrow(wrong);
  expect(() => borsh.struct("S", { a: borsh.vec(borsh.u8) }).encode({ a: [1, 300] })).toThrow("a: 1: expected a u8");

  const malformed: (readonly [Both, number[]])[] = [
    [borsh.bool, [2]],
    [borsh.option(borsh.u8), [2, 1]],
    [borsh.enumeration("E", ["A"]), [1]],
    [borsh.union("U", { A: {} }), [1]],
    [borsh.string, [1, 0, 0, 0, 0xff]],
    [borsh.vec(borsh.u8), [0xff, 0xff, 0xff, 0xff, 1]],
    // Values of no size, so many that reading them would never end.
    [borsh.vec(borsh.struct("Empty", {})), [0xff, 0xff, 0xff, 0xff]],
  ];
  for (const [codec, source] of malformed) expect(() => codec.read(Uint8Array.from(source), 0)).toThrow(Error);
});

test("text keeps a byte order mark, as a String of Rust does", () => {
  const encoded = Uint8Array.of(4, 0, 0, 0, 0xef, 0xbb, 0xbf, 0x41);
  const [text, end] = borsh.string.read(encoded, 0);
  expect([text.length, end]).toEqual([2, 8]);
  expect(borsh.string.encode(text)).toEqual(encoded);
});
