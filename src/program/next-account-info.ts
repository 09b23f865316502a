import type { AccountInfo } from "./account-info.js";
import { ProgramError } from "./program-error.js";

/**
 * The next account of an iterator, which is `accounts.values()`. Throws ProgramError NotEnoughAccountKeys after the last
 * (solana-account-info, next_account_info).
 */
export function nextAccountInfo(accounts: Iterator<AccountInfo>): AccountInfo {
  const next = accounts.next();
  if (next.done === true) throw new ProgramError("NotEnoughAccountKeys");
  return next.value;
}
