import type { Part } from "../call.js";
import { option, pubkey } from "../fields.js";

/** Agave, `UiAuthorityType`; spl-token-2022-interface, `AuthorityType`. */
const AUTHORITY_TYPES = [
  "mintTokens",
  "freezeAccount",
  "accountOwner",
  "closeAccount",
  "transferFeeConfig",
  "withheldWithdraw",
  "closeMint",
  "interestRate",
  "permanentDelegate",
  "confidentialTransferMint",
  "transferHookProgramId",
  "confidentialTransferFeeConfig",
  "metadataPointer",
  "groupPointer",
  "groupMemberPointer",
  "scaledUiAmount",
  "pause",
  "permissionedBurn",
] as const;

/** All other authorities are over a mint. */
const OF_ACCOUNTS: readonly string[] = ["accountOwner", "closeAccount"];

/** What the authority is over, which authority, and who shall have it. */
export const setAuthority: Part = (call) => {
  const { info, reader } = call;
  const number = reader.u8();
  const authorityType = AUTHORITY_TYPES[number];
  if (authorityType === undefined) return reader.fail(`unknown authority type ${number}`);
  call.nameAccount(OF_ACCOUNTS.includes(authorityType) ? "account" : "mint");
  info.authorityType = authorityType;
  info.newAuthority = option(pubkey)(reader);
};
