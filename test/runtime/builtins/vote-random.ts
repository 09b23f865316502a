import { bls12_381 } from "@noble/curves/bls12-381.js";
import { ByteWriter } from "../../../src/base/byte-writer.js";
import type { Account } from "../../../src/solana/account.js";
import { createWithSeed } from "../../../src/solana/program-derived-address.js";
import {
  SYSTEM_PROGRAM_ID,
  SYSVAR_CLOCK_ID,
  SYSVAR_EPOCH_SCHEDULE_ID,
  SYSVAR_PROGRAM_ID,
  SYSVAR_RENT_ID,
  SYSVAR_SLOT_HASHES_ID,
  VOTE_PROGRAM_ID,
} from "../../../src/solana/program-ids.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import { type Clock, encodeClock } from "../../../src/solana/sysvars/clock.js";
import { encodeEpochSchedule } from "../../../src/solana/sysvars/epoch-schedule.js";
import { encodeSlotHashes, type SlotHash } from "../../../src/solana/sysvars/slot-hashes.js";
import type { LandedVote, Lockout, VoteState } from "../../../src/solana/vote-state/vote-state.js";
import { account, key } from "../harness.js";
import {
  compactData,
  encodeState,
  NODE,
  OTHER,
  PAYER,
  padded,
  updateVoteStateData,
  VOTE_ACCOUNT,
  VOTER,
  voteData,
  voteState,
  WITHDRAWER,
} from "./vote-fixtures.js";
import type { Run } from "./vote-oracle.js";

/** Mulberry32: the same runs from the same seed. */
export class Random {
  constructor(private seed: number) {}

  /** From 0 to `below` - 1. */
  int(below: number): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  big(below: number): bigint {
    return BigInt(this.int(below));
  }

  chance(percent: number): boolean {
    return this.int(100) < percent;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.int(choices.length)]!;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.int(256));
  }
}

const U64_MAX = 2n ** 64n - 1n;
const SEED = new TextEncoder().encode("voter");
const derived = createWithSeed(OTHER, SEED, SYSTEM_PROGRAM_ID);
/** What OTHER derives. */
const DERIVED = derived.ok ? derived.address : key(0);
const KEYS = [NODE, VOTER, WITHDRAWER, OTHER, DERIVED];

interface Scene {
  readonly random: Random;
  /** The number of the instruction; 20 is none. */
  readonly tag: number;
  readonly clock: Clock;
  readonly slotHashes: readonly SlotHash[];
  readonly state: VoteState;
}

/** A vote account in some state, and an instruction on it that often makes sense. */
export function randomRun(random: Random): Run {
  const clock = randomClock(random);
  const slotHashes = randomHistory(random, clock.slot);
  const tag = random.chance(45) ? random.pick([8, 9, 12, 13, 14, 14, 14, 15]) : random.int(21);
  const scene: Scene = { random, tag, clock, slotHashes, state: randomState(random, clock, slotHashes) };
  const { data, metas } = randomInstruction(scene);
  const instruction = {
    programId: VOTE_PROGRAM_ID,
    accounts: randomMetas(random, metas),
    data: random.chance(94) ? data : spoiled(random, data),
  };
  const accounts: [Pubkey, Account][] = [
    [VOTE_ACCOUNT, randomVoteAccount(scene)],
    [PAYER, account({ lamports: 10n ** 12n })],
    ...KEYS.map((pubkey): [Pubkey, Account] => [pubkey, randomWallet(random)]),
    [SYSVAR_CLOCK_ID, sysvar(encodeClock(clock))],
    [SYSVAR_SLOT_HASHES_ID, sysvar(padded(encodeSlotHashes(slotHashes), 20_488))],
    [SYSVAR_EPOCH_SCHEDULE_ID, sysvar(encodeEpochSchedule(randomSchedule(random)))],
  ];
  const computeUnits = random.chance(96) ? 1_400_000 : random.pick([0, 2099, 2100, 36_599, 36_600]);
  return { payer: PAYER, instruction, accounts, computeUnits };
}

function sysvar(data: Uint8Array): Account {
  return account({ lamports: 100_000_000_000n, owner: SYSVAR_PROGRAM_ID, data });
}

function randomWallet(random: Random): Account {
  if (random.chance(90)) return account({ lamports: 1_000_000_000n });
  return account({
    lamports: random.pick([1_000_000n, 890_879n, 890_880n]),
    owner: random.pick([SYSTEM_PROGRAM_ID, key(0x77)]),
    data: new Uint8Array(random.pick([0, 3])),
  });
}

function randomClock(random: Random): Clock {
  const epoch = 5n + random.big(4);
  const leaderScheduleEpoch = random.chance(98) ? epoch + random.big(3) : U64_MAX;
  return { slot: 1000n + random.big(300), epochStartTimestamp: 0n, epoch, leaderScheduleEpoch, unixTimestamp: 5000n };
}

function randomSchedule(random: Random) {
  const [slotsPerEpoch, firstNormalSlot] = random.pick([
    [432_000n, 524_256n],
    [200n, 0n],
    [32n, 900n],
    [0n, 0n],
  ]);
  return {
    slotsPerEpoch,
    leaderScheduleSlotOffset: slotsPerEpoch,
    warmup: true,
    firstNormalEpoch: 0n,
    firstNormalSlot,
  };
}

function hashOf(slot: bigint): Uint8Array {
  return key(Number(slot % 251n) + 1);
}

/** Slots before the present one, newest first, some of them missing. */
function randomHistory(random: Random, slot: bigint): SlotHash[] {
  const length = random.chance(95) ? 1 + random.int(60) : random.pick([0, 512]);
  const hashes: SlotHash[] = [];
  let at = slot;
  while (hashes.length < length && at > 1n) {
    at -= random.chance(80) ? 1n : 1n + random.big(3);
    hashes.push({ slot: at, hash: hashOf(at) });
  }
  if (random.chance(2)) hashes.reverse();
  return hashes;
}

function randomState(random: Random, clock: Clock, history: readonly SlotHash[]): VoteState {
  const votes = randomVotes(random, history);
  const rootSlot = random.chance(60) ? (votes[0]?.slot ?? 950n) - 1n - random.big(40) : undefined;
  const voters = Array.from({ length: random.chance(93) ? 1 + random.int(4) : 0 }, (): [bigint, Pubkey] => [
    clock.epoch - 3n + random.big(6),
    random.chance(80) ? VOTER : random.pick(KEYS),
  ]);
  const lastCredited = clock.epoch - random.big(4);
  const epochs = random.pick([0, 1, 2, 3, 63, 64, 65]);
  const epochCredits = Array.from({ length: epochs }, (_, i) => ({
    epoch: BigInt.asUintN(64, lastCredited - BigInt(epochs - 1 - i)),
    credits: random.chance(97) ? BigInt(i) * 10n + random.big(10) : U64_MAX - random.big(3),
    previousCredits: BigInt(i) * 10n,
  }));
  return voteState({
    voters,
    votes,
    rootSlot,
    epochCredits,
    authorizedWithdrawer: random.chance(85) ? WITHDRAWER : random.pick(KEYS),
    inflationRewardsCommissionBps: random.pick([0, 500, 1050, 10_000, 25_500, 65_535]),
    pendingDelegatorRewards: random.chance(85) ? 0n : random.pick([1n, 1_000_000n, U64_MAX]),
    blsPubkeyCompressed: random.chance(20) ? random.bytes(48) : undefined,
    lastTimestamp: random.chance(50) ? { slot: 0n, timestamp: 0n } : { slot: 1000n, timestamp: 4000n + random.big(10) },
  });
}

function randomVotes(random: Random, history: readonly SlotHash[]): LandedVote[] {
  const oldest = history.at(-1)?.slot ?? 900n;
  const count = random.chance(40) ? random.int(6) : random.int(random.chance(95) ? 32 : 40);
  const votes: LandedVote[] = [];
  let slot = oldest - random.big(30);
  for (let i = 0; i < count; i++) {
    slot += random.chance(70) ? 1n : 1n + random.big(5);
    const confirmationCount = random.chance(95) ? Math.max(count - i, 1) : random.pick([0, 1, 31, 32, 2 ** 32 - 1]);
    votes.push({ slot, confirmationCount, latency: random.pick([0, 1, 2, 3, 10, 17, 18, 255]) });
  }
  if (random.chance(2)) votes.reverse();
  return votes;
}

function randomVoteAccount({ random, tag, state }: Scene): Account {
  const version = random.pick(["V4", "V4", "V4", "V3", "V3", "V1_14_11"] as const);
  const initializes = tag === 0 || tag === 16;
  const encoded = random.chance(initializes ? 20 : 94) ? encodeState(version, state) : new Uint8Array(0);
  const length = random.chance(85) ? 3762 : random.pick([3731, 3761, 3763, 0, 3, 200, encoded.length, 4000]);
  const data = padded(encoded, length);
  if (length > 0 && random.chance(4)) data[random.int(Math.min(length, 300))] = random.int(256);
  const lamports = random.chance(85) ? 100_000_000n : random.pick([27_074_400n, 27_074_399n, 1n, 19_761_199n]);
  return account({ lamports, data, owner: random.chance(98) ? VOTE_PROGRAM_ID : SYSTEM_PROGRAM_ID });
}

interface Meta {
  readonly pubkey: Pubkey;
  readonly isSigner: boolean;
  readonly isWritable: boolean;
}

interface Planned {
  readonly data: Uint8Array;
  readonly metas: readonly Meta[];
}

const writable = (pubkey: Pubkey): Meta => ({ pubkey, isSigner: false, isWritable: true });
const readonly = (pubkey: Pubkey): Meta => ({ pubkey, isSigner: false, isWritable: false });
const signer = (pubkey: Pubkey): Meta => ({ pubkey, isSigner: true, isWritable: false });
const me = writable(VOTE_ACCOUNT);
const clockMeta = readonly(SYSVAR_CLOCK_ID);

/** Drops, doubles or changes one account now and then, and lets somebody else sign. */
function randomMetas(random: Random, metas: readonly Meta[]): Meta[] {
  const changed = metas.map((meta) => ({ ...meta }));
  if (random.chance(20)) changed.push(signer(random.pick(KEYS)));
  if (random.chance(88)) return changed;
  const at = random.int(changed.length);
  const meta = changed[at]!;
  const change = random.int(4);
  if (change === 0) changed.splice(at, 1);
  else if (change === 1) changed[at] = { ...meta, isWritable: !meta.isWritable };
  else if (change === 2) changed[at] = { ...meta, isSigner: !meta.isSigner };
  else changed[at] = random.pick([...changed, readonly(random.pick(KEYS))]);
  return changed;
}

function spoiled(random: Random, data: Uint8Array): Uint8Array {
  if (random.chance(40)) return data.slice(0, random.int(data.length + 1));
  if (random.chance(40)) return Uint8Array.from([...data, ...random.bytes(random.pick([1, 40]))]);
  const out = data.slice();
  out[random.int(out.length)] = random.int(256);
  return out;
}

function randomInstruction(scene: Scene): Planned {
  const { random, tag } = scene;
  const header = () => new ByteWriter().u32(tag);
  const authority = random.pick([VOTER, WITHDRAWER]);
  switch (tag) {
    case 0:
      return {
        data: header().bytes(NODE).bytes(VOTER).bytes(WITHDRAWER).u8(random.int(256)).finish(),
        metas: [me, readonly(SYSVAR_RENT_ID), clockMeta, signer(NODE)],
      };
    case 1:
      return { data: authorization(scene, header().bytes(OTHER)).finish(), metas: [me, clockMeta, signer(authority)] };
    case 2:
    case 6:
      return {
        data: randomVoteData(scene, tag),
        metas: [me, readonly(SYSVAR_SLOT_HASHES_ID), clockMeta, signer(VOTER)],
      };
    case 3:
      return {
        data: header()
          .u64(random.pick([0n, 1n, 5_000_000n, 72_925_600n, 72_925_601n, 100_000_000n, U64_MAX]))
          .finish(),
        metas: [me, writable(random.pick([OTHER, VOTE_ACCOUNT])), signer(WITHDRAWER)],
      };
    case 4:
      return { data: header().finish(), metas: [me, signer(NODE), signer(WITHDRAWER)] };
    case 5:
      return { data: header().u8(random.int(256)).finish(), metas: [me, signer(WITHDRAWER)] };
    case 7:
      return {
        data: authorization(scene, header()).finish(),
        metas: [me, clockMeta, signer(authority), signer(OTHER)],
      };
    case 10:
      return { data: seeded(scene, header()).bytes(NODE).finish(), metas: [me, clockMeta, signer(OTHER)] };
    case 11:
      return { data: seeded(scene, header()).finish(), metas: [me, clockMeta, signer(OTHER), signer(NODE)] };
    case 16:
      return {
        data: initializeV2(scene, header()).finish(),
        metas: [me, signer(NODE), writable(random.pick([NODE, VOTE_ACCOUNT])), writable(OTHER)],
      };
    case 17:
      return {
        data: header()
          .u32(random.pick([0, 1, 0, 1, 2]))
          .finish(),
        metas: [me, writable(random.pick([OTHER, VOTE_ACCOUNT])), signer(WITHDRAWER)],
      };
    case 18:
      return {
        data: header()
          .u16(random.int(65_536))
          .u32(random.pick([0, 1, 0, 1, 2]))
          .finish(),
        metas: [me, signer(WITHDRAWER)],
      };
    case 19:
      return {
        data: header()
          .u64(random.pick([0n, 1n, 1_000_000n, 2_000_000_000n, U64_MAX]))
          .finish(),
        metas: [me, { ...writable(OTHER), isSigner: true }, readonly(SYSTEM_PROGRAM_ID)],
      };
    case 20:
      return { data: header().finish(), metas: [me] };
    default:
      return { data: randomProposal(scene, tag), metas: [me, signer(VOTER)] };
  }
}

function authorization({ random }: Scene, writer: ByteWriter): ByteWriter {
  const kind = random.pick([0, 0, 1, 1, 2, 3]);
  writer.u32(kind);
  if (kind === 2) writer.bytes(BLS_PUBKEY).bytes(random.chance(70) ? proofFor(VOTE_ACCOUNT) : proofFor(OTHER));
  return writer;
}

function seeded(scene: Scene, writer: ByteWriter): ByteWriter {
  const { random } = scene;
  const seed = random.chance(85)
    ? SEED
    : random.pick([random.bytes(4), new Uint8Array(33).fill(97), new Uint8Array(0)]);
  // The derived key must be an authority to come through, so it is one sometimes.
  if (random.chance(70)) scene.state.authorizedWithdrawer = DERIVED;
  const marker = new TextEncoder().encode("ProgramDerivedAddress".padStart(32, "x"));
  const owner = random.chance(92) ? SYSTEM_PROGRAM_ID : random.pick([marker, OTHER]);
  return authorization(scene, writer).bytes(owner).u64(BigInt(seed.length)).bytes(seed);
}

function initializeV2(scene: Scene, writer: ByteWriter): ByteWriter {
  const { random } = scene;
  const proof = random.chance(70) ? proofFor(VOTE_ACCOUNT) : random.bytes(96);
  return writer.bytes(NODE).bytes(VOTER).bytes(BLS_PUBKEY).bytes(proof).bytes(WITHDRAWER).u16(100).u16(200);
}

function randomVoteData({ random, slotHashes, state }: Scene, tag: 2 | 6): Uint8Array {
  const last = state.votes.at(-1)?.slot ?? 0n;
  const known = slotHashes.map(({ slot }) => slot).filter((slot) => slot > last || random.chance(5));
  const slots = known.filter(() => random.chance(60)).reverse();
  if (random.chance(10)) slots.unshift(1n + random.big(1300));
  const hash = hashOf(random.chance(90) ? (slots.at(-1) ?? 1n) : 7n);
  return voteData(tag, slots, hash, random.chance(50) ? 4000n + random.big(10) : undefined);
}

function randomProposal({ random, slotHashes, state }: Scene, tag: number): Uint8Array {
  const root = random.chance(80)
    ? (state.votes[random.int(4)]?.slot ?? state.rootSlot)
    : random.pick([state.rootSlot, 0n, 900n, 990n]);
  const last = state.votes.at(-1)?.slot ?? 0n;
  const kept = state.votes.map(({ slot }) => slot).filter((slot) => slot > (root ?? -1n) && random.chance(95));
  const fresh = slotHashes.map(({ slot }) => slot).filter((slot) => slot > last && random.chance(30));
  const slots = [...kept, ...fresh.reverse()].slice(random.chance(90) ? -31 : 0);
  if (random.chance(5)) slots.splice(random.int(slots.length + 1), 0, 900n + random.big(400));
  const extra = random.pick([0, 0, 0, 1, 5]);
  const lockouts = slots.map((slot, i): Lockout => {
    const confirmationCount = Math.min(slots.length - i + extra, random.chance(95) ? 31 : 32);
    return { slot, confirmationCount: random.chance(99) ? confirmationCount : random.int(34) };
  });
  const hash = hashOf(random.chance(93) ? (slots.at(-1) ?? 1n) : 7n);
  const proposal = { lockouts, root, hash, timestamp: random.chance(50) ? 4000n + random.big(10) : undefined };
  return tag === 8 || tag === 9 ? updateVoteStateData(tag, proposal) : compactData(tag as 12 | 13 | 14 | 15, proposal);
}

const BLS_SECRET = 0x1234_5678_9abc_def0n;
const BLS_POINT = bls12_381.G1.Point.BASE.multiply(BLS_SECRET);
export const BLS_PUBKEY = BLS_POINT.toBytes(true);

const proofs = new Map<Pubkey, Uint8Array>();

/** The proof that BLS_PUBKEY's owner has its secret, for one vote account. */
export function proofFor(votePubkey: Pubkey): Uint8Array {
  const known = proofs.get(votePubkey);
  if (known !== undefined) return known;
  const message = Uint8Array.from([...new TextEncoder().encode("ALPENGLOW"), ...votePubkey, ...BLS_PUBKEY]);
  const DST = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
  const proof = bls12_381.G2.hashToCurve(message, { DST }).multiply(BLS_SECRET).toBytes(true);
  proofs.set(votePubkey, proof);
  return proof;
}
