import type { Instruction } from "../../../solana/instruction.js";
import { MEMO_PROGRAM_ID, MEMO_V1_PROGRAM_ID } from "../../../solana/program-ids.js";
import { text } from "../bytes.js";
import type { Grammar } from "../grammar/grammar.js";
import { meta, type Pool } from "../grammar/pool.js";
import type { Random } from "../random.js";

const TEXTS = ["", "memo", "Grüße, 世界 🙂", "line\nbreak\0zero", "x".repeat(566), "y".repeat(2000)];

function bytes(random: Random): Uint8Array {
  const whole = text(random.pick(TEXTS));
  if (random.oneIn(10)) return random.bytes(random.between(1, 40));
  // Cut inside a character it is no UTF-8 any more.
  return random.oneIn(10) ? whole.slice(0, random.below(whole.length + 1)) : whole;
}

/** A memo that wallets sign. */
export function memo(pool: Pool): Instruction {
  const signers = Array.from({ length: pool.random.below(4) }, () => meta(pool.wallet(), "s"));
  return { programId: MEMO_PROGRAM_ID, accounts: signers, data: bytes(pool.random) };
}

export const memoGrammar: Grammar = {
  name: "memo",
  makers: {
    memo: [8, (pool) => [memo(pool)]],
    "memo by who does not sign": [2, (pool) => [{ ...memo(pool), accounts: [meta(pool.anyKey())] }]],
    "memo v1": [6, ({ random }) => [{ programId: MEMO_V1_PROGRAM_ID, accounts: [], data: bytes(random) }]],
    "memo v1 with signer": [
      2,
      (pool) => [{ programId: MEMO_V1_PROGRAM_ID, accounts: [meta(pool.wallet(), "s")], data: bytes(pool.random) }],
    ],
  },
};
