import { describe, expect, it } from "vitest";
import { concatBytes } from "../../../src/base/bytes.js";
import { TOKEN_2022_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { ADDRESS, ADDRESSES, expectKnown, KEY, type Known, parseWith, u8, u64 } from "./known.js";

// As in the tests of Agave's transaction-status/src/parse_token/extension: confidential_mint_burn.rs and
// permissioned_burn.rs; and how the accounts of proofs are found.

const multisig = "multisigOwner";
const elGamal = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const balance = Uint8Array.from({ length: 36 }, (_, i) => 200 - i);
const ciphertexts = new Uint8Array(128).fill(9);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const NEXT = u8(1);
const IN_ACCOUNT = u8(0);

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

expectKnown(TOKEN_2022_PROGRAM_ID, "spl-token", [
  ...burns.map((known) => ({ ...known, isExact: true })),
  { type: "applyPendingBurn", data: [u8(42), u8(5)], accounts: ["mint", "owner"], multisig },
]);

describe("accounts of proofs", () => {
  const accountNames = (data: readonly Uint8Array[], count: number) => {
    const { parsed } = parseWith(TOKEN_2022_PROGRAM_ID, concatBytes(...data), count);
    const { info } = parsed as { info: Record<string, unknown> };
    const names = Object.keys(info).filter((name) => ADDRESSES.includes(info[name] as never));
    return names.sort((a, b) => ADDRESSES.indexOf(info[a] as never) - ADDRESSES.indexOf(info[b] as never));
  };
  const inAccounts = [u8(27), u8(7), balance, ciphertexts, IN_ACCOUNT, IN_ACCOUNT, IN_ACCOUNT];
  const transferring = ["source", "mint", "destination"];

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
