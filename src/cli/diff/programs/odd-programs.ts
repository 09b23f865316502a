import type { AccountMeta, Instruction } from "../../../solana/instruction.js";
import * as ids from "../../../solana/program-ids.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { u32 } from "../bytes.js";
import type { InitialAccount } from "../chain.js";
import type { Grammar } from "../grammar/grammar.js";
import { meta, type Pool } from "../grammar/pool.js";
import { memo } from "./memo.js";
import { transfer } from "./system.js";

/** Everything that could be called, programs or not. */
const CALLED: readonly Pubkey[] = [
  ids.NATIVE_LOADER_ID,
  ids.LOADER_V1_ID,
  ids.LOADER_V2_ID,
  ids.LOADER_V3_ID,
  ids.LOADER_V4_ID,
  ids.CONFIG_PROGRAM_ID,
  ids.FEATURE_PROGRAM_ID,
  ids.STAKE_CONFIG_ID,
  ids.ZK_TOKEN_PROOF_PROGRAM_ID,
  ids.SYSVAR_PROGRAM_ID,
  ids.SYSVAR_CLOCK_ID,
  ids.SYSVAR_INSTRUCTIONS_ID,
  ids.INCINERATOR_ID,
  ids.NATIVE_MINT_ID,
];
const PROGRAMS: readonly Pubkey[] = [
  ids.SYSTEM_PROGRAM_ID,
  ids.VOTE_PROGRAM_ID,
  ids.STAKE_PROGRAM_ID,
  ids.TOKEN_PROGRAM_ID,
  ids.TOKEN_2022_PROGRAM_ID,
  ids.ASSOCIATED_TOKEN_PROGRAM_ID,
  ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID,
  ids.MEMO_PROGRAM_ID,
  ids.MEMO_V1_PROGRAM_ID,
  ids.COMPUTE_BUDGET_PROGRAM_ID,
  ids.ED25519_PROGRAM_ID,
  ids.ZK_ELGAMAL_PROOF_PROGRAM_ID,
];

function metas(pool: Pool): AccountMeta[] {
  const { random } = pool;
  const key = () => (random.oneIn(3) ? random.pick([...CALLED, ...PROGRAMS]) : pool.anyKey());
  return Array.from({ length: random.below(6) }, () => meta(key(), random.pick(["", "w", "w"])));
}

/** Small numbers first, as instructions have them, then anything. */
function data({ random }: Pool): Uint8Array {
  if (random.oneIn(3)) return random.bytes(random.below(60));
  return Uint8Array.from([...u32(random.below(12)), ...random.bytes(random.below(40))]);
}

function call(pool: Pool, programs: readonly Pubkey[]): Instruction {
  return { programId: pool.random.pick(programs), accounts: metas(pool), data: data(pool) };
}

/** Lamports to where they stay, or to what nobody may write. */
function transferToProgram(pool: Pool): Instruction[] {
  const to = pool.random.pick([...CALLED, ...PROGRAMS]);
  return [transfer(pool.payer(), to, BigInt(pool.random.below(3_000_000)))];
}

/** A memo that names programs and sysvars among its signers. */
function memoWithPrograms(pool: Pool): Instruction[] {
  return [{ ...memo(pool), accounts: metas(pool) }];
}

/** Accounts that look like programs but are not executable, and some that belong to what is no program. */
function oddAccounts(pool: Pool): InitialAccount[] {
  const owners = [...CALLED, ...PROGRAMS].slice(0, 20);
  return owners.map((owner, i) => ({
    key: pool.newKey(),
    lamports: 1_000_000_000n,
    data: pool.random.bytes([0, 36, 82, 165, 200][i % 5]),
    owner,
  }));
}

export const oddProgramsGrammar: Grammar = {
  name: "odd-programs",
  makers: {
    "odd program": [6, (pool) => [call(pool, CALLED)]],
    "program with any data": [10, (pool) => [call(pool, PROGRAMS)]],
    "account as a program": [
      2,
      (pool) => [
        call(
          pool,
          pool.all().map(({ key }) => key),
        ),
      ],
    ],
    transferToProgram: [4, transferToProgram],
    memoWithPrograms: [4, memoWithPrograms],
    transfer: [6, (pool) => [transfer(pool.payer(), pool.anyKey(), 1_000_000n)]],
  },
  accounts: oddAccounts,
};
