import { describe, expect, test } from "vitest";
import {
  allAccountKeys,
  isInvoked,
  isSigner,
  type LoadedAddresses,
  NO_LOADED_ADDRESSES,
  writableFlags,
} from "../../../src/solana/message/account-roles.js";
import type { Message } from "../../../src/solana/message/message.js";
import * as ids from "../../../src/solana/program-ids.js";
import { isReservedAccountKey, RESERVED_ACCOUNT_KEYS } from "../../../src/solana/reserved-account-keys.js";

const key = (n: number) => new Uint8Array(32).fill(n);
const none = new Uint8Array(0);

/** Two writable signers, a readonly one, two writable others, a readonly one. */
const message: Message = {
  version: 0,
  header: { numRequiredSignatures: 3, numReadonlySignedAccounts: 1, numReadonlyUnsignedAccounts: 1 },
  accountKeys: [key(1), key(2), key(3), key(4), key(5), key(6)],
  recentBlockhash: key(0),
  instructions: [{ programIdIndex: 5, accounts: none, data: none }],
  addressTableLookups: [],
  config: {},
};
const loaded: LoadedAddresses = { writable: [key(7), key(8)], readonly: [key(9)] };

describe("writableFlags", () => {
  const flags = (changed: Partial<Message> = {}, addresses = loaded) =>
    writableFlags({ ...message, ...changed }, addresses).map(Number);
  const withKey = (index: number, pubkey: Uint8Array) => ({
    accountKeys: message.accountKeys.map((k, i) => (i === index ? pubkey : k)),
  });

  test("follow the header, then the tables", () => expect(flags()).toEqual([1, 1, 0, 1, 1, 0, 1, 1, 0]));
  test("are as the header says without tables", () => {
    for (const version of ["legacy", 0, 1] as const) {
      expect(flags({ version }, NO_LOADED_ADDRESSES)).toEqual([1, 1, 0, 1, 1, 0]);
    }
  });
  test("leave reserved keys readonly, loaded ones too", () => {
    expect(flags(withKey(3, ids.SYSVAR_CLOCK_ID))).toEqual([1, 1, 0, 0, 1, 0, 1, 1, 0]);
    expect(flags({}, { writable: [ids.SYSTEM_PROGRAM_ID, key(8)], readonly: [] })).toEqual([1, 1, 0, 1, 1, 0, 0, 1]);
  });
  const runs = (...programs: number[]) => ({
    instructions: programs.map((programIdIndex) => ({ programIdIndex, accounts: none, data: none })),
  });
  test("leave programs that run readonly", () => {
    expect(flags(runs(4))).toEqual([1, 1, 0, 1, 0, 0, 1, 1, 0]);
    expect(flags(runs(1, 3))).toEqual([1, 0, 0, 0, 1, 0, 1, 1, 0]);
  });
  test("leave them writable when the upgradeable loader is among the keys", () => {
    expect(flags({ ...runs(4), ...withKey(5, ids.LOADER_V3_ID) })).toEqual([1, 1, 0, 1, 1, 0, 1, 1, 0]);
    expect(flags(runs(4), { writable: [], readonly: [ids.LOADER_V3_ID] })).toEqual([1, 1, 0, 1, 1, 0, 0]);
    // The loader itself is reserved.
    expect(flags({ ...runs(4), ...withKey(3, ids.LOADER_V3_ID) })).toEqual([1, 1, 0, 0, 1, 0, 1, 1, 0]);
  });
});

test("signers come first", () => {
  expect([0, 1, 2, 3, 8].map((index) => isSigner(message, index))).toEqual([true, true, true, false, false]);
});

test("the keys in all", () => {
  expect(allAccountKeys(message, loaded)).toEqual([...message.accountKeys, key(7), key(8), key(9)]);
  expect(allAccountKeys({ ...message, version: "legacy" }, NO_LOADED_ADDRESSES)).toBe(message.accountKeys);
  expect([4, 5].map((index) => isInvoked(message, index))).toEqual([false, true]);
});

test("the reserved keys are Agave's 31", () => {
  expect(RESERVED_ACCOUNT_KEYS.length).toBe(31);
  for (const reserved of RESERVED_ACCOUNT_KEYS) expect(isReservedAccountKey(reserved)).toBe(true);
  const free = [ids.TOKEN_PROGRAM_ID, ids.MEMO_PROGRAM_ID, ids.INCINERATOR_ID, ids.ASSOCIATED_TOKEN_PROGRAM_ID, key(1)];
  for (const pubkey of free) expect(isReservedAccountKey(pubkey)).toBe(false);
});
