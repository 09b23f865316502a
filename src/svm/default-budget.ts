import { defaultExecutionBudget, type ExecutionBudget } from "../runtime/execution-budget.js";
import type { EraLimits } from "../solana/era-limits.js";
import type { RuntimeFeatures } from "../solana/runtime-features.js";

/** The budget of a transaction that asks for nothing: the lower of what the gates and the period allow. */
export function defaultBudgetOf(features: RuntimeFeatures, limits: EraLimits): ExecutionBudget {
  const budget = defaultExecutionBudget(features.raiseCpiNestingLimitTo8);
  const maxInstructionStackDepth = Math.min(budget.maxInstructionStackDepth, limits.budget.maxInstructionStackDepth);
  return { ...budget, ...limits.budget, maxInstructionStackDepth };
}
