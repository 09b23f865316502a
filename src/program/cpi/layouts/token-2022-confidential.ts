import { codec, refuseValue, requireBytes } from "../../codec/codec.js";
import { bool, i8, pubkey, u8, u64 } from "../../codec/scalars.js";
import { authority, optional, readonly, signer, writable, writableSigner } from "../layout.js";
import { nullablePubkey } from "./token-base.js";

/** Exactly so many bytes: a ciphertext. */
function ciphertext(length: number) {
  return codec<Uint8Array>(
    { array: ["u8", length] },
    (value) => {
      if (!(value instanceof Uint8Array) || value.length !== length) refuseValue(`${length} bytes`, value);
      return value.slice();
    },
    (bytes, offset) => {
      requireBytes(bytes, offset, length);
      return [bytes.slice(offset, offset + length), offset + length];
    },
  );
}

/** An amount under the owner's own key (solana-zk-sdk, PodAeCiphertext). */
const decryptable = ciphertext(36);
/** An amount under somebody's ElGamal key (solana-zk-sdk, PodElGamalCiphertext). */
const encrypted = ciphertext(64);
/** An ElGamal public key. */
const elGamalPubkey = pubkey;

const mint = writable;
const token = writable;
const mintAndAuthority = { mint, authority };
const tokenAndAuthority = { token, authority };
/** Where one proof is: in an instruction of the transaction, `offset` from this one, or in an account, for 0. */
const instructionsSysvarOrContextState = readonly;
const proofOffset = { proofInstructionOffset: i8 };
/** Where several proofs are. The sysvar is given if any of them is in an instruction, a record for each that is not. */
const proof = optional(readonly);
const threeProofs = {
  instructionsSysvar: proof,
  equalityRecord: proof,
  ciphertextValidityRecord: proof,
  rangeRecord: proof,
};
const threeOffsets = {
  equalityProofInstructionOffset: i8,
  ciphertextValidityProofInstructionOffset: i8,
  rangeProofInstructionOffset: i8,
};
const burnArgs = {
  newDecryptableAvailableBalance: decryptable,
  burnAmountAuditorCiphertextLo: encrypted,
  burnAmountAuditorCiphertextHi: encrypted,
  ...threeOffsets,
};
const transferArgs = {
  newSourceDecryptableAvailableBalance: decryptable,
  transferAmountAuditorCiphertextLo: encrypted,
  transferAmountAuditorCiphertextHi: encrypted,
};
const mintPolicy = { autoApproveNewAccounts: bool, auditorElgamalPubkey: nullablePubkey };

/**
 * Confidential transfers, their fees, and confidential minting and burning; names are those of @solana-program/token-2022
 * (spl-token-2022-interface, ConfidentialTransferInstruction, ConfidentialTransferFeeInstruction,
 * ConfidentialMintBurnInstruction).
 */
export const confidential = () =>
  ({
    initializeConfidentialTransferMint: {
      discriminator: [27, 0],
      accounts: { mint },
      args: { authority: nullablePubkey, ...mintPolicy },
    },
    updateConfidentialTransferMint: { discriminator: [27, 1], accounts: { mint, authority: signer }, args: mintPolicy },
    configureConfidentialTransferAccount: {
      discriminator: [27, 2],
      accounts: { token, mint: readonly, instructionsSysvarOrContextState, authority },
      args: { decryptableZeroBalance: decryptable, maximumPendingBalanceCreditCounter: u64, ...proofOffset },
    },
    approveConfidentialTransferAccount: {
      discriminator: [27, 3],
      accounts: { token, mint: readonly, authority: signer },
      args: {},
    },
    emptyConfidentialTransferAccount: {
      discriminator: [27, 4],
      accounts: { token, instructionsSysvarOrContextState, authority },
      args: proofOffset,
    },
    confidentialDeposit: {
      discriminator: [27, 5],
      accounts: { token, mint: readonly, authority },
      args: { amount: u64, decimals: u8 },
    },
    confidentialWithdraw: {
      discriminator: [27, 6],
      accounts: {
        token,
        mint: readonly,
        instructionsSysvar: proof,
        equalityRecord: proof,
        rangeRecord: proof,
        authority,
      },
      args: {
        amount: u64,
        decimals: u8,
        newDecryptableAvailableBalance: decryptable,
        equalityProofInstructionOffset: i8,
        rangeProofInstructionOffset: i8,
      },
    },
    confidentialTransfer: {
      discriminator: [27, 7],
      accounts: { sourceToken: token, mint: readonly, destinationToken: token, ...threeProofs, authority },
      args: { ...transferArgs, ...threeOffsets },
    },
    applyConfidentialPendingBalance: {
      discriminator: [27, 8],
      accounts: tokenAndAuthority,
      args: { expectedPendingBalanceCreditCounter: u64, newDecryptableAvailableBalance: decryptable },
    },
    enableConfidentialCredits: { discriminator: [27, 9], accounts: tokenAndAuthority, args: {} },
    disableConfidentialCredits: { discriminator: [27, 10], accounts: tokenAndAuthority, args: {} },
    enableNonConfidentialCredits: { discriminator: [27, 11], accounts: tokenAndAuthority, args: {} },
    disableNonConfidentialCredits: { discriminator: [27, 12], accounts: tokenAndAuthority, args: {} },
    confidentialTransferWithFee: {
      discriminator: [27, 13],
      accounts: {
        sourceToken: token,
        mint: readonly,
        destinationToken: token,
        instructionsSysvar: proof,
        equalityRecord: proof,
        transferAmountCiphertextValidityRecord: proof,
        feeSigmaRecord: proof,
        feeCiphertextValidityRecord: proof,
        rangeRecord: proof,
        authority,
      },
      args: {
        ...transferArgs,
        equalityProofInstructionOffset: i8,
        transferAmountCiphertextValidityProofInstructionOffset: i8,
        feeSigmaProofInstructionOffset: i8,
        feeCiphertextValidityProofInstructionOffset: i8,
        rangeProofInstructionOffset: i8,
      },
    },
    configureConfidentialTransferAccountWithRegistry: {
      discriminator: [27, 14],
      accounts: {
        token,
        mint: readonly,
        elgamalRegistry: readonly,
        payer: optional(writableSigner),
        systemProgram: optional(readonly),
      },
      args: {},
    },
    initializeConfidentialTransferFee: {
      discriminator: [37, 0],
      accounts: { mint },
      args: { authority: nullablePubkey, withdrawWithheldAuthorityElGamalPubkey: elGamalPubkey },
    },
    withdrawWithheldTokensFromMintForConfidentialTransferFee: {
      discriminator: [37, 1],
      accounts: { mint, destination: token, instructionsSysvarOrContextState, authority },
      args: { ...proofOffset, newDecryptableAvailableBalance: decryptable },
    },
    /** The accounts to withdraw from are the remaining accounts, and `numTokenAccounts` is how many they are. */
    withdrawWithheldTokensFromAccountsForConfidentialTransferFee: {
      discriminator: [37, 2],
      accounts: { mint: readonly, destination: token, instructionsSysvarOrContextState, authority },
      args: { numTokenAccounts: u8, ...proofOffset, newDecryptableAvailableBalance: decryptable },
    },
    /** The accounts to harvest from are the remaining accounts. */
    harvestWithheldTokensToMintForConfidentialTransferFee: { discriminator: [37, 3], accounts: { mint }, args: {} },
    enableHarvestToMint: { discriminator: [37, 4], accounts: mintAndAuthority, args: {} },
    disableHarvestToMint: { discriminator: [37, 5], accounts: mintAndAuthority, args: {} },
    initializeConfidentialMintBurn: {
      discriminator: [42, 0],
      accounts: { mint },
      args: { supplyElgamalPubkey: elGamalPubkey, decryptableSupply: decryptable },
    },
    rotateSupplyElgamalPubkey: {
      discriminator: [42, 1],
      accounts: { mint, instructionsSysvarOrContextState, authority },
      args: { newSupplyElgamalPubkey: elGamalPubkey, ...proofOffset },
    },
    updateConfidentialMintBurnDecryptableSupply: {
      discriminator: [42, 2],
      accounts: mintAndAuthority,
      args: { newDecryptableSupply: decryptable },
    },
    confidentialMint: {
      discriminator: [42, 3],
      accounts: { token, mint, ...threeProofs, authority },
      args: {
        newDecryptableSupply: decryptable,
        mintAmountAuditorCiphertextLo: encrypted,
        mintAmountAuditorCiphertextHi: encrypted,
        ...threeOffsets,
      },
    },
    confidentialBurn: {
      discriminator: [42, 4],
      accounts: { token, mint, ...threeProofs, authority },
      args: burnArgs,
    },
    applyConfidentialPendingBurn: { discriminator: [42, 5], accounts: mintAndAuthority, args: {} },
    permissionedConfidentialBurn: {
      discriminator: [46, 3],
      accounts: { token, mint, ...threeProofs, permissionedBurnAuthority: signer, authority },
      args: burnArgs,
    },
  }) as const;
