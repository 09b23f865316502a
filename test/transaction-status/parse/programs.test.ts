import { describe, expect, it } from "vitest";
import * as ids from "../../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../../src/solana/pubkey.js";
import { parseInstruction } from "../../../src/transaction-status/parse-instruction.js";
import { ADDRESS, ADDRESS2, expectKnown, KEY, KEY2, parseWith, partiallyDecoded, u8, u32, u64, utf8 } from "./known.js";

// As in the tests of Agave's transaction-status/src: parse_address_lookup_table.rs, parse_associated_token.rs,
// parse_bpf_loader.rs, parse_instruction.rs.

const table = ["lookupTableAccount", "lookupTableAuthority"];
const tableFunding = ["payerAccount", "systemProgram"];

expectKnown(ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID, "address-lookup-table", [
  {
    type: "createLookupTable",
    data: [u32(0), u64(42n), u8(254)],
    accounts: [...table, ...tableFunding],
    info: { recentSlot: 42n, bumpSeed: 254 },
  },
  { type: "freezeLookupTable", data: [u32(1)], accounts: table },
  {
    type: "extendLookupTable",
    data: [u32(2), u64(2n), KEY, KEY2],
    accounts: table,
    info: { newAddresses: [ADDRESS, ADDRESS2] },
  },
  {
    type: "extendLookupTable",
    data: [u32(2), u64(0n)],
    accounts: [...table, ...tableFunding],
    info: { newAddresses: [] },
    hasOptionalAccounts: true,
  },
  {
    type: "extendLookupTable",
    data: [u32(2), u64(0n)],
    // A payer alone is not shown.
    accounts: [...table, "-"],
    info: { newAddresses: [] },
    hasOptionalAccounts: true,
  },
  { type: "deactivateLookupTable", data: [u32(3)], accounts: table },
  { type: "closeLookupTable", data: [u32(4)], accounts: [...table, "recipient"] },
]);

const created = ["source", "account", "wallet", "mint", "systemProgram", "tokenProgram"];

expectKnown(ids.ASSOCIATED_TOKEN_PROGRAM_ID, "spl-associated-token-account", [
  { type: "create", data: [], accounts: created, isOpen: true },
  // With the rent sysvar, as it once was.
  { type: "create", data: [], accounts: [...created, "-"], isOpen: true, hasOptionalAccounts: true },
  { type: "create", data: [u8(0)], accounts: created, isOpen: true },
  { type: "createIdempotent", data: [u8(1)], accounts: created, isOpen: true },
  {
    type: "recoverNested",
    data: [u8(2)],
    accounts: ["nestedSource", "nestedMint", "destination", "nestedOwner", "ownerMint", "wallet", "tokenProgram"],
    isOpen: true,
  },
]);

it.each([[3], [255], [0, 0], [1, 0], [2, 1]])("no instruction of the Associated Token program: %s", (...data) => {
  const bytes = Uint8Array.from(data);
  expect(parseWith(ids.ASSOCIATED_TOKEN_PROGRAM_ID, bytes, 7)).toEqual(
    partiallyDecoded(ids.ASSOCIATED_TOKEN_PROGRAM_ID, bytes, 7),
  );
});

const bytes = new Uint8Array(99).fill(8);
const written = { offset: 4242, bytes: Buffer.from(bytes).toString("base64") };
const writeData = [u32(4242), u64(99n), bytes];

expectKnown(ids.LOADER_V2_ID, "bpf-loader", [
  { type: "write", data: [u32(0), ...writeData], accounts: ["account"], info: written },
  { type: "finalize", data: [u32(1)], accounts: ["account", "-"] },
]);

expectKnown(ids.LOADER_V3_ID, "bpf-upgradeable-loader", [
  { type: "initializeBuffer", data: [u32(0)], accounts: ["account"] },
  { type: "initializeBuffer", data: [u32(0)], accounts: ["account", "authority"], hasOptionalAccounts: true },
  { type: "write", data: [u32(1), ...writeData], accounts: ["account", "authority"], info: written },
  {
    type: "deployWithMaxDataLen",
    data: [u32(2), u64(54321n)],
    accounts: [
      "payerAccount",
      "programDataAccount",
      "programAccount",
      "bufferAccount",
      "rentSysvar",
      "clockSysvar",
      "systemProgram",
      "authority",
    ],
    info: { maxDataLen: 54321n },
  },
  {
    type: "upgrade",
    data: [u32(3)],
    accounts: [
      "programDataAccount",
      "programAccount",
      "bufferAccount",
      "spillAccount",
      "rentSysvar",
      "clockSysvar",
      "authority",
    ],
  },
  { type: "setAuthority", data: [u32(4)], accounts: ["account", "authority"], info: { newAuthority: null } },
  {
    type: "setAuthority",
    data: [u32(4)],
    accounts: ["account", "authority", "newAuthority"],
    hasOptionalAccounts: true,
  },
  { type: "close", data: [u32(5)], accounts: ["account", "recipient", "authority"], info: { programAccount: null } },
  {
    type: "close",
    data: [u32(5)],
    accounts: ["account", "recipient", "authority", "programAccount"],
    hasOptionalAccounts: true,
  },
  {
    type: "extendProgram",
    data: [u32(6), u32(10_240)],
    accounts: ["programDataAccount", "programAccount"],
    info: { additionalBytes: 10_240, systemProgram: null, payerAccount: null },
  },
  {
    type: "extendProgram",
    data: [u32(6), u32(10_240)],
    accounts: ["programDataAccount", "programAccount", "systemProgram"],
    info: { additionalBytes: 10_240, payerAccount: null },
    hasOptionalAccounts: true,
  },
  {
    type: "extendProgram",
    data: [u32(6), u32(10_240)],
    accounts: ["programDataAccount", "programAccount", "systemProgram", "payerAccount"],
    info: { additionalBytes: 10_240 },
    hasOptionalAccounts: true,
  },
  { type: "setAuthorityChecked", data: [u32(7)], accounts: ["account", "authority", "newAuthority"] },
]);

describe("memos", () => {
  const memo = utf8("🦖");

  it.each([ids.MEMO_V1_PROGRAM_ID, ids.MEMO_PROGRAM_ID, ids.MEMO_V4_PROGRAM_ID])(
    "are text, with accounts or without",
    (programId) => {
      const parsed = { program: "spl-memo", programId: addressFromPubkey(programId), parsed: "🦖", stackHeight: 1 };
      expect(parseWith(programId, memo, 0)).toEqual(parsed);
      expect(parseWith(programId, memo, 2)).toEqual(parsed);
      expect(parseWith(programId, new Uint8Array(0), 0)).toEqual({ ...parsed, parsed: "" });
    },
  );

  it("that are no UTF-8 are not", () => {
    const data = Uint8Array.of(128);
    expect(parseWith(ids.MEMO_PROGRAM_ID, data, 1)).toEqual(partiallyDecoded(ids.MEMO_PROGRAM_ID, data, 1));
  });
});

describe("an instruction", () => {
  it("of an unknown program is partially decoded", () => {
    expect(parseWith(KEY, utf8("hello"), 2)).toEqual(partiallyDecoded(KEY, utf8("hello"), 2));
  });

  it("without a stack height has null", () => {
    const memo = { programIdIndex: 0, accounts: new Uint8Array(0), data: utf8("x") };
    expect(parseInstruction(memo, [ids.MEMO_PROGRAM_ID], null).stackHeight).toBeNull();
    expect(parseInstruction(memo, [KEY], null).stackHeight).toBeNull();
  });

  it.each([
    [{ programIdIndex: 2, accounts: new Uint8Array(0) }, 2],
    [{ programIdIndex: 0, accounts: Uint8Array.of(1, 9) }, 9],
  ])("of accounts that the transaction has not is misuse", (instruction, index) => {
    const parse = () => parseInstruction({ ...instruction, data: u32(0) }, [ids.SYSTEM_PROGRAM_ID, KEY], 1);
    expect(parse).toThrowError(
      expect.objectContaining({
        code: "invalid-account-index",
        message: `expected an account index below 2, the number of the transaction's accounts, got ${index}`,
      }),
    );
  });
});
