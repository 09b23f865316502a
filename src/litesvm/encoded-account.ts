import {
  type Address,
  type EncodedAccount,
  getAddressCodec,
  isSolanaError,
  type Account as KitAccount,
  lamports,
} from "@solana/kit";
import { CallgateError } from "../base/errors.js";
import { describe, reasonOf } from "../base/untrusted.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import { Account, storedAccountOf } from "./account.js";

/** Kit's codec of addresses: throws Kit's errors. */
export const addressCodec = getAddressCodec();

/** An address as bytes. Throws Kit's errors for text that is none, and `invalid-address` for what is no text. */
export function addressBytes(address: Address): Uint8Array {
  if (typeof address === "string") return addressCodec.encode(address) as Uint8Array;
  throw new CallgateError("invalid-address", `expected an address (base58 text), got ${describe(address)}`, {
    address,
  });
}

/**
 * What `read` makes of values for Kit from outside. Kit's errors pass; whatever else is thrown becomes a
 * `CallgateError` of this code: "`what` could not be read: …".
 */
export function readFromKit<T>(code: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof CallgateError || isSolanaError(cause)) throw cause;
    throw new CallgateError(code, `${what} could not be read: ${reasonOf(cause)}`, { cause });
  }
}

/** Throws `invalid-account` for what is no account. */
export function fromEncodedAccount(account: EncodedAccount): readonly [key: Pubkey, account: StoredAccount] {
  return readFromKit("invalid-account", "the account", () => {
    const key = addressBytes(account.address);
    const lamports = BigInt(account.lamports);
    const owner = addressBytes(account.programAddress);
    const data = account.data as Uint8Array;
    return [key, storedAccountOf(new Account(lamports, data, owner, account.executable, 0n))];
  });
}

/** Kit's account; the data are the caller's own. */
export function toEncodedAccount(address: Address, account: StoredAccount): KitAccount<Uint8Array> {
  return {
    address,
    executable: account.executable,
    lamports: lamports(account.lamports),
    programAddress: addressCodec.decode(account.owner),
    space: BigInt(account.data.length),
    data: account.data.slice(),
  };
}
