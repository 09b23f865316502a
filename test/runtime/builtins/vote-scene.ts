import { expect } from "vitest";
import type { Account } from "../../../src/solana/account.js";
import type { InstructionError } from "../../../src/solana/errors.js";
import { FeatureSet } from "../../../src/solana/feature-set.js";
import { type FeatureName, featureNamed } from "../../../src/solana/features.js";
import {
  SYSVAR_CLOCK_ID,
  SYSVAR_EPOCH_SCHEDULE_ID,
  SYSVAR_PROGRAM_ID,
  SYSVAR_SLOT_HASHES_ID,
  VOTE_PROGRAM_ID,
} from "../../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../../src/solana/pubkey.js";
import { type Clock, encodeClock } from "../../../src/solana/sysvars/clock.js";
import { type EpochSchedule, encodeEpochSchedule } from "../../../src/solana/sysvars/epoch-schedule.js";
import { encodeSlotHashes, type SlotHash } from "../../../src/solana/sysvars/slot-hashes.js";
import { decodeVoteState } from "../../../src/solana/vote-state/decode.js";
import type { VoteState } from "../../../src/solana/vote-state/vote-state.js";
import { account, key } from "../harness.js";
import { NODE, OTHER, PAYER, padded, VOTE_ACCOUNT, VOTER, voteAccount, WITHDRAWER } from "./vote-fixtures.js";
import { mainnetFeatures, VoteOracle } from "./vote-oracle.js";

/** An account of an instruction: who, and what it may ("s" signs, "w" is writable). */
export type Meta = readonly [pubkey: Pubkey, rights: "" | "s" | "w" | "sw"];

export interface Scene {
  readonly data: Uint8Array;
  readonly metas: readonly Meta[];
  /** The vote account; an initialized one if not given. */
  readonly vote?: Account;
  readonly others?: readonly (readonly [Pubkey, Account])[];
  readonly clock?: Partial<Clock>;
  readonly slotHashes?: readonly SlotHash[];
  readonly epochSchedule?: Partial<EpochSchedule>;
  readonly computeUnits?: number;
}

/** How a scene ended, the same here and in LiteSVM. */
export interface End {
  readonly error: InstructionError | undefined;
  readonly computeUnits: number;
  /** After a success. */
  readonly state: VoteState | undefined;
  readonly data: Uint8Array;
  readonly lamports: bigint;
}

/** Only mainnet's gates, and all. */
export const mainnet = new VoteOracle(mainnetFeatures());
export const all = new VoteOracle(FeatureSet.allEnabled());

/** An oracle without some of mainnet's gates. */
export function mainnetWithout(...gates: readonly FeatureName[]): VoteOracle {
  const features = mainnetFeatures();
  for (const gate of gates) features.deactivate(featureNamed(gate).id);
  return new VoteOracle(features);
}

export const ME: Meta = [VOTE_ACCOUNT, "w"];
export const CLOCK: Meta = [SYSVAR_CLOCK_ID, ""];
export const WITHDRAWER_SIGNS: Meta = [WITHDRAWER, "s"];
export const VOTER_SIGNS: Meta = [VOTER, "s"];
export const NODE_SIGNS: Meta = [NODE, "s"];

/** The hash that the scenes' history has for a slot. */
export function hashOf(slot: bigint): Uint8Array {
  return key(Number(slot % 251n) + 1);
}

/** History with these slots, given oldest first. */
export function history(...slots: readonly bigint[]): SlotHash[] {
  return slots.map((slot) => ({ slot, hash: hashOf(slot) })).reverse();
}

/** The slots from `first` to `last`. */
export function slots(first: number, last: number): bigint[] {
  return Array.from({ length: last - first + 1 }, (_, i) => BigInt(first + i));
}

/** Plays a scene here and in LiteSVM, expects the same end, and tells it. */
export function play(oracle: VoteOracle, scene: Scene): End {
  const run = {
    payer: PAYER,
    instruction: {
      programId: VOTE_PROGRAM_ID,
      accounts: scene.metas.map(([pubkey, rights]) => ({
        pubkey,
        isSigner: rights.includes("s"),
        isWritable: rights.includes("w"),
      })),
      data: scene.data,
    },
    accounts: accountsOf(scene),
    computeUnits: scene.computeUnits ?? 1_400_000,
  };
  const ours = oracle.ours(run);
  expect(ours).toEqual(oracle.theirs(run));
  const error = ours.error === undefined ? undefined : (ours.error as { InstructionError: [0, InstructionError] });
  const [lamports = "0", , hex = ""] = ours.accounts[addressFromPubkey(VOTE_ACCOUNT)]?.split(" ") ?? [];
  const data = Uint8Array.from(Buffer.from(hex, "hex"));
  return {
    error: error?.InstructionError[1],
    computeUnits: ours.computeUnits,
    state: decodeVoteState(data, VOTE_ACCOUNT)?.state,
    data,
    lamports: BigInt(lamports),
  };
}

function accountsOf({ vote, others = [], clock, slotHashes = [], epochSchedule }: Scene): [Pubkey, Account][] {
  const wallets = [PAYER, NODE, VOTER, WITHDRAWER, OTHER];
  const fullClock = { slot: 0n, epochStartTimestamp: 0n, epoch: 0n, leaderScheduleEpoch: 1n, unixTimestamp: 0n };
  const schedule = { slotsPerEpoch: 432_000n, leaderScheduleSlotOffset: 432_000n, warmup: false };
  return [
    ...wallets.map((pubkey): [Pubkey, Account] => [pubkey, account({ lamports: 10n ** 12n })]),
    [VOTE_ACCOUNT, vote ?? voteAccount()],
    [SYSVAR_CLOCK_ID, sysvar(encodeClock({ ...fullClock, ...clock }))],
    [SYSVAR_SLOT_HASHES_ID, sysvar(padded(encodeSlotHashes(slotHashes), 20_488))],
    [
      SYSVAR_EPOCH_SCHEDULE_ID,
      sysvar(encodeEpochSchedule({ ...schedule, firstNormalEpoch: 0n, firstNormalSlot: 0n, ...epochSchedule })),
    ],
    ...others.map(([pubkey, one]): [Pubkey, Account] => [pubkey, one]),
  ];
}

function sysvar(data: Uint8Array): Account {
  return account({ lamports: 10n ** 12n, owner: SYSVAR_PROGRAM_ID, data });
}
