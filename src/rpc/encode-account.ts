import { nativeMintAdditionalData, readSplTokenAdditionalData } from "../account-decoder/token/mint-additional-data.js";
import type { SplTokenAdditionalData } from "../account-decoder/token/ui-token-amount.js";
import {
  encodeUiAccount,
  MAX_BASE58_BYTES,
  sliceData,
  type UiAccountEncoding,
  type UiDataSliceConfig,
} from "../account-decoder/ui-account.js";
import type { JsonObject } from "../base/json.js";
import type { BankView } from "../cluster/bank-view.js";
import { getTokenAccountMint, isKnownSplTokenId } from "../solana/generic-token.js";
import { TOKEN_PROGRAM_ID } from "../solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../solana/pubkey.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import { invalidParams, invalidRequest } from "./errors.js";
import { oneOf, optional, struct, usize } from "./params.js";

export const accountEncoding = oneOf("binary", "base58", "base64", "jsonParsed", "base64+zstd");

const dataSlice = struct("UiDataSliceConfig", { offset: usize, length: usize });

/** How accounts are written; with `commitment` and `minContextSlot` this is RpcAccountInfoConfig. */
export const accountFields = { encoding: optional(accountEncoding), dataSlice: optional(dataSlice) };

/** Where accounts are looked up: a bank's, or those that a simulation leaves. */
export type GetAccount = (key: Pubkey) => StoredAccount | undefined;

/** An account by its key, or null (Agave: rpc.rs, `get_encoded_account`). */
export function encodeAccountAt(
  view: BankView,
  key: Pubkey,
  encoding: UiAccountEncoding,
  slice: UiDataSliceConfig | undefined,
  getAccount: GetAccount = (key) => view.getAccount(key),
): JsonObject | null {
  const account = getAccount(key);
  if (account === undefined) return null;
  if (encoding !== "jsonParsed" || !isKnownSplTokenId(account.owner)) {
    return encodeAccount(key, account, encoding, slice);
  }
  const mint = getTokenAccountMint(account.data);
  const mintAccount = mint && getAccount(mint);
  const splTokenAdditionalData =
    mintAccount && readSplTokenAdditionalData(mintAccount.data, view.sysvar("clock").unixTimestamp);
  return encodeUiAccount(key, account, encoding, { splTokenAdditionalData });
}

/** Agave: rpc.rs, `encode_account`. */
function encodeAccount(
  key: Pubkey,
  account: StoredAccount,
  encoding: UiAccountEncoding,
  slice: UiDataSliceConfig | undefined,
): JsonObject {
  const isBase58 = encoding === "binary" || encoding === "base58";
  if (isBase58 && sliceData(account.data, slice).length > MAX_BASE58_BYTES) {
    throw invalidRequest(
      `Encoded binary (base 58) data should be less than ${MAX_BASE58_BYTES} bytes, please use Base64 encoding.`,
    );
  }
  return encodeUiAccount(key, account, encoding, undefined, slice);
}

/** RpcKeyedAccount. */
export function encodeKeyedAccounts(
  accounts: Iterable<readonly [Pubkey, StoredAccount]>,
  encoding: UiAccountEncoding,
  slice: UiDataSliceConfig | undefined,
): JsonObject[] {
  return Array.from(accounts, ([key, account]) => ({
    account: encodeAccount(key, account, encoding, slice),
    pubkey: addressFromPubkey(key),
  }));
}

/** Those that can be parsed (Agave: parsed_token_accounts.rs, `get_parsed_token_accounts`). */
export function encodeParsedTokenAccounts(
  view: BankView,
  accounts: Iterable<readonly [Pubkey, StoredAccount]>,
): JsonObject[] {
  const mints = new Map<string, SplTokenAdditionalData | undefined>();
  const additionalDataOf = (account: StoredAccount) => {
    const mint = getTokenAccountMint(account.data);
    if (mint === undefined) return undefined;
    const address = addressFromPubkey(mint);
    if (!mints.has(address)) mints.set(address, findMint(view, mint)?.additionalData);
    return mints.get(address);
  };
  return Array.from(accounts, ([key, account]) => ({
    account: encodeUiAccount(key, account, "jsonParsed", { splTokenAdditionalData: additionalDataOf(account) }),
    pubkey: addressFromPubkey(key),
  })).filter(({ account }) => !Array.isArray(account.data));
}

/** A mint: which program it is of, and what its amounts look like. */
export interface KnownMint {
  readonly owner: Pubkey;
  readonly additionalData: SplTokenAdditionalData;
}

function findMint(view: BankView, mint: Pubkey): KnownMint | undefined {
  const native = nativeMintAdditionalData(mint);
  if (native !== undefined) return { owner: TOKEN_PROGRAM_ID, additionalData: native };
  const account = view.getAccount(mint);
  const additionalData = account && readSplTokenAdditionalData(account.data, view.sysvar("clock").unixTimestamp);
  return account && additionalData && { owner: account.owner, additionalData };
}

/** Agave: parsed_token_accounts.rs, `get_mint_owner_and_additional_data`. */
export function requireMint(view: BankView, mint: Pubkey): KnownMint {
  const found = findMint(view, mint);
  if (found !== undefined) return found;
  throw invalidParams(
    view.getAccount(mint) === undefined
      ? "Invalid param: could not find mint"
      : "Invalid param: Token mint could not be unpacked",
  );
}
