import { type Account, type Address, getAddressCodec, lamports } from "@solana/kit";
import { CallgateError } from "../base/errors.js";
import { describe } from "../base/untrusted.js";
import type { StoredAccount } from "../svm/accounts-store.js";

/** Kit's codec of addresses: throws Kit's errors. */
export const addressCodec = getAddressCodec();

/** An address as bytes. Throws Kit's errors for text that is none, and `invalid-address` for what is no text. */
export function addressBytes(address: Address): Uint8Array {
  if (typeof address === "string") return addressCodec.encode(address) as Uint8Array;
  throw new CallgateError("invalid-address", `expected an address (base58 text), got ${describe(address)}`, {
    address,
  });
}

/** Kit's account; the data are the caller's own. */
export function toEncodedAccount(address: Address, account: StoredAccount): Account<Uint8Array> {
  return {
    address,
    executable: account.executable,
    lamports: lamports(account.lamports),
    programAddress: addressCodec.decode(account.owner),
    space: BigInt(account.data.length),
    data: account.data.slice(),
  };
}
