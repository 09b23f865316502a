import { viewOf } from "../base/bytes.js";
import { sha256 } from "../crypto/sha256.js";
import { PUBKEY_BYTES, type Pubkey } from "./pubkey.js";

/** Bytes of a nonce account (solana-nonce, `State::size`). */
export const NONCE_STATE_SIZE = 80;

/** What an initialised nonce account holds (solana-nonce, `state::Data`). */
export interface NonceData {
  /** Who may advance, withdraw and hand on the nonce. */
  readonly authority: Pubkey;
  /** 32 bytes that stand for a recent blockhash in a durable transaction. */
  readonly durableNonce: Uint8Array;
  readonly lamportsPerSignature: bigint;
}

/**
 * The state of a nonce account (solana-nonce, `Versions`). A legacy nonce lies in the domain of blockhashes and no
 * longer makes a transaction durable. `data` is undefined while the nonce is uninitialised.
 */
export interface NonceState {
  readonly version: "legacy" | "current";
  readonly data: NonceData | undefined;
}

const LEGACY = 0;
const CURRENT = 1;
const UNINITIALIZED = 0;
const INITIALIZED = 1;
const UNINITIALIZED_SIZE = 8;
const AUTHORITY_OFFSET = 8;
const NONCE_OFFSET = AUTHORITY_OFFSET + PUBKEY_BYTES;
const LAMPORTS_PER_SIGNATURE_OFFSET = NONCE_OFFSET + 32;
const DURABLE_NONCE_PREFIX = new TextEncoder().encode("DURABLE_NONCE");

/** The nonce that follows from a blockhash: sha256("DURABLE_NONCE" ‖ blockhash). */
export function durableNonceFromBlockhash(blockhash: Uint8Array): Uint8Array {
  return sha256(DURABLE_NONCE_PREFIX, blockhash);
}

/** Reads bincode's form of the state, trailing bytes allowed; undefined if the bytes are no nonce state. */
export function decodeNonceState(bytes: Uint8Array): NonceState | undefined {
  if (bytes.length < UNINITIALIZED_SIZE) return undefined;
  const view = viewOf(bytes);
  const version = view.getUint32(0, true);
  const state = view.getUint32(4, true);
  if (version > CURRENT || state > INITIALIZED) return undefined;
  const name = version === LEGACY ? "legacy" : "current";
  if (state === UNINITIALIZED) return { version: name, data: undefined };
  if (bytes.length < NONCE_STATE_SIZE) return undefined;
  return {
    version: name,
    data: {
      authority: bytes.slice(AUTHORITY_OFFSET, NONCE_OFFSET),
      durableNonce: bytes.slice(NONCE_OFFSET, LAMPORTS_PER_SIGNATURE_OFFSET),
      lamportsPerSignature: view.getBigUint64(LAMPORTS_PER_SIGNATURE_OFFSET, true),
    },
  };
}

/** Bincode's form of the state: 80 bytes, or 8 while uninitialised. */
export function encodeNonceState({ version, data }: NonceState): Uint8Array {
  const bytes = new Uint8Array(data === undefined ? UNINITIALIZED_SIZE : NONCE_STATE_SIZE);
  const view = viewOf(bytes);
  view.setUint32(0, version === "legacy" ? LEGACY : CURRENT, true);
  if (data === undefined) return bytes;
  view.setUint32(4, INITIALIZED, true);
  bytes.set(data.authority, AUTHORITY_OFFSET);
  bytes.set(data.durableNonce, NONCE_OFFSET);
  view.setBigUint64(LAMPORTS_PER_SIGNATURE_OFFSET, data.lamportsPerSignature, true);
  return bytes;
}
