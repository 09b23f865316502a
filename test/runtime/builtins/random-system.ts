import fc from "fast-check";
import type { Instruction } from "../../../src/solana/instruction.js";
import { durableNonceFromBlockhash, encodeNonceState, type NonceState } from "../../../src/solana/nonce.js";
import { createWithSeed } from "../../../src/solana/program-derived-address.js";
import { SYSVAR_RECENT_BLOCKHASHES_ID, SYSVAR_RENT_ID } from "../../../src/solana/program-ids.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import { account, key } from "../harness.js";
import { type AccountEntry, PAYER_ACCOUNT, system, systemData, TAG } from "./system-case.js";

const OWNER = key(30);
const BASE = key(40);
const SEEDS = ["", "seed", "x".repeat(32)];
const MINIMUM = 1_447_680n;

const nonce = (state: NonceState, lamports = MINIMUM) => {
  const data = new Uint8Array(80);
  data.set(encodeNonceState(state));
  return account({ lamports, data });
};
const data = (durableNonce: Uint8Array) => ({ authority: BASE, durableNonce, lamportsPerSignature: 5000n });

const seeded = SEEDS.map((seed): AccountEntry => {
  const derived = createWithSeed(BASE, Buffer.from(seed), OWNER);
  if (!derived.ok) throw new Error(derived.error);
  return [derived.address, seed === "" ? account() : account({ lamports: 3n * 10n ** 9n })];
});
/** The accounts that the instructions may name, of every kind that matters to the system program. */
export const WORLD: readonly AccountEntry[] = [
  PAYER_ACCOUNT,
  [key(50), account({ lamports: 10n ** 10n })],
  [key(51), account()],
  [key(52), account({ lamports: 10n ** 10n, owner: OWNER })],
  [key(53), account({ lamports: 10n ** 10n, data: new Uint8Array(5) })],
  [key(54), account({ lamports: 2n ** 63n })],
  [key(55), nonce({ version: "current", data: data(key(1)) })],
  [key(56), nonce({ version: "current", data: data(durableNonceFromBlockhash(new Uint8Array(32))) }, 2n * MINIMUM)],
  [key(57), nonce({ version: "legacy", data: data(key(2)) }, 3n * MINIMUM)],
  [key(58), nonce({ version: "current", data: undefined })],
  [BASE, account({ lamports: 10n ** 9n })],
  ...seeded,
];

const pubkey: fc.Arbitrary<Pubkey> = fc.constantFrom(
  ...WORLD.map(([one]) => one),
  SYSVAR_RECENT_BLOCKHASHES_ID,
  SYSVAR_RENT_ID,
);
const amount = fc.oneof(
  fc.constantFrom(
    0n,
    1n,
    80n,
    MINIMUM,
    2n * MINIMUM,
    3n * 10n ** 9n,
    10n ** 10n,
    10_485_760n,
    10_485_761n,
    2n ** 64n - 1n,
  ),
  fc.bigInt(0n, 2n ** 64n - 1n),
);
const owner = fc.constantFrom(OWNER, new Uint8Array(32), key(31));
const seed = fc.oneof(fc.constantFrom(...SEEDS), fc.string({ maxLength: 34 }));
const base = fc.oneof({ weight: 4, arbitrary: fc.constant(BASE) }, { weight: 1, arbitrary: pubkey });

type Fields = readonly (bigint | string | Uint8Array)[];
const FIELDS: Record<number, fc.Arbitrary<Fields>> = {
  [TAG.createAccount]: fc.tuple(amount, amount, owner),
  [TAG.assign]: fc.tuple(owner),
  [TAG.transfer]: fc.tuple(amount),
  [TAG.createAccountWithSeed]: fc.tuple(base, seed, amount, amount, owner),
  [TAG.withdrawNonce]: fc.tuple(amount),
  [TAG.initializeNonce]: fc.tuple(pubkey),
  [TAG.authorizeNonce]: fc.tuple(pubkey),
  [TAG.allocate]: fc.tuple(amount),
  [TAG.allocateWithSeed]: fc.tuple(base, seed, amount, owner),
  [TAG.assignWithSeed]: fc.tuple(base, seed, owner),
  [TAG.transferWithSeed]: fc.tuple(amount, seed, owner),
  [TAG.createAccountAllowPrefund]: fc.tuple(amount, amount, owner),
};

const encoded = fc
  .integer({ min: 0, max: 14 })
  .chain((tag) => (FIELDS[tag] ?? fc.constant([])).map((fields) => systemData(tag, ...fields)));
/** Cut short, or with some byte changed. */
const spoiled = fc.tuple(encoded, fc.nat(), fc.option(fc.nat(255), { freq: 2 })).map(([bytes, at, byte]) => {
  const position = at % bytes.length;
  return byte === null ? bytes.subarray(0, position) : bytes.with(position, byte);
});
const meta = fc.record({
  pubkey,
  isSigner: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  isWritable: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});
/** The sysvars where nonce instructions want them, more often than chance would have it. */
const metas = fc.oneof(
  fc.array(meta, { maxLength: 6 }),
  fc
    .tuple(meta, fc.option(meta), meta)
    .map(([first, second, last]) => [
      first,
      ...(second === null ? [] : [second]),
      { pubkey: SYSVAR_RECENT_BLOCKHASHES_ID, isSigner: false, isWritable: false },
      { pubkey: SYSVAR_RENT_ID, isSigner: false, isWritable: false },
      last,
      { pubkey: BASE, isSigner: true, isWritable: false },
    ]),
);
const instruction = fc
  .tuple(metas, fc.oneof({ weight: 6, arbitrary: encoded }, { weight: 1, arbitrary: spoiled }))
  .map(([accounts, bytes]) => system(accounts, bytes));

/** One to three instructions: most make sense, some are spoiled. */
export const systemInstructions: fc.Arbitrary<Instruction[]> = fc.array(instruction, { minLength: 1, maxLength: 3 });

/** SYSTEM_RUNS asks for so many runs, of instructions that never came before. */
export const RANDOM_RUNS =
  process.env.SYSTEM_RUNS === undefined ? { numRuns: 1500, seed: 4242 } : { numRuns: Number(process.env.SYSTEM_RUNS) };
