import { instruction, type Parser, variants } from "../call.js";
import { i8, omitNull, readU8 } from "../fields.js";
import { accountList, accounts, exactArgs } from "../parts.js";
import { proofAccount } from "./proofs.js";
import { aeCiphertext, elGamalPubkey, nullablePubkey } from "./token-fields.js";
import { countedSourceAccounts, signedByOwner, signers } from "./token-parts.js";

const withdrawnTo = accounts("mint", "feeRecipient");
const withdrawal = exactArgs({ proofInstructionOffset: i8, newDecryptableAvailableBalance: aeCiphertext });
const withdrawing = signers("withdrawWithheldAuthority", "multisigWithdrawWithheldAuthority");

/**
 * Agave, parse_token/extension/confidential_transfer_fee.rs; spl-token-2022-interface,
 * `ConfidentialTransferFeeInstruction`.
 */
export const parseConfidentialTransferFee: Parser = variants(readU8, [
  instruction(
    "initializeConfidentialTransferFeeConfig",
    accounts("mint"),
    exactArgs({ authority: omitNull(nullablePubkey), withdrawWithheldAuthorityElGamalPubkey: elGamalPubkey }),
  ),
  instruction("withdrawWithheldConfidentialTransferTokensFromMint", withdrawnTo, withdrawal, proofAccount, withdrawing),
  instruction(
    "withdrawWithheldConfidentialTransferTokensFromAccounts",
    countedSourceAccounts,
    withdrawnTo,
    withdrawal,
    proofAccount,
    withdrawing,
  ),
  instruction("harvestWithheldConfidentialTransferTokensToMint", accounts("mint"), accountList("sourceAccounts", 0)),
  instruction("enableConfidentialTransferFeeHarvestToMint", accounts("account"), signedByOwner),
  instruction("disableConfidentialTransferFeeHarvestToMint", accounts("account"), signedByOwner),
]);
