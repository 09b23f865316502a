import { getAddressEncoder, type Address as KitAddress } from "@solana/kit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CallgateError } from "../../src/base/errors.js";
import {
  type Address,
  addressFromPubkey,
  comparePubkeys,
  pubkeyEqual,
  pubkeyFromAddress,
} from "../../src/solana/pubkey.js";
import { pubkey } from "./arbitraries.js";

test("reads and writes addresses as Kit does", () => {
  fc.assert(
    fc.property(pubkey, (key) => {
      const address: KitAddress = addressFromPubkey(key);
      expect(new Uint8Array(getAddressEncoder().encode(address))).toEqual(key);
      expect(pubkeyFromAddress(address)).toEqual(key);
    }),
  );
});

test("Kit's Address and ours are one type", () => {
  const ours: Address = "11111111111111111111111111111111" as KitAddress;
  const kits: KitAddress = ours;
  expect(kits).toBe(addressFromPubkey(new Uint8Array(32)));
});

test("remembered texts belong to their keys", () => {
  const keys = fc.array(pubkey, { minLength: 1500, maxLength: 1500 });
  fc.assert(
    fc.property(keys, (keys) => {
      const first = keys.map(addressFromPubkey);
      expect(keys.map(addressFromPubkey)).toEqual(first);
      expect(first.map(pubkeyFromAddress)).toEqual(keys);
    }),
    { numRuns: 3 },
  );
});

test("a text stays right when the key's bytes change", () => {
  const key = new Uint8Array(32).fill(1);
  const before = addressFromPubkey(key);
  key[31] = 2;
  expect(addressFromPubkey(key)).not.toBe(before);
  expect(pubkeyFromAddress(addressFromPubkey(key))).toEqual(key);
});

describe("refuses, with a CallgateError", () => {
  const notAddresses: [string, unknown][] = [
    ["no text", undefined],
    ["a number", 7],
    ["empty text", ""],
    ["a foreign character", "0".repeat(32)],
    ["31 bytes", "1".repeat(31)],
    ["33 bytes", `1${"z".repeat(44)}`],
    ["45 characters", "1".repeat(45)],
    ["too large a number in 44 digits", "z".repeat(44)],
    ["a megabyte", "2".repeat(1_000_000)],
  ];
  test.each(notAddresses)("an address that is %s", (_, text) => {
    expect(() => pubkeyFromAddress(text as string)).toThrow(CallgateError);
    expect(() => pubkeyFromAddress(text as string)).toThrow(/expected an address/);
  });
  test.each([[undefined], ["text"], [new Uint8Array(31)], [new Uint8Array(33)], [new Array(32).fill(0)]])(
    "the key %j",
    (key) => expect(() => addressFromPubkey(key as Uint8Array)).toThrow(/expected a public key/),
  );
});

test("compares bytes", () => {
  fc.assert(
    fc.property(pubkey, fc.nat(31), fc.nat(255), (key, at, byte) => {
      const other = key.slice();
      other[at] = byte;
      expect(pubkeyEqual(key, other)).toBe(key[at] === byte);
      expect(Math.sign(comparePubkeys(key, other))).toBe(Buffer.compare(key, other));
    }),
  );
});
