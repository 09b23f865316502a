import { transactionErrorText } from "../../solana/errors.js";
import type { Outcome } from "../subjects/outcome.js";
import { told, type Verdict } from "./verdict.js";

/** Whether a transaction succeeded. */
export function succeeds(outcome: Outcome): Verdict {
  const { error } = outcome;
  return error === null
    ? { pass: true, message: () => told("expected the transaction to fail, but it succeeded", outcome) }
    : {
        pass: false,
        message: () =>
          told(`expected the transaction to succeed, but it failed: ${transactionErrorText(error)}`, outcome),
      };
}
