import { CallgateError } from "../../base/errors.js";
import { formatExplanation } from "../../explain/print.js";
import { transactionErrorText } from "../../solana/errors.js";
import type { Trace } from "../../trace/model.js";
import { printTrace } from "../../trace/print/print-trace.js";
import type { Outcome } from "../subjects/outcome.js";

/** What an assertion comes to. `message` says what is wrong if the opposite was asserted. */
export interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The trace that an assertion cannot do without. Throws `missing-trace`. */
export function traceOf({ trace, howToTrace }: Outcome): Trace {
  if (trace !== undefined) return trace;
  throw new CallgateError("missing-trace", `the transaction was not traced: ${howToTrace}`);
}

/** A sentence, then what happened: the tree of calls, and why the transaction failed if it did. */
export function told(sentence: string, outcome: Outcome): string {
  return [sentence, ...treeOf(outcome), ...reasonsOf(outcome)].join("\n\n").trimEnd();
}

function treeOf({ trace, logs, howToTrace }: Outcome): string[] {
  if (trace !== undefined) return [printTrace(trace, { sections: ["tree"] }).trimEnd()];
  return [...(logs.length === 0 ? [] : [logs.join("\n")]), `For the tree of calls, ${howToTrace}.`];
}

function reasonsOf({ error, explanation }: Outcome): string[] {
  if (error === null) return [];
  return [explanation === null ? transactionErrorText(error) : formatExplanation(explanation)];
}
