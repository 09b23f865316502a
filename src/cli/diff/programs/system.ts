import { concatBytes } from "../../../base/bytes.js";
import type { AccountMeta, Instruction } from "../../../solana/instruction.js";
import { createWithSeed } from "../../../solana/program-derived-address.js";
import {
  INCINERATOR_ID,
  STAKE_PROGRAM_ID,
  SYSTEM_PROGRAM_ID,
  SYSVAR_CLOCK_ID,
  TOKEN_PROGRAM_ID,
} from "../../../solana/program-ids.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { text, u32, u64 } from "../bytes.js";
import type { InitialAccount } from "../chain.js";
import type { Grammar } from "../grammar/grammar.js";
import { meta, type Pool, type SeededAddress } from "../grammar/pool.js";

function system(tag: number, accounts: readonly AccountMeta[], ...fields: readonly Uint8Array[]): Instruction {
  return { programId: SYSTEM_PROGRAM_ID, accounts, data: concatBytes(u32(tag), ...fields) };
}

export function transfer(from: Pubkey, to: Pubkey, lamports: bigint): Instruction {
  return system(2, [meta(from, "sw"), meta(to, "w")], u64(lamports));
}

export function createAccount(from: Pubkey, to: Pubkey, lamports: bigint, space: number, owner: Pubkey): Instruction {
  return system(0, [meta(from, "sw"), meta(to, "sw")], u64(lamports), u64(BigInt(space)), owner);
}

function string(bytes: Uint8Array): Uint8Array {
  return concatBytes(u64(BigInt(bytes.length)), bytes);
}

function spaceOf({ random }: Pool): number {
  return random.oneIn(15)
    ? random.pick([10_240, 10_241, 100_000, 10_485_760, 10_485_761])
    : random.pick([0, 0, 8, 165]);
}

function ownerOf({ random }: Pool): Pubkey {
  return random.pick([SYSTEM_PROGRAM_ID, SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID, STAKE_PROGRAM_ID, SYSVAR_CLOCK_ID]);
}

/** Where lamports may go: mostly where something is. */
function recipientOf(pool: Pool): Pubkey {
  const { random } = pool;
  if (random.oneIn(30)) return random.pick([INCINERATOR_ID, SYSVAR_CLOCK_ID, SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID]);
  if (random.oneIn(3)) return pool.newKey();
  return random.oneIn(4) ? pool.anyKey() : pool.wallet();
}

function amountOf(pool: Pool, balance: bigint): bigint {
  const minimum = pool.minimumBalance(0);
  if (pool.random.oneIn(3)) return minimum;
  if (pool.random.oneIn(10))
    return pool.random.pick([1n, minimum - 1n, balance - minimum, balance - 5000n, balance - 1n]);
  return pool.partOf(balance);
}

function newSeeded(pool: Pool): SeededAddress {
  const { random } = pool;
  const seed = text(
    "seed".repeat(8).slice(0, random.oneIn(20) ? 32 : random.between(0, 12)) + (random.oneIn(30) ? "x".repeat(33) : ""),
  );
  const base = pool.wallet();
  const owner = ownerOf(pool);
  const derived = createWithSeed(base, seed, owner);
  const address = { key: derived.ok ? derived.address : pool.newKey(), base, seed, owner };
  pool.seeded.push(address);
  return address;
}

function seededAddress(pool: Pool): SeededAddress {
  return pool.seeded.length === 0 || pool.random.oneIn(3) ? newSeeded(pool) : pool.random.pick(pool.seeded);
}

/** A wallet that may be given away. */
function expendable(pool: Pool): Pubkey | undefined {
  const wallets = pool.wallets();
  return wallets.length === 0 ? undefined : pool.random.pick(wallets).key;
}

function createPlain(pool: Pool): Instruction[] {
  const space = spaceOf(pool);
  const to = pool.random.oneIn(12) ? pool.anyKey() : pool.newKey();
  return [createAccount(pool.wallet(), to, pool.balanceFor(space), space, ownerOf(pool))];
}

function createSeeded(pool: Pool): Instruction[] {
  const { key, base, seed, owner } = seededAddress(pool);
  const space = spaceOf(pool);
  const from = pool.random.oneIn(2) ? base : pool.payer();
  const accounts = [meta(from, "sw"), meta(key, "w"), meta(base, "s")];
  return [system(3, accounts, base, string(seed), u64(pool.balanceFor(space)), u64(BigInt(space)), owner)];
}

/** SIMD-0312: the account may have lamports already. */
function createPrefunded(pool: Pool): Instruction[] {
  const { random } = pool;
  const space = spaceOf(pool);
  const to = random.oneIn(2) ? (expendable(pool) ?? pool.newKey()) : pool.newKey();
  const lamports = random.oneIn(4) ? 0n : pool.balanceFor(space);
  const accounts = [meta(to, "sw"), ...(random.oneIn(5) ? [] : [meta(pool.payer(), "sw")])];
  return [system(13, accounts, u64(lamports), u64(BigInt(space)), ownerOf(pool))];
}

function transferPlain(pool: Pool): Instruction[] {
  const from = pool.wallet();
  return [transfer(from, recipientOf(pool), amountOf(pool, pool.get(from)?.lamports ?? 0n))];
}

function transferSeeded(pool: Pool): Instruction[] {
  const { key, base, seed, owner } = seededAddress(pool);
  const balance = pool.get(key)?.lamports;
  if (balance === undefined) return [transfer(pool.payer(), key, pool.balanceFor(0) * 2n)];
  const accounts = [meta(key, "w"), meta(base, "s"), meta(recipientOf(pool), "w")];
  return [system(11, accounts, u64(amountOf(pool, balance)), string(seed), owner)];
}

/** Wallets that can pay a few times, once, or not at all, and may not keep what remains. */
function poorWallets(pool: Pool): InitialAccount[] {
  const minimum = pool.minimumBalance(0);
  const balances = [1n, 4999n, 5000n, 5001n, 10_000n, minimum, minimum + 4999n, minimum + 5000n, minimum + 20_000n];
  return [...balances, ...balances].map((lamports) => ({
    key: pool.newKey(),
    lamports,
    data: new Uint8Array(0),
    owner: SYSTEM_PROGRAM_ID,
  }));
}

export const systemGrammar: Grammar = {
  name: "system",
  accounts: poorWallets,
  anyPayerPercent: 20,
  makers: {
    createAccount: [6, createPlain],
    createAccountWithSeed: [4, createSeeded],
    createAccountAllowPrefund: [3, createPrefunded],
    transfer: [10, transferPlain],
    transferWithSeed: [4, transferSeeded],
    "new wallet": [3, (pool) => [transfer(pool.payer(), pool.newKey(), BigInt(pool.random.below(50_000_000)))]],
    assign: [
      2,
      (pool) => {
        const key = expendable(pool);
        return key && [system(1, [meta(key, "sw")], ownerOf(pool))];
      },
    ],
    assignWithSeed: [
      2,
      (pool) => {
        const { key, base, seed, owner } = seededAddress(pool);
        return [system(10, [meta(key, "w"), meta(base, "s")], base, string(seed), owner)];
      },
    ],
    allocate: [
      2,
      (pool) => {
        const key = expendable(pool);
        return key && [system(8, [meta(key, "sw")], u64(BigInt(spaceOf(pool))))];
      },
    ],
    allocateWithSeed: [
      2,
      (pool) => {
        const { key, base, seed, owner } = seededAddress(pool);
        const fields = [base, string(seed), u64(BigInt(spaceOf(pool))), owner];
        return [system(9, [meta(key, "w"), meta(base, "s")], ...fields)];
      },
    ],
    "unknown instruction": [
      1,
      (pool) => [system(pool.random.pick([14, 15, 255, 2 ** 32 - 1]), [meta(pool.wallet(), "sw")])],
    ],
  },
};
