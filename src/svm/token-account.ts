import { viewOf } from "../base/bytes.js";
import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import type { StoredAccount } from "./accounts-store.js";

// What both token programs have in common (spl-generic-token). Extensions of Token-2022 follow an account type byte,
// which mints have at the same place; nothing with extensions is as long as a multisig.

const ACCOUNT_BYTES = 165;
const MINT_BYTES = 82;
const MULTISIG_BYTES = 355;
const ACCOUNT_TYPE = { mint: 1, account: 2 } as const;
const OFFSETS = { owner: 32, amount: 64, accountState: 108, decimals: 44, isMintInitialized: 45 } as const;

export interface TokenAccount {
  readonly mint: Pubkey;
  readonly owner: Pubkey;
  readonly amount: bigint;
}

/** Whether this is one of the token programs. */
export function isTokenProgram(id: Pubkey): boolean {
  return pubkeyEqual(id, TOKEN_PROGRAM_ID) || pubkeyEqual(id, TOKEN_2022_PROGRAM_ID);
}

/** An initialised account of a token program; undefined for anything else. */
export function readTokenAccount({ data, owner }: StoredAccount): TokenAccount | undefined {
  const hasForm = data.length === ACCOUNT_BYTES || isExtended(data, owner, ACCOUNT_TYPE.account);
  if (!hasForm || data[OFFSETS.accountState] === 0) return undefined;
  return {
    mint: data.slice(0, OFFSETS.owner),
    owner: data.slice(OFFSETS.owner, OFFSETS.amount),
    amount: viewOf(data).getBigUint64(OFFSETS.amount, true),
  };
}

/** The decimals of an initialised mint of a token program; undefined for anything else. */
export function readMintDecimals({ data, owner }: StoredAccount): number | undefined {
  const hasForm = data.length === MINT_BYTES || isExtended(data, owner, ACCOUNT_TYPE.mint);
  return hasForm && data[OFFSETS.isMintInitialized] !== 0 ? data[OFFSETS.decimals] : undefined;
}

function isExtended(data: Uint8Array, owner: Pubkey, accountType: number): boolean {
  return (
    data.length > ACCOUNT_BYTES &&
    data.length !== MULTISIG_BYTES &&
    data[ACCOUNT_BYTES] === accountType &&
    pubkeyEqual(owner, TOKEN_2022_PROGRAM_ID)
  );
}
