export { explain } from "./explain.js";
export { type ExplainedTransaction, explainTransaction } from "./explain-transaction.js";
export type { Explanation, Facts, Fix, FixedTransaction, Where, WhereStep } from "./model.js";
export { fixText, formatExplanation } from "./print.js";
