import { concatBytes } from "../../../base/bytes.js";
import type { AccountMeta, Instruction } from "../../../solana/instruction.js";
import { createWithSeed } from "../../../solana/program-derived-address.js";
import {
  SYSTEM_PROGRAM_ID,
  SYSVAR_CLOCK_ID,
  SYSVAR_RENT_ID,
  SYSVAR_SLOT_HASHES_ID,
  VOTE_PROGRAM_ID,
} from "../../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { decodeSlotHashes, type SlotHash } from "../../../solana/sysvars/slot-hashes.js";
import { decodeVoteState } from "../../../solana/vote-state/decode.js";
import type { Lockout, VoteState } from "../../../solana/vote-state/vote-state.js";
import { text, u8, u16, u32, u64 } from "../bytes.js";
import type { InitialAccount } from "../chain.js";
import type { Grammar, Maker } from "../grammar/grammar.js";
import { meta, type Pool } from "../grammar/pool.js";
import { createAccount, transfer } from "./system.js";
import { nextEpoch, nextSlotWithHashes } from "./sysvars.js";
import { voteAccount } from "./vote-account.js";
import { compactData, type Proposal, updateData, voteData } from "./vote-data.js";

const SEED = text("voter");
/** What mainnet's validators have; the last one was the length before. */
const LENGTHS = [3762, 3762, 3762, 3731];

interface KnownVote {
  readonly key: Pubkey;
  readonly lamports: bigint;
  readonly length: number;
  readonly state: VoteState;
}

function vote(tag: number, accounts: readonly AccountMeta[], ...fields: readonly Uint8Array[]): Instruction {
  return { programId: VOTE_PROGRAM_ID, accounts, data: concatBytes(u32(tag), ...fields) };
}

function voteAccounts(pool: Pool): KnownVote[] {
  return pool.owned(VOTE_PROGRAM_ID).flatMap(({ key, lamports, data }) => {
    const state = decodeVoteState(data, key)?.state;
    return state === undefined || state.authorizedVoters.isEmpty ? [] : [{ key, lamports, length: data.length, state }];
  });
}

function over(make: (pool: Pool, account: KnownVote) => readonly Instruction[] | undefined): Maker {
  return (pool) => {
    const known = voteAccounts(pool);
    return known.length === 0 ? undefined : make(pool, pool.random.pick(known));
  };
}

function signer(pool: Pool, key: Pubkey): AccountMeta {
  return meta(pool.random.oneIn(25) ? pool.wallet() : key, "s");
}

/** A payer, or an address of a payer's seed. */
function authority(pool: Pool): Pubkey {
  const base = pool.payer();
  const derived = createWithSeed(base, SEED, SYSTEM_PROGRAM_ID);
  if (!pool.random.oneIn(12) || !derived.ok) return base;
  pool.seeded.push({ key: derived.address, base, seed: SEED, owner: SYSTEM_PROGRAM_ID });
  return derived.address;
}

function voterAt({ clock }: Pool, { state }: KnownVote): Pubkey {
  const entries = state.authorizedVoters.entries;
  return (entries.findLast(({ epoch }) => epoch <= clock.epoch) ?? entries[0]).voter;
}

function create(pool: Pool): Instruction[] {
  const { random } = pool;
  const key = pool.newKey();
  const length = random.pick(LENGTHS);
  const creation = createAccount(pool.payer(), key, pool.balanceFor(length) * 2n, length, VOTE_PROGRAM_ID);
  const node = pool.payer();
  const metas = [meta(key, "w"), meta(SYSVAR_RENT_ID), meta(SYSVAR_CLOCK_ID), signer(pool, node)];
  return [creation, vote(0, metas, node, authority(pool), authority(pool), u8(random.below(256)))];
}

/** Voter (0), withdrawer (1), or what needs a BLS proof. */
function authorize(pool: Pool, account: KnownVote): Instruction[] {
  const { random } = pool;
  const kind = random.oneIn(20) ? 2 : random.below(2);
  const current = kind === 1 || random.oneIn(2) ? account.state.authorizedWithdrawer : voterAt(pool, account);
  const metas = [meta(account.key, "w"), meta(SYSVAR_CLOCK_ID), signer(pool, current)];
  if (random.oneIn(2)) return [vote(1, metas, authority(pool), u32(kind))];
  return [vote(7, [...metas, meta(pool.wallet(), "s")], u32(kind))];
}

function authorizeWithSeed(pool: Pool, account: KnownVote): Instruction[] | undefined {
  const { random } = pool;
  const { authorizedWithdrawer } = account.state;
  const voter = voterAt(pool, account);
  const found = pool.seeded.find(({ key }) => pubkeyEqual(key, authorizedWithdrawer) || pubkeyEqual(key, voter));
  const seeded = found ?? (random.oneIn(5) ? pool.seeded[0] : undefined);
  if (seeded === undefined) return undefined;
  const kind = u32(pubkeyEqual(seeded.key, authorizedWithdrawer) ? random.below(2) : 0);
  const seed = concatBytes(u64(BigInt(seeded.seed.length)), seeded.seed);
  const metas = [meta(account.key, "w"), meta(SYSVAR_CLOCK_ID), meta(seeded.base, "s")];
  if (random.oneIn(2)) return [vote(10, metas, kind, seeded.owner, seed, authority(pool))];
  return [vote(11, [...metas, meta(pool.wallet(), "s")], kind, seeded.owner, seed)];
}

function withdraw(pool: Pool, { key, lamports, length, state }: KnownVote): Instruction[] {
  const spare = lamports - pool.minimumBalance(length);
  const amount = pool.random.oneIn(6) ? lamports : pool.partOf(spare > 0n ? spare : lamports);
  const metas = [meta(key, "w"), meta(pool.wallet(), "w"), signer(pool, state.authorizedWithdrawer)];
  return [vote(3, metas, u64(amount))];
}

/** The votes that still count, and some newer ones. */
function proposal(pool: Pool, { state }: KnownVote, hashes: readonly SlotHash[]): Proposal | undefined {
  const { random, clock } = pool;
  const last = state.votes.at(-1)?.slot ?? 0n;
  const fresh = hashes.filter(({ slot }) => slot > last && random.oneIn(3)).reverse();
  const newest = fresh.at(-1) ?? hashes[0];
  if (newest === undefined || (fresh.length === 0 && !random.oneIn(10))) return undefined;
  const root = random.oneIn(5) ? (state.votes[random.below(4)]?.slot ?? state.rootSlot) : state.rootSlot;
  const kept = state.votes.map(({ slot }) => slot).filter((slot) => slot > (root ?? -1n) && !random.oneIn(20));
  const slots = [...kept, ...fresh.map(({ slot }) => slot)].slice(-31);
  if (random.oneIn(20)) slots.splice(random.below(slots.length + 1), 0, clock.slot + BigInt(random.between(-50, 5)));
  const lockouts = slots.map((slot, i): Lockout => {
    const confirmationCount = random.oneIn(80) ? random.below(34) : slots.length - i;
    return { slot, confirmationCount };
  });
  const timestamp = random.oneIn(2) ? clock.unixTimestamp + BigInt(random.between(-5, 20)) : undefined;
  return { lockouts, root, hash: random.oneIn(15) ? random.bytes(32) : newest.hash, timestamp };
}

/** The slots alone, newer than the last vote. */
function freshOnly(proposed: Proposal, { state }: KnownVote): Proposal {
  const last = state.votes.at(-1)?.slot ?? -1n;
  return { ...proposed, lockouts: proposed.lockouts.filter(({ slot }) => slot > last) };
}

function castVote(pool: Pool, account: KnownVote): Instruction[] | undefined {
  const hashes = decodeSlotHashes(pool.dataOf(SYSVAR_SLOT_HASHES_ID)) ?? [];
  const proposed = proposal(pool, account, hashes);
  if (proposed === undefined) return undefined;
  const voter = signer(pool, voterAt(pool, account));
  const tag = pool.random.oneIn(3) ? pool.random.pick([2, 6, 8, 9, 12, 13, 15] as const) : 14;
  if (tag === 2 || tag === 6) {
    const metas = [meta(account.key, "w"), meta(SYSVAR_SLOT_HASHES_ID), meta(SYSVAR_CLOCK_ID), voter];
    return [{ programId: VOTE_PROGRAM_ID, accounts: metas, data: voteData(tag, freshOnly(proposed, account)) }];
  }
  const data = tag === 8 || tag === 9 ? updateData(tag, proposed) : compactData(tag, proposed);
  return [{ programId: VOTE_PROGRAM_ID, accounts: [meta(account.key, "w"), voter], data }];
}

/** Where commissions go (17), how much they are (5, 18), and a deposit for delegators (19). */
function commission(pool: Pool, { key, state }: KnownVote): Instruction[] {
  const { random } = pool;
  const withdrawer = signer(pool, state.authorizedWithdrawer);
  const kind = u32(random.oneIn(20) ? 2 : random.below(2));
  switch (random.below(4)) {
    case 0:
      return [vote(5, [meta(key, "w"), withdrawer], u8(random.below(256)))];
    case 1:
      return [vote(17, [meta(key, "w"), meta(random.oneIn(4) ? key : pool.wallet(), "w"), withdrawer], kind)];
    case 2:
      return [vote(18, [meta(key, "w"), withdrawer], u16(random.below(12_000)), kind)];
    default: {
      const amount = u64(BigInt(random.below(10_000_000)));
      return [vote(19, [meta(key, "w"), meta(pool.payer(), "sw"), meta(SYSTEM_PROGRAM_ID)], amount)];
    }
  }
}

function initialAccounts(pool: Pool): InitialAccount[] {
  return [voteAccount(pool, 0, 0), voteAccount(pool, 5, 0), voteAccount(pool, 64, 64)];
}

export const voteGrammar: Grammar = {
  name: "vote",
  makers: {
    create: [6, create],
    authorize: [5, over(authorize)],
    authorizeWithSeed: [2, over(authorizeWithSeed)],
    vote: [20, over(castVote)],
    withdraw: [3, over(withdraw)],
    updateIdentity: [
      2,
      over((pool, { key, state }) => {
        const node = meta(pool.wallet(), "s");
        return [vote(4, [meta(key, "w"), node, signer(pool, state.authorizedWithdrawer)])];
      }),
    ],
    commission: [5, over(commission)],
    fund: [1, over((pool, { key }) => [transfer(pool.payer(), key, 30_000_000n)])],
    "unknown instruction": [1, over((pool, { key }) => [vote(pool.random.pick([16, 20, 255]), [meta(key, "w")])])],
  },
  host: { "slot hashes": [60, nextSlotWithHashes], "next epoch": [10, nextEpoch] },
  accounts: initialAccounts,
};
