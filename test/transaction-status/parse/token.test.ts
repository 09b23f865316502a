import { describe, expect, it, test } from "vitest";
import { concatBytes } from "../../../src/base/bytes.js";
import { Float } from "../../../src/base/json.js";
import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import {
  ADDRESS,
  ADDRESSES,
  expectKnown,
  KEY,
  type Known,
  none,
  parseWith,
  partiallyDecoded,
  some,
  u8,
  u16,
  u64,
  utf8,
} from "./known.js";

// As in Agave's transaction-status/src/parse_token.rs, mod test.

const multisig = "multisigAuthority";
const multisigOwner = "multisigOwner";
const amount = u64(42n);
const tokenAmount = { uiAmount: new Float(0.42), decimals: 2, amount: "42", uiAmountString: "0.42" };
const mintAndAuthorities = { decimals: 2, mintAuthority: ADDRESS };

const ofBothPrograms: readonly Known[] = [
  {
    type: "initializeMint",
    data: [u8(0), u8(2), KEY, some(KEY)],
    accounts: ["mint", "rentSysvar"],
    info: { ...mintAndAuthorities, freezeAuthority: ADDRESS },
  },
  {
    type: "initializeMint",
    data: [u8(0), u8(2), KEY, none],
    accounts: ["mint", "rentSysvar"],
    info: mintAndAuthorities,
  },
  { type: "initializeAccount", data: [u8(1)], accounts: ["account", "mint", "owner", "rentSysvar"] },
  {
    type: "initializeMultisig",
    data: [u8(2), u8(2)],
    accounts: ["multisig", "rentSysvar", "-"],
    info: { m: 2, signers: [ADDRESSES[2]] },
  },
  {
    type: "transfer",
    data: [u8(3), amount],
    accounts: ["source", "destination", "authority"],
    info: { amount: "42" },
    multisig,
  },
  {
    type: "approve",
    data: [u8(4), amount],
    accounts: ["source", "delegate", "owner"],
    info: { amount: "42" },
    multisig: multisigOwner,
  },
  { type: "revoke", data: [u8(5)], accounts: ["source", "owner"], multisig: multisigOwner },
  {
    type: "setAuthority",
    data: [u8(6), u8(1), some(KEY)],
    accounts: ["mint", "authority"],
    info: { authorityType: "freezeAccount", newAuthority: ADDRESS },
    multisig,
  },
  {
    type: "setAuthority",
    data: [u8(6), u8(3), none],
    accounts: ["account", "authority"],
    info: { authorityType: "closeAccount", newAuthority: null },
    multisig,
  },
  {
    type: "mintTo",
    data: [u8(7), amount],
    accounts: ["mint", "account", "mintAuthority"],
    info: { amount: "42" },
    multisig: "multisigMintAuthority",
  },
  {
    type: "burn",
    data: [u8(8), amount],
    accounts: ["account", "mint", "authority"],
    info: { amount: "42" },
    multisig,
  },
  { type: "closeAccount", data: [u8(9)], accounts: ["account", "destination", "owner"], multisig: multisigOwner },
  {
    type: "freezeAccount",
    data: [u8(10)],
    accounts: ["account", "mint", "freezeAuthority"],
    multisig: "multisigFreezeAuthority",
  },
  {
    type: "thawAccount",
    data: [u8(11)],
    accounts: ["account", "mint", "freezeAuthority"],
    multisig: "multisigFreezeAuthority",
  },
  {
    type: "transferChecked",
    data: [u8(12), amount, u8(2)],
    accounts: ["source", "mint", "destination", "authority"],
    info: { tokenAmount },
    multisig,
  },
  {
    type: "approveChecked",
    data: [u8(13), amount, u8(2)],
    accounts: ["source", "mint", "delegate", "owner"],
    info: { tokenAmount },
    multisig: multisigOwner,
  },
  {
    type: "mintToChecked",
    data: [u8(14), amount, u8(2)],
    accounts: ["mint", "account", "mintAuthority"],
    info: { tokenAmount },
    multisig: "multisigMintAuthority",
  },
  {
    type: "burnChecked",
    data: [u8(15), amount, u8(2)],
    accounts: ["account", "mint", "authority"],
    info: { tokenAmount },
    multisig,
  },
  {
    type: "initializeAccount2",
    data: [u8(16), KEY],
    accounts: ["account", "mint", "rentSysvar"],
    info: { owner: ADDRESS },
  },
  { type: "syncNative", data: [u8(17)], accounts: ["account"] },
  { type: "initializeAccount3", data: [u8(18), KEY], accounts: ["account", "mint"], info: { owner: ADDRESS } },
  {
    type: "initializeMultisig2",
    data: [u8(19), u8(3)],
    accounts: ["multisig", "-"],
    info: { m: 3, signers: [ADDRESSES[1]] },
  },
  {
    type: "initializeMint2",
    data: [u8(20), u8(2), KEY, none],
    accounts: ["mint"],
    info: mintAndAuthorities,
  },
  { type: "getAccountDataSize", data: [u8(21)], accounts: ["mint"], isOpen: true },
  {
    type: "getAccountDataSize",
    data: [u8(21), u16(7), u16(8)],
    accounts: ["mint"],
    info: { extensionTypes: ["immutableOwner", "memoTransfer"] },
    isOpen: true,
  },
  { type: "initializeImmutableOwner", data: [u8(22)], accounts: ["account"] },
  { type: "amountToUiAmount", data: [u8(23), amount], accounts: ["mint"], info: { amount: "42" } },
  {
    type: "uiAmountToAmount",
    data: [u8(24), utf8("0.42")],
    accounts: ["mint"],
    info: { uiAmount: "0.42" },
    isOpen: true,
  },
  {
    type: "withdrawExcessLamports",
    data: [u8(38)],
    accounts: ["source", "destination", "authority"],
    multisig,
  },
  {
    type: "unwrapLamports",
    data: [u8(45), some(amount)],
    accounts: ["source", "destination", "authority"],
    info: { amount: "42" },
    multisig,
  },
  { type: "unwrapLamports", data: [u8(45), none], accounts: ["source", "destination", "authority"], multisig },
];

describe.each([
  ["Token", TOKEN_PROGRAM_ID],
  ["Token-2022", TOKEN_2022_PROGRAM_ID],
])("%s", (_name, programId) => {
  // Agave calls both programs by one name in instructions.
  expectKnown(programId, "spl-token", ofBothPrograms);
});

const AUTHORITIES = [
  ["mint", "mintTokens"],
  ["mint", "freezeAccount"],
  ["account", "accountOwner"],
  ["account", "closeAccount"],
  ["mint", "transferFeeConfig"],
  ["mint", "withheldWithdraw"],
  ["mint", "closeMint"],
  ["mint", "interestRate"],
  ["mint", "permanentDelegate"],
  ["mint", "confidentialTransferMint"],
  ["mint", "transferHookProgramId"],
  ["mint", "confidentialTransferFeeConfig"],
  ["mint", "metadataPointer"],
  ["mint", "groupPointer"],
  ["mint", "groupMemberPointer"],
  ["mint", "scaledUiAmount"],
  ["mint", "pause"],
  ["mint", "permissionedBurn"],
] as const;

test("authorities are over mints or accounts", () => {
  const shown = AUTHORITIES.map((_, type) => parseWith(TOKEN_2022_PROGRAM_ID, Uint8Array.of(6, type, 0), 2).parsed);
  expect(shown).toEqual(
    AUTHORITIES.map(([owned, authorityType]) => ({
      type: "setAuthority",
      info: { [owned]: ADDRESSES[0], authority: ADDRESSES[1], authorityType, newAuthority: null },
    })),
  );
  const beyond = Uint8Array.of(6, AUTHORITIES.length, 0);
  expect(parseWith(TOKEN_2022_PROGRAM_ID, beyond, 2)).toEqual(partiallyDecoded(TOKEN_2022_PROGRAM_ID, beyond, 2));
});

describe("no instruction of the token programs", () => {
  it.each([
    ["an option that is neither there nor not", [0, 2, ...KEY, 2, ...KEY]],
    ["half an extension type", [21, 7]],
    ["an unknown extension type", [21, 29, 0]],
    ["text that is no UTF-8", [24, 0xff]],
    ["a number beyond all instructions", [47]],
    ["nothing", []],
  ])("%s", (_name, bytes) => {
    const data = Uint8Array.from(bytes);
    expect(parseWith(TOKEN_PROGRAM_ID, data, 4)).toEqual(partiallyDecoded(TOKEN_PROGRAM_ID, data, 4));
  });
});

describe("a batch", () => {
  const transfer = concatBytes(u8(3), amount);
  const one = (accounts: number, data: Uint8Array) => concatBytes(Uint8Array.of(accounts, data.length), data);
  const batch = (...instructions: Uint8Array[]) => concatBytes(u8(255), ...instructions);

  it("shows each of its instructions, with its own accounts", () => {
    const { parsed } = parseWith(TOKEN_PROGRAM_ID, batch(one(3, transfer), one(1, u8(17))), 4);
    expect(parsed).toEqual({
      type: "batch",
      info: {
        instructions: [
          {
            type: "transfer",
            info: { source: ADDRESSES[0], destination: ADDRESSES[1], authority: ADDRESSES[2], amount: "42" },
          },
          { type: "syncNative", info: { account: ADDRESSES[3] } },
        ],
      },
    });
  });

  it("may be empty", () => {
    expect(parseWith(TOKEN_PROGRAM_ID, batch(), 1).parsed).toEqual({ type: "batch", info: { instructions: [] } });
  });

  it.each([
    ["an instruction that is unknown", batch(one(3, u8(200)))],
    ["too few accounts", batch(one(3, transfer), one(2, u8(17)))],
    ["an instruction without accounts", batch(one(0, u8(17)))],
    ["a batch in it", batch(one(3, batch(one(3, transfer))))],
    ["an instruction cut off", batch(Uint8Array.of(3, 9, 3))],
    ["a length missing", batch(Uint8Array.of(3))],
  ])("is not parsed with %s", (_name, data) => {
    expect(parseWith(TOKEN_PROGRAM_ID, data, 4)).toEqual(partiallyDecoded(TOKEN_PROGRAM_ID, data, 4));
  });
});
