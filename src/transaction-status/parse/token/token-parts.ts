import { addressesOf, type Part } from "../call.js";

/**
 * Who signs, in the rest of the accounts: the only one left as `authority`, or a multisig account as `multisigAuthority`
 * with its `signers` (Agave, `parse_signers`).
 */
export const signers =
  (authority: string, multisigAuthority: string): Part =>
  (call) => {
    if (call.accountsLeft <= 1) return call.nameAccount(authority);
    call.nameAccount(multisigAuthority);
    call.info.signers = addressesOf(call.takeAccounts(call.accountsLeft));
  };

export const signedByOwner = signers("owner", "multisigOwner");
export const signedByAuthority = signers("authority", "multisigAuthority");

/** A count in the data, and as many accounts, the last. */
export const countedSourceAccounts: Part = (call) => {
  call.info.sourceAccounts = addressesOf(call.takeLastAccounts(call.reader.u8()));
};
