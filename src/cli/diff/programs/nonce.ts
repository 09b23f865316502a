import { concatBytes } from "../../../base/bytes.js";
import type { AccountMeta, Instruction } from "../../../solana/instruction.js";
import { durableNonceFromBlockhash, encodeNonceState, NONCE_STATE_BYTES } from "../../../solana/nonce.js";
import { SYSTEM_PROGRAM_ID, SYSVAR_RECENT_BLOCKHASHES_ID, SYSVAR_RENT_ID } from "../../../solana/program-ids.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { u32, u64 } from "../bytes.js";
import type { InitialAccount } from "../chain.js";
import type { Grammar, Maker } from "../grammar/grammar.js";
import { advanceNonce, type KnownNonce, nonces } from "../grammar/lifetime.js";
import { meta, type Pool } from "../grammar/pool.js";
import { createAccount, systemGrammar, transfer } from "./system.js";

function system(tag: number, accounts: readonly AccountMeta[], ...fields: readonly Uint8Array[]): Instruction {
  return { programId: SYSTEM_PROGRAM_ID, accounts, data: concatBytes(u32(tag), ...fields) };
}

function initialize(nonce: Pubkey, authority: Pubkey): Instruction {
  return system(6, [meta(nonce, "w"), meta(SYSVAR_RECENT_BLOCKHASHES_ID), meta(SYSVAR_RENT_ID)], authority);
}

function create(pool: Pool): Instruction[] {
  const { random } = pool;
  const key = pool.newKey();
  const space = random.oneIn(15) ? random.pick([0, 79, 81, 100]) : NONCE_STATE_BYTES;
  const creation = createAccount(pool.payer(), key, pool.balanceFor(NONCE_STATE_BYTES) * 2n, space, SYSTEM_PROGRAM_ID);
  return random.oneIn(8) ? [creation] : [creation, initialize(key, pool.wallet())];
}

/** An initialized nonce, or any other account now and then. */
function pickNonce(pool: Pool): KnownNonce | undefined {
  const known = nonces(pool);
  if (known.length === 0) return undefined;
  const nonce = pool.random.pick(known);
  return pool.random.oneIn(20) ? { ...nonce, key: pool.anyKey() } : nonce;
}

function over(make: (pool: Pool, nonce: KnownNonce) => readonly Instruction[]): Maker {
  return (pool) => {
    const nonce = pickNonce(pool);
    return nonce && make(pool, nonce);
  };
}

/** All that is there closes the account, less must leave the rent minimum. */
function withdraw(pool: Pool, { key, authority, lamports }: KnownNonce): Instruction[] {
  const { random } = pool;
  const spare = lamports - pool.minimumBalance(NONCE_STATE_BYTES);
  const amount = random.oneIn(5) ? lamports : random.oneIn(6) ? spare + 1n : pool.partOf(spare);
  const accounts = [meta(key, "w"), meta(random.oneIn(12) ? key : pool.wallet(), "w")];
  const sysvars = [meta(SYSVAR_RECENT_BLOCKHASHES_ID), meta(SYSVAR_RENT_ID)];
  return [system(5, [...accounts, ...sysvars, meta(authority, "s")], u64(amount))];
}

/** One of the old version mostly. */
function upgrade(pool: Pool): Instruction[] | undefined {
  const known = nonces(pool);
  if (known.length === 0) return undefined;
  const old = known.filter(({ version }) => version === "legacy");
  const { key } = pool.random.pick(old.length > 0 ? old : known);
  return [system(12, [meta(key, "w")])];
}

/** Nonces of the old version, to be upgraded before a transaction can live by them. */
function legacyNonces(pool: Pool): InitialAccount[] {
  return [0, 1, 2].map((n) => {
    const durableNonce = n === 0 ? new Uint8Array(32).fill(7) : durableNonceFromBlockhash(new Uint8Array(32).fill(n));
    const data = encodeNonceState({
      version: "legacy",
      data: { authority: pool.payer(), durableNonce, lamportsPerSignature: 5000n },
    });
    return {
      key: pool.newKey(),
      lamports: pool.minimumBalance(NONCE_STATE_BYTES) * 3n,
      data,
      owner: SYSTEM_PROGRAM_ID,
    };
  });
}

const { transfer: anyTransfer, createAccount: anyCreation } = systemGrammar.makers;

export const nonceGrammar: Grammar = {
  name: "nonce",
  makers: {
    createNonce: [8, create],
    initializeAgain: [1, over((pool, { key }) => [initialize(key, pool.wallet())])],
    advance: [6, over((_, { key, authority }) => [advanceNonce(key, authority)])],
    "advance by a stranger": [1, over((pool, { key }) => [advanceNonce(key, pool.wallet())])],
    "advance twice": [1, over((_, { key, authority }) => [advanceNonce(key, authority), advanceNonce(key, authority)])],
    withdraw: [5, over(withdraw)],
    authorize: [
      3,
      over((pool, { key, authority }) => [system(7, [meta(key, "w"), meta(authority, "s")], pool.wallet())]),
    ],
    upgrade: [2, upgrade],
    fund: [2, over((pool, { key }) => [transfer(pool.payer(), key, BigInt(pool.random.below(5_000_000)))])],
    transfer: anyTransfer,
    createAccount: anyCreation,
  },
  host: { "new blockhash for nonces": [30, () => (chain) => chain.expireBlockhash()] },
  accounts: legacyNonces,
  noncePercent: 35,
};
