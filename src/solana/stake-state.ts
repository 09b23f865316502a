import { ByteReader } from "../base/byte-reader.js";
import { PUBKEY_BYTES, type Pubkey } from "./pubkey.js";

/** Bytes of a stake account (solana-stake-interface `StakeStateV2::size_of`). */
export const STAKE_STATE_BYTES = 200;

/** What an account of the Stake program holds (solana-stake-interface `StakeStateV2`). Keys are views of the data. */
export type StakeState =
  | { readonly kind: "uninitialized" }
  | { readonly kind: "initialized"; readonly meta: StakeMeta }
  | { readonly kind: "stake"; readonly meta: StakeMeta; readonly stake: Stake }
  | { readonly kind: "rewardsPool" };

export interface StakeMeta {
  /** In lamports. */
  readonly rentExemptReserve: bigint;
  readonly authorized: { readonly staker: Pubkey; readonly withdrawer: Pubkey };
  readonly lockup: StakeLockup;
}

/** No withdrawal without the custodian before both. */
export interface StakeLockup {
  /** Seconds since 1970, i64. */
  readonly unixTimestamp: bigint;
  readonly epoch: bigint;
  readonly custodian: Pubkey;
}

export interface Stake {
  readonly delegation: StakeDelegation;
  /** The vote account's credits that were rewarded last. */
  readonly creditsObserved: bigint;
}

export interface StakeDelegation {
  readonly voter: Pubkey;
  /** In lamports. */
  readonly stake: bigint;
  /** u64::MAX for stake of genesis. */
  readonly activationEpoch: bigint;
  /** u64::MAX while nobody deactivated it. */
  readonly deactivationEpoch: bigint;
}

/** Reads a stake account's data, whatever follows the state; undefined when it is no such data. */
export function decodeStakeState(data: Uint8Array): StakeState | undefined {
  const reader = new ByteReader(data);
  const state = readState(reader);
  return reader.failure === undefined ? state : undefined;
}

function readState(reader: ByteReader): StakeState | undefined {
  switch (reader.u32()) {
    case 0:
      return { kind: "uninitialized" };
    case 1:
      return { kind: "initialized", meta: readMeta(reader) };
    case 2:
      return { kind: "stake", meta: readMeta(reader), stake: readStake(reader) };
    case 3:
      return { kind: "rewardsPool" };
    default:
      return undefined;
  }
}

function readMeta(reader: ByteReader): StakeMeta {
  return {
    rentExemptReserve: reader.u64(),
    authorized: { staker: reader.take(PUBKEY_BYTES), withdrawer: reader.take(PUBKEY_BYTES) },
    lockup: { unixTimestamp: reader.i64(), epoch: reader.u64(), custodian: reader.take(PUBKEY_BYTES) },
  };
}

function readStake(reader: ByteReader): Stake {
  const delegation = {
    voter: reader.take(PUBKEY_BYTES),
    stake: reader.u64(),
    activationEpoch: reader.u64(),
    deactivationEpoch: reader.u64(),
  };
  reader.take(8); // reserved: once the warmup and cooldown rate
  const creditsObserved = reader.u64();
  reader.u8(); // flags, of no use any more
  return { delegation, creditsObserved };
}
