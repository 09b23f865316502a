import { describe, expect, it } from "vitest";
import { concatBytes } from "../../../src/base/bytes.js";
import { TOKEN_2022_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { ADDRESS, ADDRESSES, expectKnown, KEY, type Known, parseWith, U64_MAX, u8, u64 } from "./known.js";

// Token-2022's confidential extensions, as in the tests of Agave's transaction-status/src/parse_token/extension:
// confidential_transfer.rs, confidential_transfer_fee.rs, confidential_mint_burn.rs, permissioned_burn.rs.

const multisig = "multisigOwner";
const NO_KEY = new Uint8Array(32);
const elGamal = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const balance = Uint8Array.from({ length: 36 }, (_, i) => 200 - i);
const ciphertexts = new Uint8Array(128).fill(9);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const NEXT = u8(1);
const BEFORE = u8(0xff);
const IN_ACCOUNT = u8(0);

const transfer = (instruction: number, ...offsets: Uint8Array[]) => [
  u8(27),
  u8(instruction),
  balance,
  ciphertexts,
  ...offsets,
];
const transferring = ["source", "mint", "destination"];
const newBalance = { newSourceDecryptableAvailableBalance: base64(balance) };

const transfers: readonly Known[] = [
  {
    type: "initializeConfidentialTransferMint",
    data: [u8(27), u8(0), KEY, u8(1), elGamal],
    accounts: ["mint"],
    info: { authority: ADDRESS, autoApproveNewAccounts: true, auditorElGamalPubkey: base64(elGamal) },
  },
  {
    type: "initializeConfidentialTransferMint",
    data: [u8(27), u8(0), NO_KEY, u8(0), NO_KEY],
    accounts: ["mint"],
    info: { autoApproveNewAccounts: false, auditorElGamalPubkey: null },
  },
  {
    type: "updateConfidentialTransferMint",
    data: [u8(27), u8(1), u8(2), elGamal],
    accounts: ["mint", "confidentialTransferMintAuthority"],
    info: { autoApproveNewAccounts: true, auditorElGamalPubkey: base64(elGamal) },
  },
  {
    type: "configureConfidentialTransferAccount",
    data: [u8(27), u8(2), balance, u64(U64_MAX), NEXT],
    accounts: ["account", "mint", "instructionsSysvar", "owner"],
    info: {
      decryptableZeroBalance: base64(balance),
      maximumPendingBalanceCreditCounter: U64_MAX,
      proofInstructionOffset: 1,
    },
    multisig,
  },
  {
    type: "configureConfidentialTransferAccount",
    data: [u8(27), u8(2), balance, u64(5n), IN_ACCOUNT],
    accounts: ["account", "mint", "proofContextStateAccount", "owner"],
    info: {
      decryptableZeroBalance: base64(balance),
      maximumPendingBalanceCreditCounter: 5n,
      proofInstructionOffset: 0,
    },
    multisig,
  },
  {
    type: "emptyConfidentialTransferAccount",
    data: [u8(27), u8(4), BEFORE],
    accounts: ["account", "instructionsSysvar", "owner"],
    info: { proofInstructionOffset: -1 },
    multisig,
  },
  {
    type: "depositConfidentialTransfer",
    data: [u8(27), u8(5), u64(42n), u8(2)],
    accounts: ["account", "mint", "owner"],
    info: { amount: 42n, decimals: 2 },
    multisig,
  },
  {
    type: "withdrawConfidentialTransfer",
    data: [u8(27), u8(6), u64(42n), u8(2), balance, NEXT, IN_ACCOUNT],
    accounts: ["account", "mint", "instructionsSysvar", "rangeProofContextStateAccount", "owner"],
    info: {
      amount: 42n,
      decimals: 2,
      newDecryptableAvailableBalance: base64(balance),
      equalityProofInstructionOffset: 1,
      rangeProofInstructionOffset: 0,
    },
    multisig,
    hasOptionalAccounts: true,
  },
  {
    type: "withdrawConfidentialTransfer",
    data: [u8(27), u8(6), u64(42n), u8(2), balance, NEXT, NEXT],
    accounts: ["account", "mint", "instructionsSysvar", "owner"],
    info: {
      amount: 42n,
      decimals: 2,
      newDecryptableAvailableBalance: base64(balance),
      equalityProofInstructionOffset: 1,
      rangeProofInstructionOffset: 1,
    },
    multisig,
  },
  {
    type: "confidentialTransfer",
    data: transfer(7, IN_ACCOUNT, IN_ACCOUNT, IN_ACCOUNT),
    accounts: [
      ...transferring,
      "equalityProofContextStateAccount",
      "ciphertextValidityProofContextStateAccount",
      "rangeProofContextStateAccount",
      "owner",
    ],
    info: {
      ...newBalance,
      equalityProofInstructionOffset: 0,
      ciphertextValidityProofInstructionOffset: 0,
      rangeProofInstructionOffset: 0,
    },
    multisig,
    hasOptionalAccounts: true,
  },
  {
    type: "applyPendingConfidentialTransferBalance",
    data: [u8(27), u8(8), u64(7n), balance],
    accounts: ["account", "owner"],
    info: { expectedPendingBalanceCreditCounter: 7n, newDecryptableAvailableBalance: base64(balance) },
    multisig,
  },
  {
    type: "confidentialTransferWithFee",
    data: transfer(13, NEXT, IN_ACCOUNT, u8(3), IN_ACCOUNT, u8(5)),
    accounts: [
      ...transferring,
      "instructionsSysvar",
      "transferAmountCiphertextValidityProofContextStateAccount",
      "feeCiphertextValidityProofContextStateAccount",
      "owner",
    ],
    info: {
      ...newBalance,
      equalityProofInstructionOffset: 1,
      transferAmountCiphertextValidityProofInstructionOffset: 0,
      feeSigmaProofInstructionOffset: 3,
      feeCiphertextValidityProofInstructionOffset: 0,
      rangeProofInstructionOffset: 5,
    },
    multisig,
    hasOptionalAccounts: true,
  },
];

const withdrawing = ["mint", "feeRecipient", "instructionsSysvar", "withdrawWithheldAuthority"];
const withdrawn = { newDecryptableAvailableBalance: base64(balance), proofInstructionOffset: 1 };

const fees: readonly Known[] = [
  {
    type: "initializeConfidentialTransferFeeConfig",
    data: [u8(37), u8(0), KEY, elGamal],
    accounts: ["mint"],
    info: { authority: ADDRESS, withdrawWithheldAuthorityElGamalPubkey: base64(elGamal) },
  },
  {
    type: "initializeConfidentialTransferFeeConfig",
    data: [u8(37), u8(0), NO_KEY, NO_KEY],
    accounts: ["mint"],
    // The key is no option.
    info: { withdrawWithheldAuthorityElGamalPubkey: base64(NO_KEY) },
  },
  {
    type: "withdrawWithheldConfidentialTransferTokensFromMint",
    data: [u8(37), u8(1), NEXT, balance],
    accounts: withdrawing,
    info: withdrawn,
    multisig: "multisigWithdrawWithheldAuthority",
  },
  {
    type: "withdrawWithheldConfidentialTransferTokensFromAccounts",
    data: [u8(37), u8(2), u8(2), NEXT, balance],
    accounts: [...withdrawing, "-", "-"],
    info: { ...withdrawn, sourceAccounts: ADDRESSES.slice(4, 6) },
  },
];

const proofOffsets = {
  equalityProofInstructionOffset: 0,
  ciphertextValidityProofInstructionOffset: 1,
  rangeProofInstructionOffset: 0,
};
const offsets = [IN_ACCOUNT, NEXT, IN_ACCOUNT];
const proofs = ["instructionsSysvar", "equalityProofContextStateAccount", "rangeProofContextStateAccount"];

const burns: readonly Known[] = [
  {
    type: "initializeConfidentialMintBurnMint",
    data: [u8(42), u8(0), elGamal, balance],
    accounts: ["mint"],
    info: { supplyElGamalPubkey: base64(elGamal), decryptableSupply: base64(balance) },
  },
  {
    type: "rotateConfidentialMintBurnSupplyElGamalPubkey",
    data: [u8(42), u8(1), elGamal, IN_ACCOUNT],
    accounts: ["mint", "proofContextStateAccount", "owner"],
    info: { newSupplyElGamalPubkey: base64(elGamal), proofInstructionOffset: 0 },
    multisig,
  },
  {
    type: "updateConfidentialMintBurnDecryptableSupply",
    data: [u8(42), u8(2), balance],
    accounts: ["mint", "owner"],
    info: { newDecryptableSupply: base64(balance) },
    multisig,
  },
  {
    type: "confidentialMint",
    data: [u8(42), u8(3), balance, ciphertexts, ...offsets],
    accounts: ["destination", "mint", ...proofs, "owner"],
    info: { newDecryptableSupply: base64(balance), ...proofOffsets },
    multisig,
    hasOptionalAccounts: true,
  },
  {
    type: "confidentialBurn",
    data: [u8(42), u8(4), balance, ciphertexts, ...offsets],
    accounts: ["destination", "mint", ...proofs, "owner"],
    info: { newDecryptableAvailableBalance: base64(balance), ...proofOffsets },
    multisig,
    hasOptionalAccounts: true,
  },
  {
    type: "initializePermissionedBurnConfig",
    data: [u8(46), u8(0), KEY],
    accounts: ["mint"],
    info: { authority: ADDRESS },
  },
  {
    type: "permissionedBurn",
    data: [u8(46), u8(1), u64(42n)],
    accounts: ["account", "mint", "permissionedBurnAuthority", "authority"],
    info: { amount: "42" },
    multisig: "multisigAuthority",
  },
  {
    type: "permissionedBurnChecked",
    data: [u8(46), u8(2), u64(42n), u8(30)],
    accounts: ["account", "mint", "permissionedBurnAuthority", "authority"],
    // 10^30 is beyond a usize.
    info: {
      tokenAmount: { uiAmount: null, decimals: 30, amount: "42", uiAmountString: `0.${"0".repeat(28)}42` },
    },
    multisig: "multisigAuthority",
  },
  {
    type: "permissionedConfidentialBurn",
    data: [u8(46), u8(3), balance, ciphertexts, ...offsets],
    accounts: ["account", "mint", ...proofs, "permissionedBurnAuthority", "authority"],
    info: { newDecryptableAvailableBalance: base64(balance), ...proofOffsets },
    multisig: "multisigAuthority",
    hasOptionalAccounts: true,
  },
];

/** What has no data of its own minds no data behind it. */
const plain: readonly Known[] = [
  {
    type: "approveConfidentialTransferAccount",
    data: [u8(27), u8(3)],
    accounts: ["account", "mint", "confidentialTransferAuditorAuthority"],
  },
  ...["enable", "disable"].flatMap((verb, i) => [
    {
      type: `${verb}ConfidentialTransferConfidentialCredits`,
      data: [u8(27), u8(9 + i)],
      accounts: ["account", "owner"],
      multisig,
    },
    {
      type: `${verb}ConfidentialTransferNonConfidentialCredits`,
      data: [u8(27), u8(11 + i)],
      accounts: ["account", "owner"],
      multisig,
    },
    {
      type: `${verb}ConfidentialTransferFeeHarvestToMint`,
      data: [u8(37), u8(4 + i)],
      accounts: ["account", "owner"],
      multisig,
    },
  ]),
  {
    type: "configureConfidentialAccountWithRegistry",
    data: [u8(27), u8(14)],
    accounts: ["account", "mint", "registry"],
  },
  {
    type: "harvestWithheldConfidentialTransferTokensToMint",
    data: [u8(37), u8(3)],
    accounts: ["mint", "-", "-"],
    info: { sourceAccounts: ADDRESSES.slice(1, 3) },
    hasOptionalAccounts: true,
  },
  { type: "applyPendingBurn", data: [u8(42), u8(5)], accounts: ["mint", "owner"], multisig },
];

expectKnown(TOKEN_2022_PROGRAM_ID, "spl-token", [
  ...[...transfers, ...fees, ...burns].map((known) => ({ ...known, isExact: true })),
  ...plain,
]);

describe("accounts of proofs", () => {
  const accountNames = (data: readonly Uint8Array[], count: number) => {
    const { parsed } = parseWith(TOKEN_2022_PROGRAM_ID, concatBytes(...data), count);
    const { info } = parsed as { info: Record<string, unknown> };
    const names = Object.keys(info).filter((name) => ADDRESSES.includes(info[name] as never));
    return names.sort((a, b) => ADDRESSES.indexOf(info[a] as never) - ADDRESSES.indexOf(info[b] as never));
  };
  const inAccounts = transfer(7, IN_ACCOUNT, IN_ACCOUNT, IN_ACCOUNT);

  it("leave the last account to the owner", () => {
    expect(accountNames(inAccounts, 4)).toEqual([...transferring, "owner"]);
    expect(accountNames(inAccounts, 5)).toEqual([...transferring, "equalityProofContextStateAccount", "owner"]);
  });

  it("leave the last two accounts to those who permit a burn", () => {
    const burn = [u8(46), u8(3), balance, ciphertexts, NEXT, IN_ACCOUNT, IN_ACCOUNT];
    const permitting = ["permissionedBurnAuthority", "authority"];
    expect(accountNames(burn, 4)).toEqual(["account", "mint", ...permitting]);
    expect(accountNames(burn, 5)).toEqual(["account", "mint", "instructionsSysvar", ...permitting]);
  });

  it("cannot be missing from a withdrawal", () => {
    const withdraw = concatBytes(u8(27), u8(6), u64(42n), u8(2), balance, NEXT, NEXT);
    expect(parseWith(TOKEN_2022_PROGRAM_ID, withdraw, 3).parsed).toBeUndefined();
  });
});
