import { TOKEN_2022_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { ADDRESS, ADDRESSES, expectKnown, KEY, type Known, U64_MAX, u8, u64 } from "./known.js";

// As in the tests of Agave's transaction-status/src/parse_token/extension: confidential_transfer.rs and
// confidential_transfer_fee.rs.

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
];

expectKnown(TOKEN_2022_PROGRAM_ID, "spl-token", [
  ...[...transfers, ...fees].map((known) => ({ ...known, isExact: true })),
  ...plain,
]);
