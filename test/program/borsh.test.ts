import {
  addCodecSizePrefix,
  fixCodecSize,
  getArrayCodec,
  getBooleanCodec,
  getBytesCodec,
  getI64Codec,
  getMapCodec,
  getNullableCodec,
  getStructCodec,
  getU8Codec,
  getU32Codec,
  getU64Codec,
  getUtf8Codec,
} from "@solana/kit";
import { describe, expect, test } from "vitest";
import { concatBytes } from "../../src/base/bytes.js";
import { deserialize, deserializeUnchecked, ProgramError, serialize } from "../../src/program/index.js";
import { named } from "../helpers/names.js";
import { Bench, endingOf, meta } from "./bench.js";

const text = addCodecSizePrefix(getUtf8Codec(), getU32Codec());
const review = getStructCodec([
  ["initialized", getBooleanCodec()],
  ["reviewer", fixCodecSize(getBytesCodec(), 32)],
  ["rating", getU8Codec()],
  ["title", text],
  ["tags", getArrayCodec(text)],
  ["parent", getNullableCodec(getU64Codec())],
  ["votes", getMapCodec(getU8Codec(), getI64Codec())],
]);
const VALUE = {
  initialized: true,
  reviewer: named("reviewer"),
  rating: 5,
  title: "Ø",
  tags: ["a", "bc"],
  parent: 7n,
  votes: new Map([[1, -1n]]),
};
/** By borsh's specification. */
const BYTES = concatBytes(
  Uint8Array.of(1),
  named("reviewer"),
  Uint8Array.of(5),
  Uint8Array.of(2, 0, 0, 0, 0xc3, 0x98),
  Uint8Array.of(2, 0, 0, 0, 1, 0, 0, 0, 97, 2, 0, 0, 0, 98, 99),
  Uint8Array.of(1, 7, 0, 0, 0, 0, 0, 0, 0),
  Uint8Array.of(1, 0, 0, 0, 1, 255, 255, 255, 255, 255, 255, 255, 255),
);

test("Kit's codecs write borsh's layouts", () => {
  const target = new Uint8Array(BYTES.length + 3).fill(9);
  expect(serialize(review, VALUE, target)).toBe(BYTES.length);
  expect(target).toEqual(concatBytes(BYTES, Uint8Array.of(9, 9, 9)));
  expect(deserialize(review, BYTES)).toEqual(VALUE);
  expect(deserializeUnchecked(review, target)).toEqual(VALUE);
});

describe("what does not fit is BorshIoError", () => {
  const error = expect.objectContaining({ error: "BorshIoError" });
  const tooFew = BYTES.subarray(0, BYTES.length - 1);
  const rows: [string, () => unknown][] = [
    ["bytes left over", () => deserialize(review, concatBytes(BYTES, Uint8Array.of(0)))],
    ["too few bytes", () => deserialize(review, tooFew)],
    ["no bytes", () => deserialize(getU8Codec(), new Uint8Array(0))],
    ["too few bytes, unchecked", () => deserializeUnchecked(review, tooFew)],
    ["a size beyond the end", () => deserialize(text, Uint8Array.of(255, 255, 255, 255, 1))],
    ["a value of another type", () => serialize(getU8Codec(), 256, new Uint8Array(4))],
  ];

  test.each(rows)("%s", (_, run) => {
    expect(run).toThrow(error);
    expect(run).toThrow(ProgramError);
  });

  test("no room, and nothing is written", () => {
    const target = new Uint8Array(BYTES.length - 1);
    expect(() => serialize(review, VALUE, target)).toThrow(error);
    expect(target).toEqual(new Uint8Array(BYTES.length - 1));
  });
});

test("in a program", () => {
  const bench = new Bench();
  const key = named("review");
  const id = bench.program((_, [account], data) => {
    const value = deserialize(review, data);
    account!.realloc(data.length);
    serialize(review, { ...value, rating: 3 }, account!.data);
  });
  bench.set(key, { owner: id, data: new Uint8Array(0) });
  expect(endingOf(bench.run(id, { accounts: [meta(key, "w")], data: BYTES }))).toBe("success");
  expect(deserialize(review, bench.account(key).data)).toEqual({ ...VALUE, rating: 3 });
  expect(endingOf(bench.run(id, { accounts: [meta(key, "w")], data: BYTES.subarray(1) }))).toBe("BorshIoError");
});
