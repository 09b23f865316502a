import { expect, test } from "vitest";
import { concatBytes } from "../../../src/base/bytes.js";
import { Float } from "../../../src/base/json.js";
import { TOKEN_2022_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import {
  ADDRESS,
  ADDRESS2,
  ADDRESSES,
  expectKnown,
  f64,
  KEY,
  KEY2,
  type Known,
  none,
  parseWith,
  partiallyDecoded,
  some,
  U64_MAX,
  u8,
  u16,
  u64,
} from "./known.js";

// As in the tests of Agave's transaction-status/src/parse_token/extension.

const NO_KEY = new Uint8Array(32);
const multisig = "multisigAuthority";
const multisigOwner = "multisigOwner";

const transferFees: readonly Known[] = [
  {
    type: "initializeTransferFeeConfig",
    data: [u8(26), u8(0), some(KEY), some(KEY2), u16(42), u64(2121n)],
    accounts: ["mint"],
    info: {
      transferFeeConfigAuthority: ADDRESS,
      withdrawWithheldAuthority: ADDRESS2,
      transferFeeBasisPoints: 42,
      maximumFee: 2121n,
    },
  },
  {
    type: "initializeTransferFeeConfig",
    data: [u8(26), u8(0), none, none, u16(42), u64(U64_MAX)],
    accounts: ["mint"],
    info: { transferFeeBasisPoints: 42, maximumFee: U64_MAX },
  },
  {
    type: "transferCheckedWithFee",
    data: [u8(26), u8(1), u64(55n), u8(2), u64(5n)],
    accounts: ["source", "mint", "destination", "authority"],
    info: {
      tokenAmount: { uiAmount: new Float(0.55), decimals: 2, amount: "55", uiAmountString: "0.55" },
      feeAmount: { uiAmount: new Float(0.05), decimals: 2, amount: "5", uiAmountString: "0.05" },
    },
    multisig,
  },
  {
    type: "withdrawWithheldTokensFromMint",
    data: [u8(26), u8(2)],
    accounts: ["mint", "feeRecipient", "withdrawWithheldAuthority"],
    multisig: "multisigWithdrawWithheldAuthority",
  },
  {
    type: "withdrawWithheldTokensFromAccounts",
    data: [u8(26), u8(3), u8(2)],
    accounts: ["mint", "feeRecipient", "withdrawWithheldAuthority", "-", "-"],
    info: { sourceAccounts: ADDRESSES.slice(3, 5) },
  },
  {
    type: "withdrawWithheldTokensFromAccounts",
    data: [u8(26), u8(3), u8(1)],
    accounts: ["mint", "feeRecipient", "multisigWithdrawWithheldAuthority", "-", "-", "-"],
    info: { signers: ADDRESSES.slice(3, 5), sourceAccounts: ADDRESSES.slice(5, 6) },
    hasOptionalAccounts: true,
  },
  {
    type: "harvestWithheldTokensToMint",
    data: [u8(26), u8(4)],
    accounts: ["mint"],
    info: { sourceAccounts: [] },
    isOpen: true,
  },
  {
    type: "harvestWithheldTokensToMint",
    data: [u8(26), u8(4)],
    accounts: ["mint", "-", "-"],
    info: { sourceAccounts: ADDRESSES.slice(1, 3) },
    hasOptionalAccounts: true,
  },
  {
    type: "setTransferFee",
    data: [u8(26), u8(5), u16(42), u64(2121n)],
    accounts: ["mint", "transferFeeConfigAuthority"],
    info: { transferFeeBasisPoints: 42, maximumFee: 2121n },
    // So Agave spells it.
    multisig: "multisigtransferFeeConfigAuthority",
  },
];

/** Of a reference to an address: its instructions' number, its name, and that of the address. */
const references = (
  [
    [36, "TransferHook", "programId"],
    [39, "MetadataPointer", "metadataAddress"],
    [40, "GroupPointer", "groupAddress"],
    [41, "GroupMemberPointer", "memberAddress"],
  ] as const
).flatMap(([number, name, address]): Known[] => [
  {
    type: `initialize${name}`,
    data: [u8(number), u8(0), KEY, KEY2],
    accounts: ["mint"],
    info: { authority: ADDRESS, [address]: ADDRESS2 },
    isExact: true,
  },
  { type: `initialize${name}`, data: [u8(number), u8(0), NO_KEY, NO_KEY], accounts: ["mint"], isExact: true },
  {
    type: `update${name}`,
    data: [u8(number), u8(1), KEY],
    accounts: ["mint", "authority"],
    info: { [address]: ADDRESS },
    multisig,
    isExact: true,
  },
  {
    type: `update${name}`,
    data: [u8(number), u8(1), NO_KEY],
    accounts: ["mint", "authority"],
    multisig,
    isExact: true,
  },
]);

const switches = (
  [
    [30, "RequiredMemoTransfers"],
    [34, "CpiGuard"],
  ] as const
).flatMap(([number, name]): Known[] => [
  { type: `enable${name}`, data: [u8(number), u8(0)], accounts: ["account", "owner"], multisig: multisigOwner },
  { type: `disable${name}`, data: [u8(number), u8(1)], accounts: ["account", "owner"], multisig: multisigOwner },
]);

const settings: readonly Known[] = [
  {
    type: "initializeMintCloseAuthority",
    data: [u8(25), some(KEY)],
    accounts: ["mint"],
    info: { newAuthority: ADDRESS },
  },
  { type: "initializeMintCloseAuthority", data: [u8(25), none], accounts: ["mint"], info: { newAuthority: null } },
  {
    type: "initializeDefaultAccountState",
    data: [u8(28), u8(0), u8(2)],
    accounts: ["mint"],
    info: { accountState: "frozen" },
    isExact: true,
  },
  {
    type: "updateDefaultAccountState",
    data: [u8(28), u8(1), u8(1)],
    accounts: ["mint", "freezeAuthority"],
    info: { accountState: "initialized" },
    multisig: "multisigFreezeAuthority",
    isExact: true,
  },
  {
    type: "reallocate",
    data: [u8(29), u16(2), u16(8)],
    accounts: ["account", "payer", "systemProgram", "owner"],
    info: { extensionTypes: ["transferFeeAmount", "memoTransfer"] },
    multisig: multisigOwner,
    isOpen: true,
  },
  {
    type: "reallocate",
    data: [u8(29)],
    accounts: ["account", "payer", "systemProgram", "owner"],
    info: { extensionTypes: [] },
    isOpen: true,
  },
  { type: "createNativeMint", data: [u8(31)], accounts: ["payer", "nativeMint", "systemProgram"] },
  { type: "initializeNonTransferableMint", data: [u8(32)], accounts: ["mint"] },
  {
    type: "initializeInterestBearingConfig",
    data: [u8(33), u8(0), KEY, u16(0xffd6)],
    accounts: ["mint"],
    info: { rateAuthority: ADDRESS, rate: -42 },
    isExact: true,
  },
  {
    type: "initializeInterestBearingConfig",
    data: [u8(33), u8(0), NO_KEY, u16(42)],
    accounts: ["mint"],
    info: { rateAuthority: null, rate: 42 },
    isExact: true,
  },
  {
    type: "updateInterestBearingConfigRate",
    data: [u8(33), u8(1), u16(42)],
    accounts: ["mint", "rateAuthority"],
    info: { newRate: 42 },
    multisig: "multisigRateAuthority",
    isExact: true,
  },
  { type: "initializePermanentDelegate", data: [u8(35), KEY], accounts: ["mint"], info: { delegate: ADDRESS } },
  {
    type: "initializeScaledUiAmountConfig",
    data: [u8(43), u8(0), KEY, f64(10)],
    accounts: ["mint"],
    info: { authority: ADDRESS, multiplier: "10" },
    isExact: true,
  },
  {
    type: "initializeScaledUiAmountConfig",
    data: [u8(43), u8(0), NO_KEY, f64(1e-7)],
    accounts: ["mint"],
    info: { authority: null, multiplier: "0.0000001" },
    isExact: true,
  },
  {
    type: "updateMultiplier",
    data: [u8(43), u8(1), f64(50.5), u64(-2n)],
    accounts: ["mint", "authority"],
    info: { newMultiplier: "50.5", newMultiplierTimestamp: -2n },
    multisig,
    isExact: true,
  },
  {
    type: "initializePausableConfig",
    data: [u8(44), u8(0), NO_KEY],
    accounts: ["mint"],
    // Agave takes an address here that cannot be none.
    info: { authority: "11111111111111111111111111111111" },
    isExact: true,
  },
  { type: "pause", data: [u8(44), u8(1)], accounts: ["mint", "authority"], multisig },
  { type: "resume", data: [u8(44), u8(2)], accounts: ["mint", "authority"], multisig },
];

expectKnown(TOKEN_2022_PROGRAM_ID, "spl-token", [...transferFees, ...references, ...switches, ...settings]);

const EXTENSION_TYPES = [
  "uninitialized",
  "transferFeeConfig",
  "transferFeeAmount",
  "mintCloseAuthority",
  "confidentialTransferMint",
  "confidentialTransferAccount",
  "defaultAccountState",
  "immutableOwner",
  "memoTransfer",
  "nonTransferable",
  "interestBearingConfig",
  "cpiGuard",
  "permanentDelegate",
  "nonTransferableAccount",
  "transferHook",
  "transferHookAccount",
  "confidentialTransferFeeConfig",
  "confidentialTransferFeeAmount",
  "metadataPointer",
  "tokenMetadata",
  "groupPointer",
  "tokenGroup",
  "groupMemberPointer",
  "tokenGroupMember",
  "confidentialMintBurn",
  "scaledUiAmount",
  "pausable",
  "pausableAccount",
  "permissionedBurn",
];

test("extension types", () => {
  const data = concatBytes(u8(29), ...EXTENSION_TYPES.map((_, number) => u16(number)));
  const { parsed } = parseWith(TOKEN_2022_PROGRAM_ID, data, 4);
  expect(parsed).toMatchObject({ info: { extensionTypes: EXTENSION_TYPES } });
});

test.each([
  ["an account state beyond the last", concatBytes(u8(28), u8(0), u8(3))],
  ...[26, 27, 28, 30, 33, 34, 36, 37, 39, 40, 41, 42, 43, 44, 46].map((extension): [string, Uint8Array] => [
    `instruction 15 of extension ${extension}`,
    Uint8Array.of(extension, 15),
  ]),
])("unknown: %s", (_name, data) => {
  expect(parseWith(TOKEN_2022_PROGRAM_ID, data, 6)).toEqual(partiallyDecoded(TOKEN_2022_PROGRAM_ID, data, 6));
});
