import { ByteReader } from "../../base/byte-reader.js";
import {
  TOKEN_ACCOUNT_BYTES,
  TOKEN_ACCOUNT_TYPE,
  TOKEN_MINT_BYTES,
  TOKEN_MULTISIG_BYTES,
} from "../../solana/generic-token.js";
import { PUBKEY_BYTES, type Pubkey } from "../../solana/pubkey.js";
import { extensionsData } from "./extensions-data.js";

// The accounts of both token programs as their interface reads them, whoever owns them (spl-token-2022-interface,
// state.rs; `StateWithExtensions::unpack`). Whatever is not initialised is refused.

/** In the order of their numbers. */
export const ACCOUNT_STATES = ["uninitialized", "initialized", "frozen"] as const;

export interface TokenAccount {
  readonly mint: Pubkey;
  readonly owner: Pubkey;
  readonly amount: bigint;
  readonly delegate: Pubkey | undefined;
  readonly state: (typeof ACCOUNT_STATES)[number];
  /** Of wrapped SOL: the lamports that are no tokens. */
  readonly rentExemptReserve: bigint | undefined;
  readonly delegatedAmount: bigint;
  readonly closeAuthority: Pubkey | undefined;
  /** The entries of the extensions, see extensions-data.ts. */
  readonly extensions: Uint8Array;
}

export interface TokenMint {
  readonly mintAuthority: Pubkey | undefined;
  readonly supply: bigint;
  readonly decimals: number;
  readonly freezeAuthority: Pubkey | undefined;
  readonly extensions: Uint8Array;
}

export interface TokenMultisig {
  readonly numRequiredSigners: number;
  readonly numValidSigners: number;
  /** All eleven places. */
  readonly signers: readonly Pubkey[];
}

const MAX_SIGNERS = 11;

/** Undefined when the data is no initialised token account's. */
export function unpackTokenAccount(data: Uint8Array): TokenAccount | undefined {
  const extensions = extensionsData(data, TOKEN_ACCOUNT_BYTES, TOKEN_ACCOUNT_TYPE.account);
  if (extensions === undefined) return undefined;
  const reader = new ByteReader(data);
  const account = {
    mint: readPubkey(reader),
    owner: readPubkey(reader),
    amount: reader.u64(),
    delegate: readOption(reader, readPubkey),
    state: ACCOUNT_STATES[reader.u8()],
    rentExemptReserve: readOption(reader, readU64),
    delegatedAmount: reader.u64(),
    closeAuthority: readOption(reader, readPubkey),
    extensions,
  };
  const { state } = account;
  if (reader.failure !== undefined || state === undefined || state === "uninitialized") return undefined;
  return { ...account, state };
}

/** Undefined when the data is no initialised mint's. */
export function unpackMint(data: Uint8Array): TokenMint | undefined {
  const extensions = extensionsData(data, TOKEN_MINT_BYTES, TOKEN_ACCOUNT_TYPE.mint);
  if (extensions === undefined) return undefined;
  const reader = new ByteReader(data);
  const mintAuthority = readOption(reader, readPubkey);
  const supply = reader.u64();
  const decimals = reader.u8();
  const isInitialized = reader.bool();
  const freezeAuthority = readOption(reader, readPubkey);
  if (reader.failure !== undefined || !isInitialized) return undefined;
  return { mintAuthority, supply, decimals, freezeAuthority, extensions };
}

/** Undefined when the data is no initialised multisig's. */
export function unpackMultisig(data: Uint8Array): TokenMultisig | undefined {
  if (data.length !== TOKEN_MULTISIG_BYTES) return undefined;
  const reader = new ByteReader(data);
  const numRequiredSigners = reader.u8();
  const numValidSigners = reader.u8();
  if (!reader.bool()) return undefined;
  const signers = Array.from({ length: MAX_SIGNERS }, () => readPubkey(reader));
  return { numRequiredSigners, numValidSigners, signers };
}

function readPubkey(reader: ByteReader): Pubkey {
  return reader.take(PUBKEY_BYTES);
}

function readU64(reader: ByteReader): bigint {
  return reader.u64();
}

/** A `COption`: the value has its place even when it is not set. */
function readOption<T>(reader: ByteReader, readValue: (reader: ByteReader) => T): T | undefined {
  const tag = reader.u32();
  const value = readValue(reader);
  if (tag > 1) reader.fail(`invalid option ${tag}`);
  return tag === 1 ? value : undefined;
}
