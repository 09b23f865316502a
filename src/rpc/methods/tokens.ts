import { readSplTokenAdditionalData } from "../../account-decoder/token/mint-additional-data.js";
import { unpackMint, unpackTokenAccount } from "../../account-decoder/token/state.js";
import { tokenAmountToUiAmount } from "../../account-decoder/token/ui-token-amount.js";
import type { Json } from "../../base/json.js";
import type { BankView } from "../../cluster/bank-view.js";
import { isKnownSplTokenId } from "../../solana/generic-token.js";
import { addressFromPubkey, comparePubkeys, type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import type { StoredAccount } from "../../svm/accounts-store.js";
import { bankWith, commitmentConfig, withContext } from "../configs.js";
import { prepare, type RpcContext } from "../context.js";
import { encodeKeyedAccounts, encodeParsedTokenAccounts, requireMint } from "../encode-account.js";
import { invalidParams } from "../errors.js";
import { verifyPubkey } from "../keys.js";
import { method } from "../method.js";
import { string, type ValueOf } from "../params.js";
import { prepareWithMints } from "../prepare-mints.js";
import { tagged } from "../tagged.js";
import { accountInfoConfig } from "./accounts.js";
import { filterTokenAccounts } from "./program-accounts.js";

/** Agave: rpc-client-types, request.rs, NUM_LARGEST_ACCOUNTS. */
const NUM_LARGEST_ACCOUNTS = 20;

/** RpcTokenAccountsFilter: of one mint, or of one token program. */
const tokenAccountsFilter = tagged({ mint: string, programId: string });

export const tokenMethods = {
  getTokenAccountBalance: method({ pubkey: string, commitment: commitmentConfig }, async (context, params) => {
    const key = verifyPubkey(params.pubkey);
    await prepareWithMints(context, [key]);
    const view = bankWith(context, params.commitment);
    const account = requireTokenAccount(view, key);
    const { additionalData } = requireMint(view, account.mint);
    return withContext(context, view, tokenAmountToUiAmount(account.amount, additionalData));
  }),

  getTokenSupply: method({ mint: string, commitment: commitmentConfig }, async (context, params) => {
    const key = verifyPubkey(params.mint);
    await prepare(context, [key]);
    const view = bankWith(context, params.commitment);
    const account = requireOfTokenProgram(view, key, "mint");
    const mint = unpackMint(account.data);
    const additionalData = readSplTokenAdditionalData(account.data, view.sysvar("clock").unixTimestamp);
    if (mint === undefined || additionalData === undefined) {
      throw invalidParams("Invalid param: mint could not be unpacked");
    }
    return withContext(context, view, tokenAmountToUiAmount(mint.supply, additionalData));
  }),

  getTokenLargestAccounts: method({ mint: string, commitment: commitmentConfig }, async (context, params) => {
    const mint = verifyPubkey(params.mint);
    await prepare(context, [mint]);
    const view = bankWith(context, params.commitment);
    const { owner, additionalData } = requireMint(view, mint);
    if (!isKnownSplTokenId(owner)) throw invalidParams("Invalid param: not a Token mint");
    const largest = largestHoldings(filterTokenAccounts(view.tokenAccounts("mint", mint), owner));
    const value = largest.map(([key, amount]) => ({
      address: addressFromPubkey(key),
      ...tokenAmountToUiAmount(amount, additionalData),
    }));
    return withContext(context, view, value);
  }),

  getTokenAccountsByOwner: method(
    { owner: string, filter: tokenAccountsFilter, config: accountInfoConfig },
    (context, { owner, filter, config }) => tokenAccountsBy("owner", context, owner, filter, config),
  ),

  getTokenAccountsByDelegate: method(
    { delegate: string, filter: tokenAccountsFilter, config: accountInfoConfig },
    (context, { delegate, filter, config }) => tokenAccountsBy("delegate", context, delegate, filter, config),
  ),
};

function requireTokenAccount(view: BankView, key: Pubkey) {
  const account = unpackTokenAccount(requireOfTokenProgram(view, key, "account").data);
  if (account === undefined) throw invalidParams("Invalid param: not a Token account");
  return account;
}

function requireOfTokenProgram(view: BankView, key: Pubkey, kind: "account" | "mint"): StoredAccount {
  const account = view.getAccount(key);
  if (account === undefined) throw invalidParams("Invalid param: could not find account");
  if (!isKnownSplTokenId(account.owner)) throw invalidParams(`Invalid param: not a Token ${kind}`);
  return account;
}

/** The largest amounts, largest first; among equal ones the last keys. */
function largestHoldings(accounts: readonly (readonly [Pubkey, StoredAccount])[]): (readonly [Pubkey, bigint])[] {
  const holdings = accounts.map(([key, { data }]) => [key, unpackTokenAccount(data)?.amount ?? 0n] as const);
  holdings.sort(([a, x], [b, y]) => (x === y ? comparePubkeys(b, a) : x < y ? 1 : -1));
  return holdings.slice(0, NUM_LARGEST_ACCOUNTS);
}

async function tokenAccountsBy(
  index: "owner" | "delegate",
  context: RpcContext,
  keyText: string,
  filter: ValueOf<typeof tokenAccountsFilter>,
  config: ValueOf<typeof accountInfoConfig>,
): Promise<Json> {
  const key = verifyPubkey(keyText);
  const filterKey = verifyPubkey(filter.value);
  if (filter.kind === "mint") await prepare(context, [filterKey]);
  const view = bankWith(context, config);
  const { programId, mint } = tokenProgramAndMint(view, filter.kind, filterKey);
  const found = filterTokenAccounts(view.tokenAccounts(index, key), programId).filter(
    ([, { data }]) => mint === undefined || pubkeyEqual(data.subarray(0, 32), mint),
  );
  found.sort(([a], [b]) => comparePubkeys(a, b));
  const encoding = config?.encoding ?? "binary";
  const accounts =
    encoding === "jsonParsed"
      ? encodeParsedTokenAccounts(view, found)
      : encodeKeyedAccounts(found, encoding, config?.dataSlice);
  return withContext(context, view, accounts);
}

/** Agave: rpc.rs, `get_token_program_id_and_mint`. */
function tokenProgramAndMint(
  view: BankView,
  kind: ValueOf<typeof tokenAccountsFilter>["kind"],
  key: Pubkey,
): { programId: Pubkey; mint: Pubkey | undefined } {
  if (kind === "mint") {
    const { owner } = requireMint(view, key);
    if (!isKnownSplTokenId(owner)) throw invalidParams("Invalid param: not a Token mint");
    return { programId: owner, mint: key };
  }
  if (!isKnownSplTokenId(key)) throw invalidParams("Invalid param: unrecognized Token program id");
  return { programId: key, mint: undefined };
}
