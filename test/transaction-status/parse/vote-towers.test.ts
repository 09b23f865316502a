import { expect, test } from "vitest";
import { concatBytes } from "../../../src/base/bytes.js";
import { VOTE_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { KEY, none, parseWith, U64_MAX, u32, u64 } from "./known.js";

// What solana-short-vec and solana-serde-varint refuse in a compact vote state.

function isParsed(lockouts: readonly number[], root = 0n): boolean {
  const data = concatBytes(u32(12), u64(root), Uint8Array.from(lockouts), KEY, none);
  return parseWith(VOTE_PROGRAM_ID, data, 2).parsed !== undefined;
}

const NINE_FULL = new Array(9).fill(0xff);

test.each<[string, readonly number[], boolean]>([
  ["no lockouts", [0], true],
  ["a distance of zero", [1, 0, 7], true],
  ["the greatest distance", [1, ...NINE_FULL, 0x01, 7], true],
  ["a distance of more than 64 bits", [1, ...NINE_FULL, 0x02, 7], false],
  ["a distance of more than ten bytes", [1, ...NINE_FULL, 0x81, 0x01, 7], false],
  ["a distance that is not in its shortest form", [1, 0x80, 0x00, 7], false],
  ["a count that is not in its shortest form", [0x81, 0x00, 1, 7], false],
])("%s", (_name, lockouts, parsed) => {
  expect(isParsed(lockouts)).toBe(parsed);
});

test("a slot beyond u64", () => {
  expect(isParsed([1, 2, 7], U64_MAX - 2n)).toBe(true);
  expect(isParsed([1, 3, 7], U64_MAX - 2n)).toBe(false);
});

test("the root that stands for none counts as slot 0", () => {
  expect(isParsed([1, 2, 7], U64_MAX)).toBe(true);
});
