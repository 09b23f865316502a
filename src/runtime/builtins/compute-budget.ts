import type { Builtin } from "../program-cache.js";

const COMPUTE_UNITS = 150;

/**
 * The compute budget program (Agave: programs/compute-budget/src/lib.rs). It does nothing: its instructions are read
 * before the transaction runs.
 */
export const computeBudgetProgram: Builtin = {
  name: "compute_budget_program",
  process(context) {
    context.consumeForBuiltin(COMPUTE_UNITS);
  },
};
