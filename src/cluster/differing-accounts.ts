import { bytesEqual } from "../base/bytes.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { PubkeyMap } from "../solana/pubkey-map.js";
import type { StoredAccount } from "../svm/accounts-store.js";

type Accounts = Iterable<readonly [Pubkey, StoredAccount]>;

/** The keys of accounts that two states do not have alike. */
export function differingAccounts(expected: Accounts, found: Accounts): Pubkey[] {
  const left = new PubkeyMap<StoredAccount>();
  for (const [key, account] of found) left.set(key, account);
  const differing: Pubkey[] = [];
  for (const [key, account] of expected) {
    const other = left.get(key);
    left.delete(key);
    if (other === undefined || !isAlike(account, other)) differing.push(key);
  }
  return [...differing, ...left.keys()];
}

function isAlike(a: StoredAccount, b: StoredAccount): boolean {
  return (
    a.lamports === b.lamports &&
    a.executable === b.executable &&
    a.rentEpoch === b.rentEpoch &&
    pubkeyEqual(a.owner, b.owner) &&
    bytesEqual(a.data, b.data)
  );
}
