import { isKnownSplTokenId, readTokenAccount } from "../solana/generic-token.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import type { TokenIndex } from "./ledger.js";

// spl-token's Account: the delegate is a COption, a tag of four bytes before the key.
const DELEGATE_TAG_OFFSET = 72;
const DELEGATE_OFFSET = 76;

/** The mint, owner or delegate of what is an account of a token program; undefined for others. */
export function tokenKeyOf(account: StoredAccount, index: TokenIndex): Pubkey | undefined {
  const token = isKnownSplTokenId(account.owner) ? readTokenAccount(account) : undefined;
  if (token === undefined || index !== "delegate") return token?.[index as "owner" | "mint"];
  const { data } = account;
  return data[DELEGATE_TAG_OFFSET] === 1 ? data.slice(DELEGATE_OFFSET, DELEGATE_OFFSET + 32) : undefined;
}
