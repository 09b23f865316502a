import type { BankView } from "../../cluster/bank-view.js";
import { isKnownSplTokenId, TOKEN_ACCOUNT_BYTES, TOKEN_ACCOUNT_TYPE } from "../../solana/generic-token.js";
import { TOKEN_2022_PROGRAM_ID } from "../../solana/program-ids.js";
import { comparePubkeys, PUBKEY_BYTES, type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import type { StoredAccount } from "../../svm/accounts-store.js";
import { type AccountFilter, accountFilters, filterAllows, verifyFilters } from "../account-filters.js";
import { bankWith, contextFields, withContext } from "../configs.js";
import { accountFields, encodeKeyedAccounts, encodeParsedTokenAccounts } from "../encode-account.js";
import { invalidParams } from "../errors.js";
import { verifyPubkey } from "../keys.js";
import { method } from "../method.js";
import { boolean, optional, string, struct } from "../params.js";

export const programAccountsConfig = optional(
  struct("RpcProgramAccountsConfig", {
    filters: optional(accountFilters),
    ...accountFields,
    ...contextFields,
    withContext: optional(boolean),
    sortResults: optional(boolean),
  }),
);

export const programAccountMethods = {
  getProgramAccounts: method(
    { programId: string, config: programAccountsConfig },
    (context, { programId: programIdText, config }) => {
      const programId = verifyPubkey(programIdText);
      const filters = verifyFilters(config?.filters ?? []);
      const view = bankWith(context, config);
      const found = findProgramAccounts(view, programId, filters);
      if (config?.sortResults ?? true) found.sort(([a], [b]) => comparePubkeys(a, b));
      const encoding = config?.encoding ?? "binary";
      const accounts =
        encoding === "jsonParsed" && isKnownSplTokenId(programId)
          ? encodeParsedTokenAccounts(view, found)
          : encodeKeyedAccounts(found, encoding, config?.dataSlice);
      return config?.withContext === true ? withContext(context, view, accounts) : accounts;
    },
  ),
};

/** Through the indexes by owner and mint where the filters ask for one (Agave: rpc.rs, `get_program_accounts`). */
function findProgramAccounts(
  view: BankView,
  programId: Pubkey,
  filters: readonly AccountFilter[],
): (readonly [Pubkey, StoredAccount])[] {
  const owner = tokenKeyFilter(programId, filters, "owner");
  const mint = owner === undefined ? tokenKeyFilter(programId, filters, "mint") : undefined;
  if (owner !== undefined) return filterTokenAccounts(view.tokenAccounts("owner", owner), programId, filters);
  if (mint !== undefined) return filterTokenAccounts(view.tokenAccounts("mint", mint), programId, filters);
  return filterAccounts(view.programAccounts(programId), filters);
}

/** Those of one of the token programs that are initialised token accounts. */
export function filterTokenAccounts(
  accounts: Iterable<readonly [Pubkey, StoredAccount]>,
  programId: Pubkey,
  filters: readonly AccountFilter[] = [],
): (readonly [Pubkey, StoredAccount])[] {
  const found = filterAccounts(accounts, [...filters, { kind: "tokenAccountState" }]);
  return found.filter(([, account]) => pubkeyEqual(account.owner, programId));
}

function filterAccounts(accounts: Iterable<readonly [Pubkey, StoredAccount]>, filters: readonly AccountFilter[]) {
  const found: (readonly [Pubkey, StoredAccount])[] = [];
  for (const entry of accounts) {
    if (filters.every((filter) => filterAllows(filter, entry[1].data))) found.push(entry);
  }
  return found;
}

const KEY_OFFSETS = { mint: 0, owner: 32 } as const;

/**
 * The owner or mint that the filters ask for, if they ask for token accounts alone (Agave: rpc.rs,
 * `get_spl_token_owner_filter`, `get_spl_token_mint_filter`).
 */
function tokenKeyFilter(
  programId: Pubkey,
  filters: readonly AccountFilter[],
  name: keyof typeof KEY_OFFSETS,
): Pubkey | undefined {
  if (!isKnownSplTokenId(programId)) return undefined;
  const isToken2022 = pubkeyEqual(programId, TOKEN_2022_PROGRAM_ID);
  let key: Pubkey | undefined;
  let asksForAccounts = false;
  for (const filter of filters) {
    if (filter.kind === "tokenAccountState") asksForAccounts = true;
    else if (filter.kind === "dataSize") asksForAccounts ||= filter.size === BigInt(TOKEN_ACCOUNT_BYTES);
    else if (filter.offset === TOKEN_ACCOUNT_BYTES && isToken2022) {
      asksForAccounts ||= filter.bytes.length === 1 && filter.bytes[0] === TOKEN_ACCOUNT_TYPE.account;
    } else if (filter.offset === KEY_OFFSETS[name]) key = checkKeyLength(filter.bytes, name);
  }
  return asksForAccounts ? key : undefined;
}

function checkKeyLength(bytes: Uint8Array, name: string): Pubkey {
  if (bytes.length === PUBKEY_BYTES) return bytes;
  throw invalidParams(`Incorrect byte length ${bytes.length} for SPL token ${name} filter, expected ${PUBKEY_BYTES}`);
}
