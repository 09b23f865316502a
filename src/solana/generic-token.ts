import { viewOf } from "../base/bytes.js";
import type { Account } from "./account.js";
import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "./program-ids.js";
import { type Pubkey, pubkeyEqual } from "./pubkey.js";

// What both token programs have in common (spl-generic-token). Extensions of Token-2022 follow an account type byte,
// which mints have at the same place; nothing with extensions is as long as a multisig.

export const TOKEN_ACCOUNT_BYTES = 165;
export const TOKEN_MINT_BYTES = 82;
export const TOKEN_MULTISIG_BYTES = 355;
/** spl-token-2022-interface `AccountType`. */
export const TOKEN_ACCOUNT_TYPE = { mint: 1, account: 2 } as const;
const OFFSETS = { owner: 32, amount: 64, accountState: 108, decimals: 44, isMintInitialized: 45 } as const;

export interface GenericTokenAccount {
  readonly mint: Pubkey;
  readonly owner: Pubkey;
  readonly amount: bigint;
}

type Owned = Pick<Account, "data" | "owner">;

/** Whether this is one of the token programs (`is_known_spl_token_id`). */
export function isKnownSplTokenId(id: Pubkey): boolean {
  return pubkeyEqual(id, TOKEN_PROGRAM_ID) || pubkeyEqual(id, TOKEN_2022_PROGRAM_ID);
}

/** Whether the data is an initialised account's, with extensions or without (`Account::valid_account_data`). */
export function isTokenAccountData(data: Uint8Array): boolean {
  const hasForm = data.length === TOKEN_ACCOUNT_BYTES || isExtended(data, TOKEN_ACCOUNT_TYPE.account);
  return hasForm && data[OFFSETS.accountState] !== 0;
}

/** The mint of an initialised account (Agave: account-decoder `get_token_account_mint`). */
export function getTokenAccountMint(data: Uint8Array): Pubkey | undefined {
  return isTokenAccountData(data) ? data.slice(0, OFFSETS.owner) : undefined;
}

/** An initialised account of a token program; undefined for anything else. */
export function readTokenAccount({ data, owner }: Owned): GenericTokenAccount | undefined {
  if (!mayHaveLength(data, owner, TOKEN_ACCOUNT_BYTES) || !isTokenAccountData(data)) return undefined;
  return {
    mint: data.slice(0, OFFSETS.owner),
    owner: data.slice(OFFSETS.owner, OFFSETS.amount),
    amount: viewOf(data).getBigUint64(OFFSETS.amount, true),
  };
}

/** The decimals of an initialised mint of a token program; undefined for anything else. */
export function readMintDecimals({ data, owner }: Owned): number | undefined {
  const hasForm = data.length === TOKEN_MINT_BYTES || isExtended(data, TOKEN_ACCOUNT_TYPE.mint);
  if (!mayHaveLength(data, owner, TOKEN_MINT_BYTES) || !hasForm) return undefined;
  return data[OFFSETS.isMintInitialized] !== 0 ? data[OFFSETS.decimals] : undefined;
}

/** Only Token-2022 has extensions. */
function mayHaveLength(data: Uint8Array, owner: Pubkey, baseLength: number): boolean {
  return data.length === baseLength || pubkeyEqual(owner, TOKEN_2022_PROGRAM_ID);
}

function isExtended(data: Uint8Array, accountType: number): boolean {
  return (
    data.length > TOKEN_ACCOUNT_BYTES &&
    data.length !== TOKEN_MULTISIG_BYTES &&
    data[TOKEN_ACCOUNT_BYTES] === accountType
  );
}
