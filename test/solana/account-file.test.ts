import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CallgateError } from "../../src/base/errors.js";
import { parseAccountFile, printAccountFile } from "../../src/solana/account-file.js";

const U64_MAX = 0xffff_ffff_ffff_ffffn;
const u64 = fc.bigInt({ min: 0n, max: U64_MAX });
const pubkey = fc.uint8Array({ minLength: 32, maxLength: 32 });

const good = {
  pubkey: "So11111111111111111111111111111111111111112",
  account: {
    lamports: 1,
    data: ["AQID", "base64"] as unknown,
    owner: "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
    executable: false,
    rentEpoch: 0,
    space: 3,
  },
};

test("reads back every account that it writes, u64s exact", () => {
  fc.assert(
    fc.property(
      pubkey,
      pubkey,
      u64,
      u64,
      fc.boolean(),
      fc.uint8Array(),
      (key, owner, lamports, rentEpoch, executable, data) => {
        const keyed = { pubkey: key, account: { lamports, data, owner, executable, rentEpoch } };
        expect(parseAccountFile(printAccountFile(keyed))).toEqual(keyed);
      },
    ),
  );
});

test("writes valid JSON with the CLI's fields in its order", () => {
  const text = printAccountFile(parseAccountFile(JSON.stringify(good)));
  expect(JSON.parse(text)).toEqual(good);
  expect(Object.keys(JSON.parse(text).account)).toEqual(Object.keys(good.account));
});

test.each([
  ["base58 pair", ["Ldp", "base58"]],
  ["legacy plain string, base58", "Ldp"],
])("reads %s data", (_, data) => {
  const file = { ...good, account: { ...good.account, data } };
  expect(parseAccountFile(JSON.stringify(file)).account.data).toEqual(Uint8Array.of(1, 2, 3));
});

test("takes the double that JavaScript makes of u64::MAX for u64::MAX", () => {
  const file = JSON.stringify({ ...good, account: { ...good.account, rentEpoch: 2 ** 64 } });
  expect(file).toContain("18446744073709552000");
  expect(parseAccountFile(file).account.rentEpoch).toBe(U64_MAX);
});

describe("refuses, saying where", () => {
  const broken: [string, unknown, string][] = [
    ["no object", [], "the file"],
    ["null", null, "the file"],
    ["no account", { pubkey: good.pubkey }, "account of"],
    ["no pubkey", { account: good.account }, "pubkey"],
    ["a short pubkey", { ...good, pubkey: "abc" }, "pubkey"],
    ...(
      [
        ["lamports", -1],
        ["lamports", 1.5],
        ["lamports", "1e3"],
        ["lamports", 1e300],
        ["lamports", "99999999999999999999"],
        ["lamports", null],
        ["data", 7],
        ["data", { parsed: {}, program: "spl-token", space: 165 }],
        ["data", ["AQID"]],
        ["data", ["AQID", "base64+zstd"]],
        ["data", ["AQI", "base64"]],
        ["data", ["0", "base58"]],
        ["data", ["1".repeat(5000), "base58"]],
        ["owner", "0".repeat(40)],
        ["owner", 5],
        ["executable", "no"],
        ["rentEpoch", undefined],
      ] as const
    ).map(([field, value]): [string, unknown, string] => [
      `${field} = ${JSON.stringify(value)?.slice(0, 40)}`,
      { ...good, account: { ...good.account, [field]: value } },
      `account.${field}`,
    ]),
  ];
  test.each(broken)("%s", (_, file, where) => {
    expect(() => parseAccountFile(JSON.stringify(file))).toThrow(CallgateError);
    expect(() => parseAccountFile(JSON.stringify(file))).toThrow(where);
  });
  test("text that is not JSON", () => expect(() => parseAccountFile("{")).toThrow("not JSON"));
});

test("never throws anything but CallgateError", () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.object().map((account) => JSON.stringify({ ...good, account })),
  );
  fc.assert(
    fc.property(text, (input) => {
      try {
        parseAccountFile(input);
      } catch (error) {
        expect(error).toBeInstanceOf(CallgateError);
      }
    }),
  );
});
