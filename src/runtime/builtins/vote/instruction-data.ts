import type { ByteReader } from "../../../base/byte-reader.js";
import { isUtf8 } from "../../../base/utf8.js";
import { PUBKEY_BYTES, type Pubkey } from "../../../solana/pubkey.js";
import { BLS_PUBLIC_KEY_COMPRESSED_SIZE, type Lockout } from "../../../solana/vote-state/vote-state.js";

// What vote instructions carry, and how bincode with fixed-size integers writes it (solana-vote-interface,
// state/vote_instruction_data.rs and instruction.rs). Malformed bytes are the reader's failure.

/** Bytes of a compressed BLS proof of possession. */
const BLS_PROOF_OF_POSSESSION_COMPRESSED_SIZE = 96;
const HASH_BYTES = 32;

/** Slots voted for since the last vote that landed, the oldest first. */
export interface Vote {
  readonly slots: readonly bigint[];
  /** Of the bank of the last slot. */
  readonly hash: Uint8Array;
  /** Of the last slot; seconds since 1970, i64. */
  readonly timestamp: bigint | undefined;
}

/** A whole tower that is to replace the account's: `VoteStateUpdate`, or `TowerSync` without its block id. */
export interface TowerProposal {
  /** Oldest first. */
  readonly lockouts: readonly Lockout[];
  readonly root: bigint | undefined;
  /** Of the bank of the last slot. */
  readonly hash: Uint8Array;
  /** Of the last slot; seconds since 1970, i64. */
  readonly timestamp: bigint | undefined;
}

export interface VoteInit {
  readonly nodePubkey: Pubkey;
  readonly authorizedVoter: Pubkey;
  readonly authorizedWithdrawer: Pubkey;
  /** Percent, u8. */
  readonly commission: number;
}

/** A BLS public key with the proof that its owner has the secret (SIMD-0387). */
export interface ProvenBlsKey {
  readonly blsPubkey: Uint8Array;
  readonly blsProofOfPossession: Uint8Array;
}

export interface VoteInitV2 {
  readonly nodePubkey: Pubkey;
  readonly authorizedVoter: Pubkey;
  readonly authorizedVoterBls: ProvenBlsKey;
  readonly authorizedWithdrawer: Pubkey;
  readonly inflationRewardsCommissionBps: number;
  readonly blockRevenueCommissionBps: number;
}

/** Which authority an instruction replaces. */
export type VoteAuthorize =
  | { readonly kind: "Voter" }
  | { readonly kind: "Withdrawer" }
  | { readonly kind: "VoterWithBLS"; readonly bls: ProvenBlsKey };

/** An authority whose key its owner derived by seed. */
export interface DerivedAuthority {
  readonly authorize: VoteAuthorize;
  readonly owner: Pubkey;
  /** UTF-8. */
  readonly seed: Uint8Array;
}

export type CommissionKind = "InflationRewards" | "BlockRevenue";
const COMMISSION_KINDS: readonly CommissionKind[] = ["InflationRewards", "BlockRevenue"];

export function readPubkey(fields: ByteReader): Pubkey {
  return fields.take(PUBKEY_BYTES);
}

export function readHash(fields: ByteReader): Uint8Array {
  return fields.take(HASH_BYTES);
}

export function readTimestamp(fields: ByteReader): bigint | undefined {
  return fields.bool() ? fields.i64() : undefined;
}

export function readVote(fields: ByteReader): Vote {
  return { slots: readList(fields, () => fields.u64()), hash: readHash(fields), timestamp: readTimestamp(fields) };
}

export function readVoteStateUpdate(fields: ByteReader): TowerProposal {
  return {
    lockouts: readList(fields, () => ({ slot: fields.u64(), confirmationCount: fields.u32() })),
    root: fields.bool() ? fields.u64() : undefined,
    hash: readHash(fields),
    timestamp: readTimestamp(fields),
  };
}

export function readVoteInit(fields: ByteReader): VoteInit {
  return {
    nodePubkey: readPubkey(fields),
    authorizedVoter: readPubkey(fields),
    authorizedWithdrawer: readPubkey(fields),
    commission: fields.u8(),
  };
}

export function readVoteInitV2(fields: ByteReader): VoteInitV2 {
  return {
    nodePubkey: readPubkey(fields),
    authorizedVoter: readPubkey(fields),
    authorizedVoterBls: readProvenBlsKey(fields),
    authorizedWithdrawer: readPubkey(fields),
    inflationRewardsCommissionBps: fields.u16(),
    blockRevenueCommissionBps: fields.u16(),
  };
}

export function readVoteAuthorize(fields: ByteReader): VoteAuthorize {
  const variant = fields.u32();
  if (variant === 0) return { kind: "Voter" };
  if (variant === 1) return { kind: "Withdrawer" };
  if (variant !== 2) fields.fail(`invalid VoteAuthorize ${variant}`);
  return { kind: "VoterWithBLS", bls: readProvenBlsKey(fields) };
}

export function readDerivedAuthority(fields: ByteReader): DerivedAuthority {
  return { authorize: readVoteAuthorize(fields), owner: readPubkey(fields), seed: readText(fields) };
}

export function readCommissionKind(fields: ByteReader): CommissionKind {
  const variant = fields.u32();
  if (variant >= COMMISSION_KINDS.length) fields.fail(`invalid CommissionKind ${variant}`);
  return COMMISSION_KINDS[variant];
}

function readProvenBlsKey(fields: ByteReader): ProvenBlsKey {
  return {
    blsPubkey: fields.take(BLS_PUBLIC_KEY_COMPRESSED_SIZE),
    blsProofOfPossession: fields.take(BLS_PROOF_OF_POSSESSION_COMPRESSED_SIZE),
  };
}

/** A string, as its UTF-8 bytes. */
function readText(fields: ByteReader): Uint8Array {
  const text = fields.take(Number(fields.u64()));
  if (!isUtf8(text)) fields.fail("invalid UTF-8");
  return text;
}

/** A vector with its length in front. */
function readList<T>(fields: ByteReader, readOne: () => T): T[] {
  const count = fields.u64();
  const list: T[] = [];
  for (let i = 0n; i < count && fields.failure === undefined; i++) list.push(readOne());
  return list;
}
