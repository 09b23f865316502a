import { concatBytes } from "../../../base/bytes.js";
import type { Instruction } from "../../../solana/instruction.js";
import { NATIVE_MINT_ID, TOKEN_PROGRAM_ID } from "../../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { u8 } from "../bytes.js";
import type { InitialAccount } from "../chain.js";
import type { Grammar } from "../grammar/grammar.js";
import { meta, type Pool } from "../grammar/pool.js";
import { pickWeighted } from "../weighted.js";
import { createAccount, transfer } from "./system.js";
import { baseMakers, createPlainAccount, initializeMint, sceneMakers, type TokenScene } from "./token-base.js";
import { MINT_BYTES } from "./token-state.js";

function createMint(scene: TokenScene): Instruction[] {
  const { pool } = scene;
  const key = pool.newKey();
  return [
    createAccount(pool.payer(), key, pool.balanceFor(MINT_BYTES), MINT_BYTES, scene.programId),
    initializeMint(scene, key),
  ];
}

function getAccountDataSize(scene: TokenScene): Instruction[] | undefined {
  const mint = scene.mint();
  return mint && [scene.instruction(21, [meta(mint.key)])];
}

/** Lamports for a native account, which syncNative counts. */
function fundNative(scene: TokenScene): Instruction[] | undefined {
  const account = scene.account(({ isNative }) => isNative);
  if (account === undefined) return undefined;
  const { pool } = scene;
  const sync = scene.instruction(17, [meta(account.key, "w")]);
  return [transfer(pool.payer(), account.key, BigInt(pool.random.below(10_000_000))), sync];
}

const SINGLE = { ...baseMakers(TOKEN_PROGRAM_ID) };

/** p-token's Batch: several instructions in one, each with its accounts and data. */
function batch(scene: TokenScene): Instruction[] | undefined {
  const { pool } = scene;
  const { random } = pool;
  const parts: Instruction[] = [];
  for (let tries = 0; tries < 8 && parts.length < random.between(1, 4); tries++) {
    const [, make] = pickWeighted(random, SINGLE);
    parts.push(...(make(pool) ?? []).filter(({ programId }) => pubkeyEqual(programId, TOKEN_PROGRAM_ID)));
  }
  // A batch in a batch is refused.
  if (random.oneIn(20)) parts.push(scene.instruction(255, []));
  const data = parts.map((part) => concatBytes(u8(part.accounts.length), u8(part.data.length), part.data));
  const accounts = parts.flatMap((part) => part.accounts);
  return [scene.instruction(255, accounts, ...(random.oneIn(30) ? data.slice(1) : data))];
}

/** The mint of wrapped lamports. */
export function nativeMint(key: Pubkey, programId: Pubkey): InitialAccount {
  const data = new Uint8Array(MINT_BYTES);
  data[44] = 9;
  data[45] = 1;
  return { key, lamports: 10_000_000_000n, data, owner: programId };
}

export const tokenGrammar: Grammar = {
  name: "token",
  makers: {
    ...SINGLE,
    ...sceneMakers(TOKEN_PROGRAM_ID, {
      createMint: [5, createMint],
      createAccount: [10, createPlainAccount],
      getAccountDataSize: [1, getAccountDataSize],
      fundNative: [3, fundNative],
      batch: [12, batch],
    }),
  },
  accounts: (_: Pool) => [nativeMint(NATIVE_MINT_ID, TOKEN_PROGRAM_ID)],
};
