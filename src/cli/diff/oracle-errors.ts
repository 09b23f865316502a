import * as litesvm from "litesvm/dist/internal.js";
import {
  type InstructionError,
  instructionErrorNames,
  type TransactionError,
  transactionErrorNames,
} from "../../solana/errors.js";

/** A transaction error of the package litesvm as Agave's JSON has it. */
export function transactionError(error: ReturnType<litesvm.FailedTransactionMetadata["err"]>): TransactionError {
  if (typeof error === "number") return TRANSACTION_ERROR_NAMES[error] as TransactionError;
  if (error instanceof litesvm.TransactionErrorInstructionError) {
    return { InstructionError: [error.index, instructionError(error.err())] };
  }
  if (error instanceof litesvm.TransactionErrorDuplicateInstruction) return { DuplicateInstruction: error.index };
  const { accountIndex } = error;
  return error instanceof litesvm.TransactionErrorInsufficientFundsForRent
    ? { InsufficientFundsForRent: { account_index: accountIndex } }
    : { ProgramExecutionTemporarilyRestricted: { account_index: accountIndex } };
}

function instructionError(error: ReturnType<litesvm.TransactionErrorInstructionError["err"]>): InstructionError {
  if (typeof error === "number") return INSTRUCTION_ERROR_NAMES[error] as InstructionError;
  return error instanceof litesvm.InstructionErrorCustom ? { Custom: error.code } : "BorshIoError";
}

// The package numbers the errors without data in Agave's order, but for two that stand the other way round, and for
// BorshIoError, which comes last.
const ERRORS_WITH_DATA: readonly string[] = [
  "InstructionError",
  "DuplicateInstruction",
  "InsufficientFundsForRent",
  "ProgramExecutionTemporarilyRestricted",
];
const TRANSACTION_ERROR_NAMES = transactionErrorNames.filter((name) => !ERRORS_WITH_DATA.includes(name));
TRANSACTION_ERROR_NAMES.splice(30, 2, "ResanitizationNeeded", "InvalidLoadedAccountsDataSizeLimit");
const INSTRUCTION_ERROR_NAMES = [
  ...instructionErrorNames.filter((name) => name !== "Custom" && name !== "BorshIoError"),
  "BorshIoError" as const,
];
