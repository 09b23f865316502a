import { describe, expect, it, test } from "vitest";
import { writeJson } from "../../src/base/json.js";
import { NO_LOADED_ADDRESSES } from "../../src/solana/message/account-roles.js";
import type { Message } from "../../src/solana/message/message.js";
import * as ids from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { extractMemos } from "../../src/transaction-status/extract-memos.js";
import { parseMessageAccounts } from "../../src/transaction-status/parse-accounts.js";
import { encodeTransactionStatus } from "../../src/transaction-status/transaction-status.js";
import { named } from "../helpers/names.js";
import { LEGACY, PAYER } from "./fixtures.js";

// Agave, transaction-status/src/extract_memos.rs, test_extract_memos_inner.
describe("memos", () => {
  const keys = [PAYER, ids.MEMO_V1_PROGRAM_ID, named("another"), ids.MEMO_PROGRAM_ID, ids.MEMO_V4_PROGRAM_ID];
  const instruction = (programIdIndex: number, data: string | Uint8Array) => ({
    programIdIndex,
    accounts: new Uint8Array(0),
    data: typeof data === "string" ? new TextEncoder().encode(data) : data,
  });

  it("of each version are told with their bytes", () => {
    const instructions = ["Test memo", "🦖", "🦖", "Yet another memo"].map((memo, i) => instruction(i + 1, memo));
    expect(extractMemos(instructions, keys)).toBe("[9] Test memo; [4] 🦖; [16] Yet another memo");
  });

  it("that are no text are counted", () => {
    expect(extractMemos([instruction(3, Uint8Array.of(0xff, 0xfe)), instruction(3, "")], keys)).toBe(
      "[2] (unparseable); [0] ",
    );
  });

  it("may be none", () => {
    expect(extractMemos([instruction(2, "x"), instruction(9, "beyond the keys")], keys)).toBeNull();
  });
});

// Agave, transaction-status/src/parse_accounts.rs, mod test.
describe("accounts of a message", () => {
  const keys = ["0", "1", "2", "3"].map(named);
  const message: Message = {
    ...LEGACY,
    header: { numRequiredSignatures: 2, numReadonlySignedAccounts: 1, numReadonlyUnsignedAccounts: 1 },
    accountKeys: keys,
    instructions: [],
  };
  const row = (name: string, writable: boolean, signer: boolean, source = "transaction") => ({
    pubkey: addressFromPubkey(named(name)),
    writable,
    signer,
    source,
  });
  const own = [row("0", true, true), row("1", false, true), row("2", true, false), row("3", false, false)];

  it.each(["legacy", 1] as const)("of version %s", (version) => {
    expect(parseMessageAccounts({ ...message, version }, NO_LOADED_ADDRESSES)).toEqual(own);
  });

  it("of version 0, with those loaded", () => {
    const loaded = { writable: [named("4")], readonly: [named("5")] };
    expect(parseMessageAccounts({ ...message, version: 0 }, loaded)).toEqual([
      ...own,
      row("4", true, false, "lookupTable"),
      row("5", false, false, "lookupTable"),
    ]);
  });

  const writableOf = (accountKeys: Message["accountKeys"]) => {
    const header = { numRequiredSignatures: 1, numReadonlySignedAccounts: 0, numReadonlyUnsignedAccounts: 0 };
    const runsTheSecond = [{ programIdIndex: 1, accounts: new Uint8Array(0), data: new Uint8Array(0) }];
    const asked = { ...message, header, accountKeys, instructions: runsTheSecond };
    return parseMessageAccounts(asked, NO_LOADED_ADDRESSES).map(({ writable }) => writable);
  };

  it("that are reserved, or programs that run, are not writable", () => {
    expect(writableOf([PAYER, named("program"), ids.SYSVAR_CLOCK_ID, named("other")])).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it("that are programs are writable beside the upgradeable loader", () => {
    expect(writableOf([PAYER, named("program"), ids.LOADER_V3_ID])).toEqual([true, true, false]);
  });
});

test.each([
  [
    { slot: 82n, confirmations: 10, err: null, confirmationStatus: "confirmed" } as const,
    '{"slot":82,"confirmations":10,"status":{"Ok":null},"err":null,"confirmationStatus":"confirmed"}',
  ],
  [
    { slot: 82n, confirmations: null, err: "AccountInUse", confirmationStatus: "finalized" } as const,
    '{"slot":82,"confirmations":null,"status":{"Err":"AccountInUse"},"err":"AccountInUse","confirmationStatus":"finalized"}',
  ],
])("a status", (status, text) => {
  expect(writeJson(encodeTransactionStatus(status))).toBe(text);
});
