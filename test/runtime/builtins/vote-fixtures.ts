import { ByteWriter } from "../../../src/base/byte-writer.js";
import type { Account } from "../../../src/solana/account.js";
import { VOTE_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import { AuthorizedVoters } from "../../../src/solana/vote-state/authorized-voters.js";
import { encodeVoteState } from "../../../src/solana/vote-state/encode.js";
import {
  type LandedVote,
  type Lockout,
  newVoteState,
  VOTE_ACCOUNT_BYTES,
  type VoteState,
} from "../../../src/solana/vote-state/vote-state.js";
import { account, key } from "../harness.js";

export const PAYER = key(0x01);
export const VOTE_ACCOUNT = key(0x11);
export const NODE = key(0x22);
export const VOTER = key(0x33);
export const WITHDRAWER = key(0x44);
export const OTHER = key(0x55);

export type Version = "V1_14_11" | "V3" | "V4";
const TAGS = { V1_14_11: 1, V3: 2, V4: 3 };

/** A vote account's state with the keys above; `fields` replaces what matters. */
export function voteState(fields: Partial<VoteState> & { voters?: readonly [bigint, Pubkey][] } = {}): VoteState {
  const { voters = [[0n, VOTER]], ...rest } = fields;
  const state = newVoteState({
    nodePubkey: NODE,
    authorizedWithdrawer: WITHDRAWER,
    inflationRewardsCollector: VOTE_ACCOUNT,
    blockRevenueCollector: NODE,
    inflationRewardsCommissionBps: 1000,
    blockRevenueCommissionBps: 10_000,
    blsPubkeyCompressed: undefined,
    authorizedVoters: new AuthorizedVoters(voters.map(([epoch, voter]) => ({ epoch, voter }))),
  });
  return { ...state, ...rest };
}

/** A vote account, rent exempt, with this state in version 4. */
export function voteAccount(state: VoteState = voteState(), fields: Partial<Account> = {}): Account {
  return account({
    lamports: 100_000_000n,
    owner: VOTE_PROGRAM_ID,
    data: padded(encodeVoteState(state), VOTE_ACCOUNT_BYTES),
    ...fields,
  });
}

/** `bytes` with zeros after them, or cut. */
export function padded(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  out.set(bytes.subarray(0, length));
  return out;
}

/** The state as an older version wrote it; what that version lacks is lost. */
export function encodeState(version: Version, state: VoteState): Uint8Array {
  if (version === "V4") return encodeVoteState(state);
  const writer = new ByteWriter()
    .u32(TAGS[version])
    .bytes(state.nodePubkey)
    .bytes(state.authorizedWithdrawer)
    .u8(Math.floor(state.inflationRewardsCommissionBps / 100));
  writer.u64(BigInt(state.votes.length));
  for (const { latency, slot, confirmationCount } of state.votes) {
    if (version === "V3") writer.u8(latency);
    writer.u64(slot).u32(confirmationCount);
  }
  option(writer, state.rootSlot);
  const { entries } = state.authorizedVoters;
  writer.u64(BigInt(entries.length));
  for (const { epoch, voter } of entries) writer.u64(epoch).bytes(voter);
  // Prior voters: an empty ring.
  writer
    .bytes(new Uint8Array(32 * 48))
    .u64(31n)
    .bool(true);
  writer.u64(BigInt(state.epochCredits.length));
  for (const { epoch, credits, previousCredits } of state.epochCredits) {
    writer.u64(epoch).u64(credits).u64(previousCredits);
  }
  return writer.u64(state.lastTimestamp.slot).u64(state.lastTimestamp.timestamp).finish();
}

export function landed(slot: bigint, confirmationCount: number, latency = 1): LandedVote {
  return { slot, confirmationCount, latency };
}

export interface Proposal {
  readonly lockouts: readonly Lockout[];
  readonly root?: bigint | undefined;
  readonly hash: Uint8Array;
  readonly timestamp?: bigint | undefined;
}

/** The data of UpdateVoteState (8) and UpdateVoteStateSwitch (9). */
export function updateVoteStateData(tag: 8 | 9, { lockouts, root, hash, timestamp }: Proposal): Uint8Array {
  const writer = new ByteWriter().u32(tag).u64(BigInt(lockouts.length));
  for (const { slot, confirmationCount } of lockouts) writer.u64(slot).u32(confirmationCount);
  option(writer, root).bytes(hash);
  option(writer, timestamp);
  return tag === 9 ? writer.bytes(hash).finish() : writer.finish();
}

/** The data of CompactUpdateVoteState (12), TowerSync (14) and their switches (13, 15). */
export function compactData(tag: 12 | 13 | 14 | 15, { lockouts, root, hash, timestamp }: Proposal): Uint8Array {
  const writer = new ByteWriter().u32(tag).u64(root ?? 2n ** 64n - 1n);
  shortU16(writer, lockouts.length);
  let previous = root ?? 0n;
  for (const { slot, confirmationCount } of lockouts) {
    varint(writer, BigInt.asUintN(64, slot - previous)).u8(confirmationCount);
    previous = slot;
  }
  option(writer.bytes(hash), timestamp);
  // The block id, then the proof's hash.
  if (tag >= 14) writer.bytes(key(0xb1));
  return tag % 2 === 1 ? writer.bytes(hash).finish() : writer.finish();
}

/** The data of Vote (2) and VoteSwitch (6). */
export function voteData(tag: 2 | 6, slots: readonly bigint[], hash: Uint8Array, timestamp?: bigint): Uint8Array {
  const writer = new ByteWriter().u32(tag).u64(BigInt(slots.length));
  for (const slot of slots) writer.u64(slot);
  option(writer.bytes(hash), timestamp);
  return tag === 6 ? writer.bytes(hash).finish() : writer.finish();
}

/** A number, and an Option of one. */
function option(writer: ByteWriter, value: bigint | undefined): ByteWriter {
  return value === undefined ? writer.bool(false) : writer.bool(true).u64(value);
}

function varint(writer: ByteWriter, value: bigint): ByteWriter {
  let rest = value;
  while (rest >= 0x80n) {
    writer.u8(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return writer.u8(Number(rest));
}

function shortU16(writer: ByteWriter, value: number): ByteWriter {
  return varint(writer, BigInt(value));
}
