import { instruction, type Parser, type Part, variants } from "../call.js";
import { type Fields, hidden, i8, omitNull, readU8, u8, u64 } from "../fields.js";
import { accounts, exactArgs } from "../parts.js";
import { proofAccount, proofAccounts } from "./proofs.js";
import {
  aeCiphertext,
  ELGAMAL_CIPHERTEXT_BYTES,
  elGamalPubkey,
  maybeNull,
  nullablePubkey,
  podBool,
} from "./token-fields.js";
import { signedByOwner } from "./token-parts.js";

const mintSettings: Fields = { autoApproveNewAccounts: podBool, auditorElGamalPubkey: maybeNull(elGamalPubkey) };
const account = accounts("account");
const accountAndMint = accounts("account", "mint");
const transferred = accounts("source", "mint", "destination");
const ciphertext = hidden(ELGAMAL_CIPHERTEXT_BYTES);
const transferData: Fields = {
  newSourceDecryptableAvailableBalance: aeCiphertext,
  transferAmountAuditorCiphertextLo: ciphertext,
  transferAmountAuditorCiphertextHi: ciphertext,
};

/** Agave, parse_token/extension/confidential_transfer.rs; spl-token-2022-interface, `ConfidentialTransferInstruction`. */
export const parseConfidentialTransfer: Parser = variants(readU8, [
  instruction(
    "initializeConfidentialTransferMint",
    accounts("mint"),
    exactArgs({ authority: omitNull(nullablePubkey), ...mintSettings }),
  ),
  instruction(
    "updateConfidentialTransferMint",
    accounts("mint", "confidentialTransferMintAuthority"),
    exactArgs(mintSettings),
  ),
  instruction(
    "configureConfidentialTransferAccount",
    accountAndMint,
    exactArgs({
      decryptableZeroBalance: aeCiphertext,
      maximumPendingBalanceCreditCounter: u64,
      proofInstructionOffset: i8,
    }),
    proofAccount,
    signedByOwner,
  ),
  instruction("approveConfidentialTransferAccount", accountAndMint, accounts("confidentialTransferAuditorAuthority")),
  instruction(
    "emptyConfidentialTransferAccount",
    account,
    exactArgs({ proofInstructionOffset: i8 }),
    proofAccount,
    signedByOwner,
  ),
  instruction("depositConfidentialTransfer", accountAndMint, exactArgs({ amount: u64, decimals: u8 }), signedByOwner),
  instruction(
    "withdrawConfidentialTransfer",
    atLeastFourAccounts,
    accountAndMint,
    exactArgs({
      amount: u64,
      decimals: u8,
      newDecryptableAvailableBalance: aeCiphertext,
      equalityProofInstructionOffset: i8,
      rangeProofInstructionOffset: i8,
    }),
    proofAccounts(["equalityProof", "rangeProof"]),
    signedByOwner,
  ),
  instruction(
    "confidentialTransfer",
    transferred,
    exactArgs({
      ...transferData,
      equalityProofInstructionOffset: i8,
      ciphertextValidityProofInstructionOffset: i8,
      rangeProofInstructionOffset: i8,
    }),
    proofAccounts(["equalityProof", "ciphertextValidityProof", "rangeProof"]),
    signedByOwner,
  ),
  instruction(
    "applyPendingConfidentialTransferBalance",
    account,
    exactArgs({ expectedPendingBalanceCreditCounter: u64, newDecryptableAvailableBalance: aeCiphertext }),
    signedByOwner,
  ),
  instruction("enableConfidentialTransferConfidentialCredits", account, signedByOwner),
  instruction("disableConfidentialTransferConfidentialCredits", account, signedByOwner),
  instruction("enableConfidentialTransferNonConfidentialCredits", account, signedByOwner),
  instruction("disableConfidentialTransferNonConfidentialCredits", account, signedByOwner),
  instruction(
    "confidentialTransferWithFee",
    transferred,
    exactArgs({
      ...transferData,
      equalityProofInstructionOffset: i8,
      transferAmountCiphertextValidityProofInstructionOffset: i8,
      feeSigmaProofInstructionOffset: i8,
      feeCiphertextValidityProofInstructionOffset: i8,
      rangeProofInstructionOffset: i8,
    }),
    proofAccounts([
      "equalityProof",
      "transferAmountCiphertextValidityProof",
      "feeSigmaProof",
      "feeCiphertextValidityProof",
      "rangeProof",
    ]),
    signedByOwner,
  ),
  instruction("configureConfidentialAccountWithRegistry", accountAndMint, accounts("registry")),
]);

/** Agave wants an account for a proof here, and shows it where there is one to spare. */
function atLeastFourAccounts({ accountsLeft, reader }: Parameters<Part>[0]): void {
  if (accountsLeft < 4) reader.fail("too few accounts");
}
