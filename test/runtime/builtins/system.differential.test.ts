import fc from "fast-check";
import { test } from "vitest";
import { expectSameAsOracle } from "../compare.js";
import { RANDOM_RUNS, systemInstructions, WORLD } from "./random-system.js";
import { PAYER } from "./system-case.js";

test("random system instructions end as they do in LiteSVM", () => {
  fc.assert(
    fc.property(systemInstructions, (instructions) => {
      expectSameAsOracle({ payer: PAYER, instructions, accounts: WORLD });
    }),
    RANDOM_RUNS,
  );
}, 600_000);
