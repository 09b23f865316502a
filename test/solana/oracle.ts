import litesvm from "litesvm/dist/internal.js";
import { type TransactionError, transactionErrorNames } from "../../src/solana/errors.js";

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

const WITH_DATA = [
  "InstructionError",
  "DuplicateInstruction",
  "InsufficientFundsForRent",
  "ProgramExecutionTemporarilyRestricted",
];
/** The order of its `TransactionErrorFieldless`: Rust's without data, but for two that stand the other way round. */
const FIELDLESS = transactionErrorNames.filter((name) => !WITH_DATA.includes(name));
FIELDLESS.splice(30, 2, "ResanitizationNeeded", "InvalidLoadedAccountsDataSizeLimit");

export interface AgaveOutcome {
  /** Null: it succeeded. Of an instruction's own error only the index is kept. */
  readonly error: Exclude<TransactionError, { InstructionError: unknown }> | { InstructionErrorAt: number } | null;
  readonly logs: readonly string[];
}

export function simulate(agave: AgaveSvm, wire: Uint8Array): AgaveOutcome {
  const result = agave.simulateVersionedTransaction(wire);
  const logs = result.meta().logs();
  if (!(result instanceof litesvm.FailedTransactionMetadata)) return { error: null, logs };
  const error = result.err();
  if (typeof error === "number") return { error: FIELDLESS[error] as "AccountInUse", logs };
  if (error instanceof litesvm.TransactionErrorInstructionError)
    return { error: { InstructionErrorAt: error.index }, logs };
  if (error instanceof litesvm.TransactionErrorDuplicateInstruction) {
    return { error: { DuplicateInstruction: error.index }, logs };
  }
  throw new Error(`unexpected outcome ${error}`);
}
