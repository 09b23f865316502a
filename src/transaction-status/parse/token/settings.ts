import { instruction, type Parser, variants } from "../call.js";
import { i16, i64, omitNull, oneOf, pubkey, readU8 } from "../fields.js";
import { accounts, exactArgs } from "../parts.js";
import { multiplier, nullablePubkey } from "./token-fields.js";
import { signedByAuthority, signedByOwner, signers } from "./token-parts.js";

// What Token-2022 lets mints and accounts be set to: Agave, transaction-status/src/parse_token/extension;
// spl-token-2022-interface, extension.

const mint = accounts("mint");
const account = accounts("account");
const givenPubkey = omitNull(nullablePubkey);

const accountState = exactArgs({ accountState: oneOf(readU8, ["uninitialized", "initialized", "frozen"]) });

/** `DefaultAccountStateInstruction`. */
export const parseDefaultAccountState: Parser = variants(readU8, [
  instruction("initializeDefaultAccountState", mint, accountState),
  instruction("updateDefaultAccountState", mint, accountState, signers("freezeAuthority", "multisigFreezeAuthority")),
]);

/** `RequiredMemoTransfersInstruction`. */
export const parseMemoTransfer: Parser = variants(readU8, [
  instruction("enableRequiredMemoTransfers", account, signedByOwner),
  instruction("disableRequiredMemoTransfers", account, signedByOwner),
]);

/** `CpiGuardInstruction`. */
export const parseCpiGuard: Parser = variants(readU8, [
  instruction("enableCpiGuard", account, signedByOwner),
  instruction("disableCpiGuard", account, signedByOwner),
]);

/** `InterestBearingMintInstruction`. */
export const parseInterestBearingMint: Parser = variants(readU8, [
  instruction("initializeInterestBearingConfig", mint, exactArgs({ rateAuthority: nullablePubkey, rate: i16 })),
  instruction(
    "updateInterestBearingConfigRate",
    mint,
    exactArgs({ newRate: i16 }),
    signers("rateAuthority", "multisigRateAuthority"),
  ),
]);

/** `ScaledUiAmountMintInstruction`. */
export const parseScaledUiAmount: Parser = variants(readU8, [
  instruction("initializeScaledUiAmountConfig", mint, exactArgs({ authority: nullablePubkey, multiplier })),
  instruction(
    "updateMultiplier",
    mint,
    exactArgs({ newMultiplier: multiplier, newMultiplierTimestamp: i64 }),
    signedByAuthority,
  ),
]);

/** `PausableInstruction`. */
export const parsePausable: Parser = variants(readU8, [
  instruction("initializePausableConfig", mint, exactArgs({ authority: pubkey })),
  instruction("pause", mint, signedByAuthority),
  instruction("resume", mint, signedByAuthority),
]);

/** Something that a mint refers to by its address: initialized with an authority, which may change the address. */
function reference(name: string, address: string): Parser {
  return variants(readU8, [
    instruction(`initialize${name}`, mint, exactArgs({ authority: givenPubkey, [address]: givenPubkey })),
    instruction(`update${name}`, mint, exactArgs({ [address]: givenPubkey }), signedByAuthority),
  ]);
}

export const parseTransferHook = reference("TransferHook", "programId");
export const parseMetadataPointer = reference("MetadataPointer", "metadataAddress");
export const parseGroupPointer = reference("GroupPointer", "groupAddress");
export const parseGroupMemberPointer = reference("GroupMemberPointer", "memberAddress");
