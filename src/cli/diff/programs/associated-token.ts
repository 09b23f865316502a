import type { Instruction } from "../../../solana/instruction.js";
import { findProgramAddress } from "../../../solana/program-derived-address.js";
import {
  ASSOCIATED_TOKEN_PROGRAM_ID,
  NATIVE_MINT_ID,
  SYSTEM_PROGRAM_ID,
  SYSVAR_RENT_ID,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "../../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { u8 } from "../bytes.js";
import type { Grammar } from "../grammar/grammar.js";
import { meta, type Pool } from "../grammar/pool.js";
import { createAccount } from "./system.js";
import { nativeMint, tokenGrammar } from "./token.js";
import { initializeMint, TokenScene } from "./token-base.js";
import { MINT_BYTES } from "./token-state.js";

function associatedAddress(wallet: Pubkey, mint: Pubkey, tokenProgram: Pubkey): Pubkey {
  return findProgramAddress([wallet, tokenProgram, mint], ASSOCIATED_TOKEN_PROGRAM_ID)!.address;
}

function scene(pool: Pool): TokenScene {
  return new TokenScene(pool, pool.random.oneIn(2) ? TOKEN_PROGRAM_ID : TOKEN_2022_PROGRAM_ID);
}

/** Create (no data, or 0) or CreateIdempotent (1), for a wallet, an account that owns others, or any key. */
function create(pool: Pool): Instruction[] | undefined {
  const { random } = pool;
  const over = scene(pool);
  const mint = over.mint()?.key;
  if (mint === undefined) return undefined;
  const { programId } = over;
  const wallet = random.oneIn(4) ? pool.anyKey() : pool.wallet();
  const address = random.oneIn(25) ? pool.newKey() : associatedAddress(wallet, mint, programId);
  const tokenProgram = random.oneIn(25) ? TOKEN_PROGRAM_ID : programId;
  const accounts = [meta(pool.wallet(), "sw"), meta(address, "w"), meta(wallet), meta(mint), meta(SYSTEM_PROGRAM_ID)];
  const data = random.pick([new Uint8Array(0), u8(0), u8(1), u8(1)]);
  const rent = random.oneIn(4) ? [meta(SYSVAR_RENT_ID)] : [];
  return [{ programId: ASSOCIATED_TOKEN_PROGRAM_ID, accounts: [...accounts, meta(tokenProgram), ...rent], data }];
}

function createMint(pool: Pool): Instruction[] {
  const over = scene(pool);
  const key = pool.newKey();
  return [
    createAccount(pool.payer(), key, pool.balanceFor(MINT_BYTES), MINT_BYTES, over.programId),
    initializeMint(over, key),
  ];
}

/** Takes tokens out of an associated account that an associated account owns. */
function recoverNested(pool: Pool): Instruction[] | undefined {
  const { random } = pool;
  const over = scene(pool);
  const nested =
    over.account(({ owner }) => over.accounts.some(({ key }) => pubkeyEqual(key, owner))) ?? over.account();
  if (nested === undefined) return undefined;
  const owner = over.accounts.find(({ key }) => pubkeyEqual(key, nested.owner)) ?? over.account();
  if (owner === undefined) return undefined;
  const wallet = owner.owner;
  const destination = associatedAddress(wallet, nested.mint, over.programId);
  const accounts = [
    meta(nested.key, "w"),
    meta(nested.mint),
    meta(destination, "w"),
    meta(owner.key),
    meta(owner.mint),
    meta(wallet, random.oneIn(10) ? "" : "sw"),
    meta(over.programId),
  ];
  return [{ programId: ASSOCIATED_TOKEN_PROGRAM_ID, accounts, data: u8(2) }];
}

/** An associated account of an associated account. */
function createNested(pool: Pool): Instruction[] | undefined {
  const over = scene(pool);
  const owner = over.account();
  const mint = over.mint();
  if (owner === undefined || mint === undefined) return undefined;
  const address = associatedAddress(owner.key, mint.key, over.programId);
  const back = associatedAddress(owner.owner, mint.key, over.programId);
  return [
    createIdempotent(pool, address, owner.key, mint.key, over.programId),
    createIdempotent(pool, back, owner.owner, mint.key, over.programId),
  ];
}

function createIdempotent(
  pool: Pool,
  address: Pubkey,
  wallet: Pubkey,
  mint: Pubkey,
  tokenProgram: Pubkey,
): Instruction {
  const accounts = [
    meta(pool.payer(), "sw"),
    meta(address, "w"),
    meta(wallet),
    meta(mint),
    meta(SYSTEM_PROGRAM_ID),
    meta(tokenProgram),
  ];
  return { programId: ASSOCIATED_TOKEN_PROGRAM_ID, accounts, data: u8(1) };
}

const { mintTo, transfer, closeAccount } = tokenGrammar.makers;

export const associatedTokenGrammar: Grammar = {
  name: "associated-token",
  makers: {
    createMint: [4, createMint],
    create: [12, create],
    createNested: [4, createNested],
    recoverNested: [5, recoverNested],
    mintTo,
    transfer,
    closeAccount,
    "unknown instruction": [1, (pool) => create(pool)?.map((one) => ({ ...one, data: pool.random.bytes(2) }))],
  },
  accounts: () => [nativeMint(NATIVE_MINT_ID, TOKEN_PROGRAM_ID)],
};
