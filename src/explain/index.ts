export { explain } from "./explain.js";
export { type ExplainedTransaction, explainTransaction, type FixedTransaction } from "./explain-transaction.js";
export type { Explanation, Facts, Fix, Where, WhereStep } from "./model.js";
export { fixText, formatExplanation } from "./print.js";
