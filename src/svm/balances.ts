import { isKnownSplTokenId, readMintDecimals, readTokenAccount } from "../solana/generic-token.js";
import { isInvoked } from "../solana/message/account-roles.js";
import { type Address, addressFromPubkey, type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import type { StoredAccount } from "./accounts-store.js";
import type { SanitizedTransaction } from "./sanitize.js";

/** The tokens of one account of a transaction (Agave: svm/src/transaction_balances.rs, SvmTokenInfo). */
export interface TokenBalance {
  readonly accountIndex: number;
  readonly mint: Address;
  readonly owner: Address;
  /** The token program. */
  readonly programAddress: Address;
  /** In the mint's smallest unit. */
  readonly amount: bigint;
  readonly decimals: number;
}

/** By the indexes of a transaction's accounts. */
export interface Balances {
  readonly lamports: readonly bigint[];
  /** Of those accounts that are token accounts. */
  readonly tokens: readonly TokenBalance[];
}

/** What the accounts of a transaction hold before it and after it. */
export interface TransactionBalances {
  readonly before: Balances;
  readonly after: Balances;
}

export type GetAccount = (key: Pubkey) => StoredAccount | undefined;

/**
 * What a transaction's accounts hold (Agave: `collect_balances`). Tokens only count if the transaction names a token
 * program, and only of accounts with a good mint.
 */
export function collectBalances({ message, keys }: SanitizedTransaction, getAccount: GetAccount): Balances {
  const lamports: bigint[] = [];
  const tokens: TokenBalance[] = [];
  const countsTokens = keys.some(isKnownSplTokenId);
  keys.forEach((key, index) => {
    const account = getAccount(key);
    lamports.push(account?.lamports ?? 0n);
    if (!countsTokens || account === undefined || isKnownSplTokenId(key) || isInvoked(message, index)) return;
    const balance = tokenBalance(account, index, getAccount);
    if (balance !== undefined) tokens.push(balance);
  });
  return { lamports, tokens };
}

function tokenBalance(account: StoredAccount, accountIndex: number, getAccount: GetAccount): TokenBalance | undefined {
  const token = isKnownSplTokenId(account.owner) ? readTokenAccount(account) : undefined;
  const mint = token && getAccount(token.mint);
  if (mint === undefined || !pubkeyEqual(mint.owner, account.owner)) return undefined;
  const decimals = readMintDecimals(mint);
  if (token === undefined || decimals === undefined) return undefined;
  return {
    accountIndex,
    mint: addressFromPubkey(token.mint),
    owner: addressFromPubkey(token.owner),
    programAddress: addressFromPubkey(account.owner),
    amount: token.amount,
    decimals,
  };
}
