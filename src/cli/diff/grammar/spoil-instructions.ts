import { concatBytes } from "../../../base/bytes.js";
import type { AccountMeta, Instruction } from "../../../solana/instruction.js";
import { u64 } from "../bytes.js";
import type { Random } from "../random.js";
import { pickWeighted } from "../weighted.js";
import { meta, type Pool } from "./pool.js";

type Spoil = (pool: Pool, instruction: Instruction) => Instruction;

/** Ways to break one thing of an instruction, each with how often it comes. */
const SPOILS: Readonly<Record<string, readonly [weight: number, Spoil]>> = {
  "account missing": [3, (pool, one) => withAccounts(one, dropped(pool.random, one.accounts))],
  "account added": [2, (pool, one) => withAccounts(one, inserted(pool.random, one.accounts, anyMeta(pool)))],
  "account doubled": [2, (pool, one) => withAccounts(one, doubled(pool.random, one.accounts))],
  "accounts swapped": [2, (pool, one) => withAccounts(one, pool.random.shuffle(one.accounts))],
  "another account": [
    5,
    (pool, one) =>
      changeMeta(pool, one, ({ isSigner, isWritable }) => ({ pubkey: pool.anyKey(), isSigner, isWritable })),
  ],
  "account of the same instruction": [
    3,
    (pool, one) => changeMeta(pool, one, (old) => ({ ...old, pubkey: pool.random.pick(one.accounts).pubkey })),
  ],
  "signer flag": [4, (pool, one) => changeMeta(pool, one, (old) => ({ ...old, isSigner: !old.isSigner }))],
  "writable flag": [4, (pool, one) => changeMeta(pool, one, (old) => ({ ...old, isWritable: !old.isWritable }))],
  "another program": [1, (pool, one) => ({ ...one, programId: pool.anyKey() })],
  "data cut": [2, (pool, one) => ({ ...one, data: one.data.slice(0, pool.random.below(one.data.length + 1)) })],
  "data longer": [
    1,
    (pool, one) => ({ ...one, data: concatBytes(one.data, pool.random.bytes(pool.random.between(1, 40))) }),
  ],
  "data byte": [4, (pool, one) => ({ ...one, data: flipped(pool.random, one.data) })],
  "data number": [2, (pool, one) => ({ ...one, data: overwritten(pool.random, one.data, u64(pool.random.u64())) })],
  "many accounts": [1, manyAccounts],
  "many signers": [1, manySigners],
};

/** Breaks one thing of one instruction; what it broke. */
export function spoilInstructions(pool: Pool, instructions: Instruction[]): string {
  const at = pool.random.below(instructions.length);
  const [name, spoil] = pickWeighted(pool.random, SPOILS);
  instructions[at] = spoil(pool, instructions[at]);
  return name;
}

function withAccounts(instruction: Instruction, accounts: readonly AccountMeta[]): Instruction {
  return { ...instruction, accounts };
}

function dropped<T>(random: Random, items: readonly T[]): T[] {
  const at = random.below(items.length);
  return items.filter((_, i) => i !== at);
}

function inserted<T>(random: Random, items: readonly T[], item: T): T[] {
  return items.toSpliced(random.below(items.length + 1), 0, item);
}

function doubled<T>(random: Random, items: readonly T[]): readonly T[] {
  return items.length === 0 ? items : inserted(random, items, random.pick(items));
}

function changeMeta(pool: Pool, instruction: Instruction, change: (meta: AccountMeta) => AccountMeta): Instruction {
  const { accounts } = instruction;
  if (accounts.length === 0) return withAccounts(instruction, [anyMeta(pool)]);
  const at = pool.random.below(accounts.length);
  return withAccounts(instruction, accounts.with(at, change(accounts[at])));
}

function anyMeta(pool: Pool): AccountMeta {
  return meta(pool.anyKey(), pool.random.pick(["", "w", "w", ""]));
}

function flipped(random: Random, data: Uint8Array): Uint8Array {
  if (data.length === 0) return random.bytes(1);
  // The first bytes say which instruction it is.
  const at = random.oneIn(3) ? random.below(Math.min(data.length, 4)) : random.below(data.length);
  return data.with(at, random.oneIn(2) ? data[at] ^ (1 << random.below(8)) : random.below(256));
}

function overwritten(random: Random, data: Uint8Array, value: Uint8Array): Uint8Array {
  if (data.length < value.length) return data;
  const out = data.slice();
  out.set(value, random.below(data.length - value.length + 1));
  return out;
}

/** Around the limit of v1: 12 signatures. */
function manySigners(pool: Pool, instruction: Instruction): Instruction {
  const signers = Array.from({ length: pool.random.between(8, 14) }, () => meta(pool.newKey(), "s"));
  return withAccounts(instruction, [...instruction.accounts, ...signers]);
}

/** Around the limits: 64 locks, 255 references. */
function manyAccounts(pool: Pool, instruction: Instruction): Instruction {
  const { random } = pool;
  if (random.oneIn(2)) {
    const count = random.pick([30, 60, 64, 70]);
    const more = Array.from({ length: count }, () => meta(random.bytes(32), random.pick(["", "w"])));
    return withAccounts(instruction, [...instruction.accounts, ...more]);
  }
  const count = random.pick([40, 128, 254, 255, 256]);
  const cycle = instruction.accounts.length > 0 ? instruction.accounts : [anyMeta(pool)];
  return withAccounts(
    instruction,
    Array.from({ length: count }, (_, i) => cycle[i % cycle.length]),
  );
}
