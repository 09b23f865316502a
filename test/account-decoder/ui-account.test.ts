import { describe, expect, test } from "vitest";
import {
  encodeUiAccount,
  sliceData,
  type UiAccountEncoding,
  type UiDataSliceConfig,
} from "../../src/account-decoder/ui-account.js";
import { base58Encode } from "../../src/base/base58.js";
import { base64Encode } from "../../src/base/base64.js";
import { writeJson } from "../../src/base/json.js";
import { type Account, RENT_EXEMPT_RENT_EPOCH } from "../../src/solana/account.js";
import { SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { key, mintData, tokenAccountData } from "./token-fixtures.js";

const TOO_LARGE = "error: data too large for bs58 encoding";

function account(data: Uint8Array, owner = SYSTEM_PROGRAM_ID): Account {
  return { lamports: 7n, data, owner, executable: false, rentEpoch: RENT_EXEMPT_RENT_EPOCH };
}

function dataOf(data: Uint8Array, encoding: UiAccountEncoding, slice?: UiDataSliceConfig) {
  return encodeUiAccount(key(1), account(data), encoding, undefined, slice).data;
}

// Agave: account-decoder/src/lib.rs, test_slice_data.
test.each([
  [{ offset: 0, length: 5 }, [1, 2, 3, 4, 5]],
  [{ offset: 0, length: 10 }, [1, 2, 3, 4, 5]],
  [{ offset: 1, length: 2 }, [2, 3]],
  [{ offset: 10, length: 2 }, []],
  [{ offset: 5, length: 1 }, []],
  [{ offset: 4, length: Number.MAX_SAFE_INTEGER }, [5]],
  [{ offset: 2, length: 0 }, []],
])("the slice %j", (slice, expected) => {
  expect([...sliceData(Uint8Array.of(1, 2, 3, 4, 5), slice)]).toEqual(expected);
});

// Agave: test_encode_account_when_data_exceeds_base58_byte_limit.
describe("base58", () => {
  const data = new Uint8Array(130).fill(42);

  test.each([
    ["the whole", undefined, true],
    ["a slice that is still too large", { offset: 1, length: 129 }, true],
    ["a slice that fits", { offset: 1, length: 128 }, false],
    ["a slice too large, of which little is there", { offset: 2, length: 129 }, false],
  ])("of %s", (_name, slice, isTooLarge) => {
    const text = isTooLarge ? TOO_LARGE : base58Encode(data.subarray(0, 128));
    expect(dataOf(data, "binary", slice)).toBe(text);
    expect(dataOf(data, "base58", slice)).toEqual([text, "base58"]);
  });
});

test("an account in the order of its fields", () => {
  expect(
    writeJson(encodeUiAccount(key(1), account(Uint8Array.of(1, 2, 3)), "base64", undefined, { offset: 1, length: 1 })),
  ).toBe(
    '{"lamports":7,"data":["Ag==","base64"],"owner":"11111111111111111111111111111111","executable":false,' +
      '"rentEpoch":18446744073709551615,"space":3}',
  );
});

test("base64+zstd", () => {
  const data = new TextEncoder().encode("test data");
  expect(dataOf(data, "base64+zstd")).toEqual(["KLUv/QBYSQAAdGVzdCBkYXRh", "base64+zstd"]);
  expect(dataOf(data, "base64+zstd", { offset: 9, length: 1 })).toEqual(["KLUv/SAAAQAA", "base64+zstd"]);
});

describe("jsonParsed", () => {
  test("has program, parsed and space", () => {
    const data = mintData();
    const encoded = encodeUiAccount(key(1), account(data, TOKEN_PROGRAM_ID), "jsonParsed");
    expect(Object.keys(encoded.data as object)).toEqual(["program", "parsed", "space"]);
    expect(encoded.data).toMatchObject({ program: "spl-token", parsed: { type: "mint" }, space: 82 });
    expect(encoded.space).toBe(82);
  });

  test("is not sliced", () => {
    const encoded = (slice?: UiDataSliceConfig) =>
      encodeUiAccount(key(1), account(mintData(), TOKEN_PROGRAM_ID), "jsonParsed", undefined, slice);
    expect(encoded({ offset: 1, length: 1 })).toEqual(encoded());
  });

  test("of what cannot be parsed is a slice in base64", () => {
    expect(dataOf(Uint8Array.of(1, 2, 3), "jsonParsed")).toEqual(["AQID", "base64"]);
    expect(dataOf(Uint8Array.of(1, 2, 3), "jsonParsed", { offset: 2, length: 9 })).toEqual(["Aw==", "base64"]);
    const owned = encodeUiAccount(key(1), account(mintData(), key(77)), "jsonParsed");
    expect(owned.data).toEqual([base64Encode(mintData()), "base64"]);
  });

  test("of a token account needs its mint", () => {
    const token = account(tokenAccountData(), TOKEN_PROGRAM_ID);
    expect(encodeUiAccount(key(1), token, "jsonParsed").data).toEqual([base64Encode(token.data), "base64"]);
    const known = { splTokenAdditionalData: { decimals: 0 } };
    expect(encodeUiAccount(key(1), token, "jsonParsed", known).data).toMatchObject({ parsed: { type: "account" } });
  });
});
