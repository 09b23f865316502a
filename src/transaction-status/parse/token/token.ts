import { type Call, instruction, type Parser, variants } from "../call.js";
import { listToEnd, omitNull, option, pubkey, readU8, text, textToEnd, u8, u64 } from "../fields.js";
import { accountList, accounts, args } from "../parts.js";
import { parseBatch } from "./batch.js";
import { parseConfidentialMintBurn, parsePermissionedBurn } from "./burns.js";
import { parseConfidentialTransfer } from "./confidential-transfer.js";
import { parseConfidentialTransferFee } from "./confidential-transfer-fee.js";
import { parseInterface } from "./interfaces.js";
import { setAuthority } from "./set-authority.js";
import * as settings from "./settings.js";
import { extensionType, tokenAmount } from "./token-fields.js";
import { signedByAuthority, signedByOwner, signers } from "./token-parts.js";
import { parseTransferFee } from "./transfer-fee.js";

const mint = accounts("mint");
const account = accounts("account");
const accountAndMint = accounts("account", "mint");
const rentSysvar = accounts("rentSysvar");
const amount = args({ amount: text(u64) });
const checkedAmount = args({ tokenAmount });
const owner = args({ owner: pubkey });
const extensionTypes = args({ extensionTypes: listToEnd(extensionType) });
const newMint = args({ decimals: u8, mintAuthority: pubkey, freezeAuthority: omitNull(option(pubkey)) });
const signedByMintAuthority = signers("mintAuthority", "multisigMintAuthority");
const signedByFreezeAuthority = signers("freezeAuthority", "multisigFreezeAuthority");

/** Those of both token programs come first, then those of Token-2022 (spl-token-2022-interface, `TokenInstruction`). */
const instructions: readonly Parser[] = [
  instruction("initializeMint", mint, rentSysvar, newMint),
  instruction("initializeAccount", accountAndMint, accounts("owner"), rentSysvar),
  instruction("initializeMultisig", accounts("multisig"), rentSysvar, accountList("signers", 1), args({ m: u8 })),
  instruction("transfer", accounts("source", "destination"), amount, signedByAuthority),
  instruction("approve", accounts("source", "delegate"), amount, signedByOwner),
  instruction("revoke", accounts("source"), signedByOwner),
  instruction("setAuthority", setAuthority, signedByAuthority),
  instruction("mintTo", accounts("mint", "account"), amount, signedByMintAuthority),
  instruction("burn", accountAndMint, amount, signedByAuthority),
  instruction("closeAccount", accounts("account", "destination"), signedByOwner),
  instruction("freezeAccount", accountAndMint, signedByFreezeAuthority),
  instruction("thawAccount", accountAndMint, signedByFreezeAuthority),
  instruction("transferChecked", accounts("source", "mint", "destination"), checkedAmount, signedByAuthority),
  instruction("approveChecked", accounts("source", "mint", "delegate"), checkedAmount, signedByOwner),
  instruction("mintToChecked", accounts("mint", "account"), checkedAmount, signedByMintAuthority),
  instruction("burnChecked", accountAndMint, checkedAmount, signedByAuthority),
  instruction("initializeAccount2", accountAndMint, rentSysvar, owner),
  instruction("syncNative", account),
  instruction("initializeAccount3", accountAndMint, owner),
  instruction("initializeMultisig2", accounts("multisig"), accountList("signers", 1), args({ m: u8 })),
  instruction("initializeMint2", mint, newMint),
  instruction("getAccountDataSize", mint, extensionTypes, omitEmptyExtensionTypes),
  instruction("initializeImmutableOwner", account),
  instruction("amountToUiAmount", mint, amount),
  instruction("uiAmountToAmount", mint, args({ uiAmount: textToEnd })),
  instruction("initializeMintCloseAuthority", mint, args({ newAuthority: option(pubkey) })),
  parseTransferFee,
  parseConfidentialTransfer,
  settings.parseDefaultAccountState,
  instruction("reallocate", accounts("account", "payer", "systemProgram"), extensionTypes, signedByOwner),
  settings.parseMemoTransfer,
  instruction("createNativeMint", accounts("payer", "nativeMint", "systemProgram")),
  instruction("initializeNonTransferableMint", mint),
  settings.parseInterestBearingMint,
  settings.parseCpiGuard,
  instruction("initializePermanentDelegate", mint, args({ delegate: pubkey })),
  settings.parseTransferHook,
  parseConfidentialTransferFee,
  instruction("withdrawExcessLamports", accounts("source", "destination"), signedByAuthority),
  settings.parseMetadataPointer,
  settings.parseGroupPointer,
  settings.parseGroupMemberPointer,
  parseConfidentialMintBurn,
  settings.parseScaledUiAmount,
  settings.parsePausable,
  instruction(
    "unwrapLamports",
    accounts("source", "destination"),
    args({ amount: omitNull(option(text(u64))) }),
    signedByAuthority,
  ),
  parsePermissionedBurn,
];

const BATCH = 255;

const parseNumbered = variants(readU8, instructions);

/** An instruction of a batch, which cannot be a batch again. */
const parseSingle: Parser = (call) =>
  nextByte(call) < instructions.length ? parseNumbered(call) : parseInterface(call);

/** Agave, transaction-status/src/parse_token.rs, for both token programs. */
export const parseToken: Parser = (call) =>
  nextByte(call) === BATCH ? parseBatch(call, parseSingle) : parseSingle(call);

function nextByte({ reader }: Call): number {
  return reader.bytes[reader.offset] ?? 0;
}

function omitEmptyExtensionTypes({ info }: Call): void {
  if (Array.isArray(info.extensionTypes) && info.extensionTypes.length === 0) info.extensionTypes = undefined;
}
