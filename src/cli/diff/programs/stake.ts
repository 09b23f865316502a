import { concatBytes } from "../../../base/bytes.js";
import { U64_MAX } from "../../../base/u64.js";
import type { AccountMeta, Instruction } from "../../../solana/instruction.js";
import { createWithSeed } from "../../../solana/program-derived-address.js";
import {
  STAKE_CONFIG_ID,
  STAKE_PROGRAM_ID,
  SYSTEM_PROGRAM_ID,
  SYSVAR_CLOCK_ID,
  SYSVAR_EPOCH_REWARDS_ID,
  SYSVAR_RENT_ID,
  SYSVAR_STAKE_HISTORY_ID,
  VOTE_PROGRAM_ID,
} from "../../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { STAKE_STATE_BYTES } from "../../../solana/stake-state.js";
import { encodeEpochRewards, NO_EPOCH_REWARDS } from "../../../solana/sysvars/epoch-rewards.js";
import { decodeVoteState } from "../../../solana/vote-state/decode.js";
import { text, u8, u32, u64 } from "../bytes.js";
import type { InitialAccount } from "../chain.js";
import type { Grammar, HostMaker, Maker } from "../grammar/grammar.js";
import { type Known, meta, type Pool } from "../grammar/pool.js";
import { type StakeAccount, stakeAccounts } from "./stake-state.js";
import { createAccount, transfer } from "./system.js";
import { nextEpoch, setSysvar } from "./sysvars.js";
import { voteAccount } from "./vote-account.js";

const SOL = 1_000_000_000n;

function stake(tag: number, accounts: readonly AccountMeta[], ...fields: readonly Uint8Array[]): Instruction {
  return { programId: STAKE_PROGRAM_ID, accounts, data: concatBytes(u32(tag), ...fields) };
}

function amount({ random }: Pool): bigint {
  return random.oneIn(10) ? random.pick([0n, 1n, SOL - 1n, SOL]) : SOL * BigInt(random.between(1, 50));
}

function option(value: Uint8Array | undefined): Uint8Array {
  return value === undefined ? u8(0) : concatBytes(u8(1), value);
}

/** None, or one that ends soon. */
function lockup(pool: Pool): Uint8Array {
  const { random, clock } = pool;
  if (!random.oneIn(4)) return new Uint8Array(48);
  const until = clock.unixTimestamp + BigInt(random.between(-100, 500_000));
  const epoch = clock.epoch + BigInt(random.below(3));
  return concatBytes(u64(random.oneIn(2) ? until : 0n), u64(epoch), pool.wallet());
}

/** A new account, mostly initialized at once; its authorities are wallets or an address of one's seed. */
function create(pool: Pool): Instruction[] {
  const { random } = pool;
  const key = pool.newKey();
  const lamports = pool.minimumBalance(STAKE_STATE_BYTES) + (random.oneIn(20) ? -1n : amount(pool));
  const creation = createAccount(pool.payer(), key, lamports, STAKE_STATE_BYTES, STAKE_PROGRAM_ID);
  if (random.oneIn(15)) return [creation];
  const [staker, withdrawer] = [authority(pool), authority(pool)];
  if (random.oneIn(3)) {
    return [creation, stake(9, [meta(key, "w"), meta(SYSVAR_RENT_ID), meta(staker), meta(withdrawer, "s")])];
  }
  return [creation, stake(0, [meta(key, "w"), meta(SYSVAR_RENT_ID)], staker, withdrawer, lockup(pool))];
}

const SEED = text("stake");

/** One of few, so that accounts share their authorities. */
function authority(pool: Pool): Pubkey {
  const base = pool.random.oneIn(3) ? pool.wallet() : pool.payers[0];
  const derived = createWithSeed(base, SEED, SYSTEM_PROGRAM_ID);
  if (!pool.random.oneIn(12) || !derived.ok) return base;
  pool.seeded.push({ key: derived.address, base, seed: SEED, owner: SYSTEM_PROGRAM_ID });
  return derived.address;
}

function over(
  make: (pool: Pool, account: StakeAccount) => readonly Instruction[] | undefined,
  prefer: (account: StakeAccount) => boolean = () => true,
): Maker {
  return (pool) => {
    const known = stakeAccounts(pool);
    const preferred = known.filter(prefer);
    const some = preferred.length > 0 && !pool.random.oneIn(12) ? preferred : known;
    return some.length === 0 ? undefined : make(pool, pool.random.pick(some));
  };
}

function signer(pool: Pool, key: Pubkey): AccountMeta {
  return meta(pool.random.oneIn(25) ? pool.wallet() : key, pool.canSign(key) ? "s" : "");
}

function isLocked({ clock }: Pool, { lockup }: StakeAccount): boolean {
  return lockup.unixTimestamp > clock.unixTimestamp || lockup.epoch > clock.epoch;
}

/** The custodian where a lockup asks for one. */
function custodian(pool: Pool, account: StakeAccount): AccountMeta[] {
  return isLocked(pool, account) && !pool.random.oneIn(4) ? [meta(account.lockup.custodian, "s")] : [];
}

const isDelegated = ({ delegation }: StakeAccount) => delegation !== undefined;
const isActive = ({ delegation }: StakeAccount) => delegation?.deactivationEpoch === U64_MAX;

function voter(pool: Pool): Pubkey {
  const voters = pool.owned(VOTE_PROGRAM_ID);
  return voters.length === 0 || pool.random.oneIn(25) ? pool.anyKey() : pool.random.pick(voters).key;
}

function delegate(pool: Pool, account: StakeAccount): Instruction[] {
  const sysvars = [meta(SYSVAR_CLOCK_ID), meta(SYSVAR_STAKE_HISTORY_ID), meta(STAKE_CONFIG_ID)];
  return [stake(2, [meta(account.key, "w"), meta(voter(pool)), ...sysvars, signer(pool, account.staker)])];
}

function authorize(pool: Pool, account: StakeAccount): Instruction[] {
  const { random } = pool;
  const kind = random.oneIn(25) ? 2 : random.below(2);
  const current = signer(pool, kind === 1 || random.oneIn(3) ? account.withdrawer : account.staker);
  const metas = [meta(account.key, "w"), meta(SYSVAR_CLOCK_ID)];
  if (random.oneIn(2)) {
    return [stake(1, [...metas, current, ...custodian(pool, account)], authority(pool), u32(kind))];
  }
  return [stake(10, [...metas, current, meta(pool.wallet(), "s"), ...custodian(pool, account)], u32(kind))];
}

function authorizeWithSeed(pool: Pool, account: StakeAccount): Instruction[] | undefined {
  const { random } = pool;
  const found = pool.seeded.find(({ key }) => pubkeyEqual(key, account.withdrawer) || pubkeyEqual(key, account.staker));
  const seeded = found ?? (random.oneIn(6) ? pool.seeded[0] : undefined);
  if (seeded === undefined) return undefined;
  const kind = u32(pubkeyEqual(seeded.key, account.withdrawer) ? random.below(2) : 0);
  const seed = concatBytes(u64(BigInt(seeded.seed.length)), seeded.seed);
  const metas = [meta(account.key, "w"), meta(seeded.base, "s"), meta(SYSVAR_CLOCK_ID)];
  if (random.oneIn(2)) {
    return [stake(8, [...metas, ...custodian(pool, account)], authority(pool), kind, seed, seeded.owner)];
  }
  return [stake(11, [...metas, meta(pool.wallet(), "s"), ...custodian(pool, account)], kind, seed, seeded.owner)];
}

function split(pool: Pool, account: StakeAccount): Instruction[] {
  const { random } = pool;
  const key = pool.newKey();
  const minimum = pool.minimumBalance(STAKE_STATE_BYTES);
  const lamports = random.oneIn(4) ? 0n : minimum;
  const creation = createAccount(pool.payer(), key, lamports, STAKE_STATE_BYTES, STAKE_PROGRAM_ID);
  const part = random.oneIn(8) ? account.lamports : pool.partOf(account.lamports - minimum);
  return [creation, stake(3, [meta(account.key, "w"), meta(key, "w"), signer(pool, account.staker)], u64(part))];
}

function withdraw(pool: Pool, account: StakeAccount): Instruction[] {
  const { random } = pool;
  const stuck = account.delegation?.stake ?? 0n;
  const free = account.lamports - stuck - pool.minimumBalance(STAKE_STATE_BYTES);
  const lamports = random.oneIn(3) ? account.lamports : pool.partOf(free > 0n ? free : account.lamports);
  const sysvars = [meta(SYSVAR_CLOCK_ID), meta(SYSVAR_STAKE_HISTORY_ID)];
  const metas = [meta(account.key, "w"), meta(pool.wallet(), "w"), ...sysvars, signer(pool, account.withdrawer)];
  return [stake(4, [...metas, ...custodian(pool, account)], u64(lamports))];
}

function setLockup(pool: Pool, account: StakeAccount): Instruction[] {
  const { random, clock } = pool;
  const until = random.oneIn(2) ? u64(clock.unixTimestamp + BigInt(random.between(-1000, 400_000))) : undefined;
  const epoch = random.oneIn(2) ? u64(clock.epoch + BigInt(random.below(4))) : undefined;
  const who = meta(isLocked(pool, account) ? account.lockup.custodian : account.withdrawer, "s");
  const metas = [meta(account.key, "w"), who];
  const fields = [option(until), option(epoch)];
  if (random.oneIn(2)) return [stake(6, metas, ...fields, option(random.oneIn(2) ? pool.wallet() : undefined))];
  return [stake(12, [...metas, ...(random.oneIn(2) ? [meta(pool.wallet(), "s")] : [])], ...fields)];
}

/** Another account with the same authorities, and the same voter or none, if there is one. */
function partner(pool: Pool, account: StakeAccount): StakeAccount | undefined {
  const others = stakeAccounts(pool).filter(({ key }) => !pubkeyEqual(key, account.key));
  const alike = others.filter((other) => isAlike(account, other));
  const some = alike.length > 0 && !pool.random.oneIn(8) ? alike : others;
  return some.length === 0 || (alike.length === 0 && !pool.random.oneIn(8)) ? undefined : pool.random.pick(some);
}

function isAlike(a: StakeAccount, b: StakeAccount): boolean {
  if (!pubkeyEqual(a.staker, b.staker) || !pubkeyEqual(a.withdrawer, b.withdrawer)) return false;
  if (a.delegation === undefined || b.delegation === undefined) return a.delegation === b.delegation;
  return pubkeyEqual(a.delegation.voter, b.delegation.voter);
}

function merge(pool: Pool, account: StakeAccount): Instruction[] | undefined {
  const source = partner(pool, account);
  const sysvars = [meta(SYSVAR_CLOCK_ID), meta(SYSVAR_STAKE_HISTORY_ID)];
  return (
    source && [stake(7, [meta(account.key, "w"), meta(source.key, "w"), ...sysvars, signer(pool, account.staker)])]
  );
}

/** MoveStake (16) or MoveLamports (17). */
function move(pool: Pool, account: StakeAccount): Instruction[] | undefined {
  const { random } = pool;
  const target = partner(pool, account);
  if (target === undefined) return undefined;
  const free = account.lamports - (account.delegation?.stake ?? 0n) - pool.minimumBalance(STAKE_STATE_BYTES);
  const tag = random.between(16, 17);
  const lamports = tag === 16 ? (account.delegation?.stake ?? SOL) : free;
  const metas = [meta(account.key, "w"), meta(target.key, "w"), signer(pool, account.staker)];
  return [stake(tag, metas, u64(random.oneIn(2) ? lamports : pool.partOf(lamports)))];
}

/** By the example of a voter that has voted lately. */
function deactivateDelinquent(pool: Pool, { key, delegation }: StakeAccount): Instruction[] {
  const lately = pool.owned(VOTE_PROGRAM_ID).filter((account) => lastEpoch(account) === pool.clock.epoch);
  const example = lately.length > 0 && !pool.random.oneIn(10) ? pool.random.pick(lately).key : voter(pool);
  return [stake(14, [meta(key, "w"), meta(delegation?.voter ?? voter(pool)), meta(example)])];
}

function lastEpoch({ key, data }: Known): bigint | undefined {
  return decodeVoteState(data, key)?.state?.epochCredits.at(-1)?.epoch;
}

/** The program refuses nearly everything while rewards are paid. */
const epochRewards: HostMaker = ({ random }) => {
  const rewards = encodeEpochRewards({ ...NO_EPOCH_REWARDS, active: random.oneIn(6) });
  return (chain) => setSysvar(chain, SYSVAR_EPOCH_REWARDS_ID, rewards);
};

/** A vote account that has earned credits lately, or none for long: such a voter may be left by anybody. */
const voteCredits: HostMaker = (pool) => {
  const { random, clock } = pool;
  const voters = pool.owned(VOTE_PROGRAM_ID);
  if (voters.length === 0) return undefined;
  const last = Number(clock.epoch) - random.pick([0, 0, 0, 1, 5, 6]);
  const account = voteAccount(pool, random.pick([1, 5, 6, 64]), Math.max(last, 0), random.pick(voters).key);
  return (chain) => chain.setAccount(account);
};

function voteAccounts(pool: Pool): InitialAccount[] {
  return [voteAccount(pool, 0, 0), voteAccount(pool, 8, 8), voteAccount(pool, 3, 2), voteAccount(pool, 64, 70)];
}

export const stakeGrammar: Grammar = {
  name: "stake",
  makers: {
    create: [10, create],
    delegate: [10, over(delegate, ({ delegation }) => delegation === undefined)],
    "delegate again": [2, over(delegate, isDelegated)],
    authorize: [3, over(authorize)],
    authorizeWithSeed: [2, over(authorizeWithSeed)],
    split: [4, over(split)],
    withdraw: [5, over(withdraw, (account) => !isActive(account))],
    deactivate: [
      4,
      over(
        (pool, { key, staker }) => [stake(5, [meta(key, "w"), meta(SYSVAR_CLOCK_ID), signer(pool, staker)])],
        isActive,
      ),
    ],
    setLockup: [2, over(setLockup)],
    merge: [4, over(merge)],
    move: [5, over(move)],
    deactivateDelinquent: [3, over(deactivateDelinquent, isActive)],
    getMinimumDelegation: [1, () => [stake(13, [])]],
    fund: [2, over((pool, { key }) => [transfer(pool.payer(), key, amount(pool))])],
    "unknown instruction": [1, over((pool, { key }) => [stake(pool.random.pick([15, 18, 255]), [meta(key, "w")])])],
  },
  host: { "next epoch": [40, nextEpoch], "vote credits": [15, voteCredits], "epoch rewards": [4, epochRewards] },
  accounts: voteAccounts,
};
