import litesvm from "litesvm/dist/internal.js";
import { transactionError } from "../../src/cli/diff/oracle-errors.js";
import type { TransactionError } from "../../src/solana/errors.js";

/** Agave itself, in-process. */
export const Agave = litesvm;
export type AgaveSvm = InstanceType<typeof litesvm.LiteSvm>;

/** An environment with mainnet's features, programs and sysvars, which checks neither signatures nor blockhashes. */
export function newAgave(): AgaveSvm {
  const agave = new litesvm.LiteSvm();
  agave.setSigverify(false);
  agave.setBlockhashCheck(false);
  return agave;
}

export interface AgaveOutcome {
  /** Null: it succeeded. Of an instruction's own error only the index is kept. */
  readonly error: Exclude<TransactionError, { InstructionError: unknown }> | { InstructionErrorAt: number } | null;
  readonly logs: readonly string[];
}

export function simulate(agave: AgaveSvm, wire: Uint8Array): AgaveOutcome {
  const result = agave.simulateVersionedTransaction(wire);
  const logs = result.meta().logs();
  if (!(result instanceof litesvm.FailedTransactionMetadata)) return { error: null, logs };
  const error = transactionError(result.err());
  if (typeof error === "string" || !("InstructionError" in error)) return { error, logs };
  return { error: { InstructionErrorAt: error.InstructionError[0] }, logs };
}
