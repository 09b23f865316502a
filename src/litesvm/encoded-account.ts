import { type Account, type Address, getAddressCodec, lamports } from "@solana/kit";
import type { StoredAccount } from "../svm/accounts-store.js";

/** Kit's codec of addresses: throws Kit's errors. */
export const addressCodec = getAddressCodec();

/** An address as bytes. */
export function addressBytes(address: Address): Uint8Array {
  return addressCodec.encode(address) as Uint8Array;
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
