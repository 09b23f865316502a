import { addressesOf, type Part } from "./call.js";
import type { Fields } from "./fields.js";

/** The next accounts, all of which must be there. */
export const accounts =
  (...names: readonly string[]): Part =>
  (call) => {
    for (const name of names) call.nameAccount(name);
  };

/** The next accounts, if all of them are there. */
export const optionalAccounts =
  (...names: readonly string[]): Part =>
  (call) => {
    if (call.accountsLeft >= names.length) for (const name of names) call.nameAccount(name);
  };

/** The next account, null if it is not there. */
export const nullableAccount =
  (name: string): Part =>
  (call) => {
    if (call.accountsLeft > 0) call.nameAccount(name);
    else call.info[name] = null;
  };

/** All accounts that are left, as a list: at least `min`. */
export const accountList =
  (name: string, min: number): Part =>
  (call) => {
    if (call.accountsLeft < min) call.reader.fail("too few accounts");
    call.info[name] = addressesOf(call.takeAccounts(call.accountsLeft));
  };

/** Values in the data; what comes after them does not matter. */
export const args =
  (fields: Fields): Part =>
  ({ info, reader }) => {
    for (const name in fields) info[name] = fields[name](reader);
  };

/** Values in the data and nothing after them. */
export const exactArgs =
  (fields: Fields): Part =>
  (call) => {
    args(fields)(call);
    if (call.reader.remaining > 0) call.reader.fail("expected no more data");
  };
