import { viewOf } from "../../../base/bytes.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { pubkeyEqual } from "../../../solana/pubkey.js";
import type { Known, Pool } from "../grammar/pool.js";

export const MINT_BYTES = 82;
export const TOKEN_ACCOUNT_BYTES = 165;
export const MULTISIG_BYTES = 355;

/** A mint that is initialized. */
export interface Mint {
  readonly key: Pubkey;
  readonly mintAuthority: Pubkey | undefined;
  readonly supply: bigint;
  readonly decimals: number;
  readonly freezeAuthority: Pubkey | undefined;
  /** Of Token-2022, by type. */
  readonly extensions: ReadonlyMap<number, Uint8Array>;
}

/** A token account that is initialized. */
export interface TokenAccount {
  readonly key: Pubkey;
  readonly lamports: bigint;
  readonly mint: Pubkey;
  readonly owner: Pubkey;
  readonly amount: bigint;
  readonly delegate: Pubkey | undefined;
  readonly isFrozen: boolean;
  readonly isNative: boolean;
  readonly delegatedAmount: bigint;
  readonly closeAuthority: Pubkey | undefined;
  readonly extensions: ReadonlyMap<number, Uint8Array>;
}

/** Where extended accounts say whether they are a mint (1) or a token account (2). */
const ACCOUNT_TYPE_OFFSET = 165;

export function mints(pool: Pool, programId: Pubkey): Mint[] {
  return pool.owned(programId).flatMap((account) => decodeMint(account) ?? []);
}

export function tokenAccounts(pool: Pool, programId: Pubkey): TokenAccount[] {
  return pool.owned(programId).flatMap((account) => decodeTokenAccount(account) ?? []);
}

function decodeMint({ key, data }: Known): Mint | undefined {
  if (data.length !== MINT_BYTES && data[ACCOUNT_TYPE_OFFSET] !== 1) return undefined;
  if (data[45] !== 1) return undefined;
  return {
    key,
    mintAuthority: optionalKey(data, 0),
    supply: viewOf(data).getBigUint64(36, true),
    decimals: data[44],
    freezeAuthority: optionalKey(data, 46),
    extensions: extensionsOf(data),
  };
}

function decodeTokenAccount({ key, lamports, data }: Known): TokenAccount | undefined {
  if (data.length !== TOKEN_ACCOUNT_BYTES && (data[ACCOUNT_TYPE_OFFSET] !== 2 || data.length === MULTISIG_BYTES)) {
    return undefined;
  }
  if (data[108] === 0) return undefined;
  const view = viewOf(data);
  return {
    key,
    lamports,
    mint: data.slice(0, 32),
    owner: data.slice(32, 64),
    amount: view.getBigUint64(64, true),
    delegate: optionalKey(data, 72),
    isFrozen: data[108] === 2,
    isNative: data[109] === 1,
    delegatedAmount: view.getBigUint64(121, true),
    closeAuthority: optionalKey(data, 129),
    extensions: extensionsOf(data),
  };
}

function optionalKey(data: Uint8Array, offset: number): Pubkey | undefined {
  return data[offset] === 1 ? data.slice(offset + 4, offset + 36) : undefined;
}

/** Type, length, value, one after the other. */
function extensionsOf(data: Uint8Array): Map<number, Uint8Array> {
  const extensions = new Map<number, Uint8Array>();
  const view = viewOf(data);
  let at = ACCOUNT_TYPE_OFFSET + 1;
  while (at + 4 <= data.length) {
    const type = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    if (type === 0) break;
    extensions.set(type, data.slice(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return extensions;
}

/** Who must sign for an authority: itself, or for a multisig as many of its signers as it asks for. */
export interface Multisig {
  readonly key: Pubkey;
  readonly required: number;
  readonly signers: readonly Pubkey[];
}

export function multisigs(pool: Pool, programId: Pubkey): Multisig[] {
  return pool.owned(programId).flatMap(({ key, data }) => {
    if (data.length !== MULTISIG_BYTES || data[2] !== 1) return [];
    const signers = Array.from({ length: data[1] }, (_, i) => data.slice(3 + 32 * i, 35 + 32 * i));
    return [{ key, required: data[0], signers }];
  });
}

export function findByKey<T extends { readonly key: Pubkey }>(items: readonly T[], key: Pubkey): T | undefined {
  return items.find((item) => pubkeyEqual(item.key, key));
}
