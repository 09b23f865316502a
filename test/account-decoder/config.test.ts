import { describe, expect, test } from "vitest";
import { parseAccountData } from "../../src/account-decoder/parse-account-data.js";
import { ByteWriter } from "../../src/base/byte-writer.js";
import { writeJson } from "../../src/base/json.js";
import { CONFIG_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey, pubkeyFromAddress } from "../../src/solana/pubkey.js";
import { key } from "./token-fixtures.js";

const VALIDATOR_INFO = pubkeyFromAddress("Va1idator1nfo111111111111111111111111111111");
const INFO_KEYS: readonly [Pubkey, number][] = [
  [VALIDATOR_INFO, 0],
  [key(1), 1],
];

function configData(text: Uint8Array | string, keys = INFO_KEYS): Uint8Array {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const writer = new ByteWriter(256).u8(keys.length);
  for (const [pubkey, signer] of keys) writer.bytes(pubkey).u8(signer);
  return writer.u64(BigInt(bytes.length)).bytes(bytes).finish();
}

const parse = (data: Uint8Array) => parseAccountData(key(1), CONFIG_PROGRAM_ID, data);

/** What is made of a JSON text, in JSON; undefined if it is refused. */
function configText(json: string): string | undefined {
  const account = parse(configData(json));
  if (account === undefined) return undefined;
  const text = writeJson(account.parsed ?? null);
  const start = '{"info":{"configData":';
  expect(text.startsWith(start)).toBe(true);
  return text.slice(start.length, text.indexOf(',"keys":'));
}

// Agave: account-decoder/src/parse_config.rs.
describe("a validator's info", () => {
  test("with the keys that it names", () => {
    const data = configData('{"name":"Solana"}');
    expect(writeJson(parse(data) ?? null)).toBe(
      `{"program":"config","parsed":{"info":{"configData":{"name":"Solana"},"keys":[` +
        `{"pubkey":"Va1idator1nfo111111111111111111111111111111","signer":false},` +
        `{"pubkey":"${addressFromPubkey(key(1))}","signer":true}]},"type":"validatorInfo"},"space":${data.length}}`,
    );
    const padded = new Uint8Array([...data, 0, 0]);
    expect(parse(padded)?.parsed).toEqual(parse(data)?.parsed);
  });

  test.each([
    ["bad data", new Uint8Array(4)],
    ["no keys", configData("{}", [])],
    ["of another kind", configData("{}", [[key(1), 0]])],
    [
      "of another kind first",
      configData("{}", [
        [key(1), 0],
        [VALIDATOR_INFO, 0],
      ]),
    ],
    ["a signer that is neither", configData("{}", [[VALIDATOR_INFO, 2]])],
    ["keys that are cut off", configData("{}").subarray(0, 60)],
    [
      "a number of keys not in its shortest form",
      new Uint8Array([0x81, 0, ...configData("{}", [[VALIDATOR_INFO, 0]]).subarray(1)]),
    ],
    ["a text that is cut off", configData("{}").subarray(0, -1)],
    ["a text that is no UTF-8", configData(Uint8Array.of(0x22, 0xff, 0x22))],
    ["no text", configData("{}").subarray(0, 67)],
  ])("%s", (_name, data) => {
    expect(parse(data)).toBeUndefined();
  });
});

// As serde_json reads and writes a `Value`.
describe("JSON", () => {
  test.each([
    ["1", "1"],
    ["1.0", "1.0"],
    ["-0", "-0.0"],
    ["0", "0"],
    ["1e2", "100.0"],
    ["18446744073709551615", "18446744073709551615"],
    ["18446744073709551616", "1.8446744073709552e19"],
    ["-9223372036854775808", "-9223372036854775808"],
    ["-9223372036854775809", "-9.223372036854776e18"],
    ["9007199254740993", "9007199254740993"],
    ["12345678901234567890.5", "1.2345678901234567e19"],
    ['"n1"', '"n1"'],
    ['"s\\"n2\\\\"', '"s\\"n2\\\\"'],
    ["null", "null"],
    [' [ true , false,"",[] ] ', '[true,false,"",[]]'],
    ['{"b":1.50,"a":{"y":[2,"x:1"],"x":0.1}}', '{"a":{"x":0.1,"y":[2,"x:1"]},"b":1.5}'],
    ['{"a":1,"a":2}', '{"a":2}'],
    ['{"__proto__":{"a":1}}', '{"__proto__":{"a":1}}'],
    ['{"\u{1f600}":1,"\uff01":2,"a":3,"A":4,"":5}', '{"":5,"A":4,"a":3,"\uff01":2,"\u{1f600}":1}'],
    ['{"s:1" : "n:1"}', '{"s:1":"n:1"}'],
    ['"\\ud83d\\ude00\\n"', '"\u{1f600}\\n"'],
    [`${"[".repeat(127)}${"]".repeat(127)}`, `${"[".repeat(127)}${"]".repeat(127)}`],
  ])("%s is %s", (json, text) => {
    expect(configText(json)).toBe(text);
  });

  test.each([
    "",
    "{",
    "01",
    "1.",
    ".5",
    "+1",
    "1e400",
    "1 2",
    "{1:2}",
    "{a:2}",
    "[1,]",
    '"\\ud83d"',
    '{"\\ude00":1}',
    '"a',
    '"\\x"',
    '"line\nbreak"',
    "NaN",
    "'a'",
    "tru1e",
    `${"[".repeat(128)}${"]".repeat(128)}`,
    "[".repeat(50_000),
    `${"[".repeat(20_000)}${"]".repeat(20_000)}`,
  ])("%s is refused", (json) => {
    expect(configText(json)).toBeUndefined();
  });
});
