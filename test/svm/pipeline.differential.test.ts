import { expect, test } from "vitest";
import { transactionErrorName } from "../../src/solana/errors.js";
import { Differential } from "../helpers/oracle.js";
import { Random } from "../helpers/random.js";
import { unsignedWire } from "../helpers/transactions.js";
import { randomMessage, WORLD } from "./random-transactions.js";

/** More runs and another seed find more: CALLGATE_FUZZ_RUNS, CALLGATE_FUZZ_SEED. */
const RUNS = Number(process.env.CALLGATE_FUZZ_RUNS ?? 1500);
const SEED = Number(process.env.CALLGATE_FUZZ_SEED ?? 1);
const KEYS = WORLD.map(([key]) => key);

test.each([
  ["with the blockhash check", { blockhashCheck: true }, ["BlockhashNotFound"]],
  ["without it", { blockhashCheck: false }, ["InsufficientFundsForFee"]],
] as const)("random transactions end as they do in LiteSVM, %s", (_, options, names) => {
  const both = new Differential(options);
  const outcomes = new Set<string>();
  for (let run = 0; run < RUNS; run++) {
    for (const [key, account] of WORLD) both.setAccount(key, account);
    const message = randomMessage(new Random(SEED * 1_000_003 + run), both.blockhash);
    try {
      const { error } = both.send(unsignedWire(message), KEYS);
      outcomes.add(error === null ? "success" : transactionErrorName(error));
    } catch (cause) {
      throw new Error(`run ${run} of seed ${SEED}`, { cause });
    }
  }
  const expected = ["success", "InstructionError", "InvalidProgramForExecution", "SanitizeFailure"];
  expect([...outcomes]).toEqual(expect.arrayContaining([...expected, ...names]));
});
