import { instruction, type Parser, variants } from "../call.js";
import { omitNull, option, pubkey, readU8, u16, u64 } from "../fields.js";
import { accountList, accounts, args } from "../parts.js";
import { tokenAmountAndFee } from "./token-fields.js";
import { countedSourceAccounts, signedByAuthority, signers } from "./token-parts.js";

const fee = { transferFeeBasisPoints: u16, maximumFee: u64 };
const authority = omitNull(option(pubkey));
const withdrawnTo = accounts("mint", "feeRecipient");
const withdrawing = signers("withdrawWithheldAuthority", "multisigWithdrawWithheldAuthority");

/** Agave, parse_token/extension/transfer_fee.rs; spl-token-2022-interface, `TransferFeeInstruction`. */
export const parseTransferFee: Parser = variants(readU8, [
  instruction(
    "initializeTransferFeeConfig",
    accounts("mint"),
    args({ transferFeeConfigAuthority: authority, withdrawWithheldAuthority: authority, ...fee }),
  ),
  instruction(
    "transferCheckedWithFee",
    accounts("source", "mint", "destination"),
    tokenAmountAndFee,
    signedByAuthority,
  ),
  instruction("withdrawWithheldTokensFromMint", withdrawnTo, withdrawing),
  instruction("withdrawWithheldTokensFromAccounts", countedSourceAccounts, withdrawnTo, withdrawing),
  instruction("harvestWithheldTokensToMint", accounts("mint"), accountList("sourceAccounts", 0)),
  instruction(
    "setTransferFee",
    accounts("mint"),
    args(fee),
    signers("transferFeeConfigAuthority", "multisigtransferFeeConfigAuthority"),
  ),
]);
