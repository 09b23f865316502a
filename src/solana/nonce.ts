import { ByteReader } from "../base/byte-reader.js";
import { ByteWriter } from "../base/byte-writer.js";
import { sha256 } from "../crypto/sha256.js";
import type { Account } from "./account.js";
import { SYSTEM_PROGRAM_ID } from "./program-ids.js";
import { PUBKEY_BYTES, type Pubkey, pubkeyEqual } from "./pubkey.js";

/** Bytes of an initialized nonce account's data (solana-nonce `State::size`). */
export const NONCE_STATE_BYTES = 80;

export interface NonceData {
  readonly authority: Pubkey;
  /** What a transaction names in place of a recent blockhash. */
  readonly durableNonce: Uint8Array;
  readonly lamportsPerSignature: bigint;
}

/** A nonce account's data (solana-nonce `Versions`). Transactions can only use a current one. */
export interface NonceState {
  readonly version: "legacy" | "current";
  /** Undefined while uninitialized. */
  readonly data: NonceData | undefined;
}

/** Reads a nonce account's data, whatever follows it; undefined when it is no such data. */
export function decodeNonceState(bytes: Uint8Array): NonceState | undefined {
  const reader = new ByteReader(bytes);
  const versionTag = reader.u32();
  const stateTag = reader.u32();
  if (versionTag > 1 || stateTag > 1) return undefined;
  const data = stateTag === 1 ? readNonceData(reader) : undefined;
  return reader.failure === undefined ? { version: versionTag === 1 ? "current" : "legacy", data } : undefined;
}

function readNonceData(reader: ByteReader): NonceData {
  const authority = reader.take(PUBKEY_BYTES).slice();
  const durableNonce = reader.take(PUBKEY_BYTES).slice();
  return { authority, durableNonce, lamportsPerSignature: reader.u64() };
}

/** 80 bytes, or 8 of an uninitialized state. */
export function encodeNonceState({ version, data }: NonceState): Uint8Array {
  const writer = new ByteWriter(NONCE_STATE_BYTES).u32(version === "current" ? 1 : 0).u32(data === undefined ? 0 : 1);
  if (data !== undefined) writer.bytes(data.authority).bytes(data.durableNonce).u64(data.lamportsPerSignature);
  return writer.finish();
}

const DURABLE_NONCE_PREFIX = new TextEncoder().encode("DURABLE_NONCE");

/** The nonce that stands for `blockhash` (solana-nonce `DurableNonce::from_blockhash`); no blockhash equals it. */
export function durableNonceFromBlockhash(blockhash: Uint8Array): Uint8Array {
  return sha256(DURABLE_NONCE_PREFIX, blockhash);
}

/** Whether system instruction data begins as AdvanceNonceAccount's (solana-message, inline_nonce.rs). */
export function isAdvanceNonceData(data: Uint8Array): boolean {
  return data.length >= 4 && data[0] === 4 && data[1] === 0 && data[2] === 0 && data[3] === 0;
}

/**
 * What a system-owned account is: empty, or an initialized nonce; undefined for any other account, which can pay no
 * fee (solana-nonce-account `get_system_account_kind`).
 */
export function systemAccountKind(account: Account): "system" | "nonce" | undefined {
  if (!pubkeyEqual(account.owner, SYSTEM_PROGRAM_ID)) return undefined;
  if (account.data.length === 0) return "system";
  if (account.data.length !== NONCE_STATE_BYTES) return undefined;
  return decodeNonceState(account.data)?.data === undefined ? undefined : "nonce";
}

/**
 * The nonce data of an account whose stored nonce is `blockhash`; undefined when the account cannot stand for it
 * (solana-nonce-account `verify_nonce_account`).
 */
export function verifyNonceAccount(account: Account, blockhash: Uint8Array): NonceData | undefined {
  if (!pubkeyEqual(account.owner, SYSTEM_PROGRAM_ID)) return undefined;
  const state = decodeNonceState(account.data);
  if (state?.version !== "current" || state.data === undefined) return undefined;
  return pubkeyEqual(state.data.durableNonce, blockhash) ? state.data : undefined;
}
