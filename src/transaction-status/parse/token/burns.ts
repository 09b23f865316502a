import { instruction, type Parser, variants } from "../call.js";
import { type Fields, hidden, i8, pubkey, readU8, text, u64 } from "../fields.js";
import { accounts, exactArgs } from "../parts.js";
import { proofAccount, proofAccounts } from "./proofs.js";
import { aeCiphertext, ELGAMAL_CIPHERTEXT_BYTES, elGamalPubkey, tokenAmount } from "./token-fields.js";
import { signedByAuthority, signedByOwner } from "./token-parts.js";

const ciphertext = hidden(ELGAMAL_CIPHERTEXT_BYTES);
const proofs = ["equalityProof", "ciphertextValidityProof", "rangeProof"];
const proofOffsets: Fields = {
  auditorCiphertextLo: ciphertext,
  auditorCiphertextHi: ciphertext,
  equalityProofInstructionOffset: i8,
  ciphertextValidityProofInstructionOffset: i8,
  rangeProofInstructionOffset: i8,
};
const burnData = exactArgs({ newDecryptableAvailableBalance: aeCiphertext, ...proofOffsets });
const mint = accounts("mint");

/** Agave, parse_token/extension/confidential_mint_burn.rs; spl-token-2022-interface, `ConfidentialMintBurnInstruction`. */
export const parseConfidentialMintBurn: Parser = variants(readU8, [
  instruction(
    "initializeConfidentialMintBurnMint",
    mint,
    exactArgs({ supplyElGamalPubkey: elGamalPubkey, decryptableSupply: aeCiphertext }),
  ),
  instruction(
    "rotateConfidentialMintBurnSupplyElGamalPubkey",
    mint,
    exactArgs({ newSupplyElGamalPubkey: elGamalPubkey, proofInstructionOffset: i8 }),
    proofAccount,
    signedByOwner,
  ),
  instruction(
    "updateConfidentialMintBurnDecryptableSupply",
    mint,
    exactArgs({ newDecryptableSupply: aeCiphertext }),
    signedByOwner,
  ),
  instruction(
    "confidentialMint",
    accounts("destination", "mint"),
    exactArgs({ newDecryptableSupply: aeCiphertext, ...proofOffsets }),
    proofAccounts(proofs),
    signedByOwner,
  ),
  // So Agave names the account that is burned from.
  instruction("confidentialBurn", accounts("destination", "mint"), burnData, proofAccounts(proofs), signedByOwner),
  instruction("applyPendingBurn", mint, signedByOwner),
]);

const burned = accounts("account", "mint");
const permission = accounts("permissionedBurnAuthority");

/** Agave, parse_token/extension/permissioned_burn.rs; spl-token-2022-interface, `PermissionedBurnInstruction`. */
export const parsePermissionedBurn: Parser = variants(readU8, [
  instruction("initializePermissionedBurnConfig", mint, exactArgs({ authority: pubkey })),
  instruction("permissionedBurn", burned, permission, exactArgs({ amount: text(u64) }), signedByAuthority),
  instruction("permissionedBurnChecked", burned, permission, exactArgs({ tokenAmount }), signedByAuthority),
  instruction(
    "permissionedConfidentialBurn",
    burned,
    burnData,
    proofAccounts(proofs, 2),
    permission,
    signedByAuthority,
  ),
]);
