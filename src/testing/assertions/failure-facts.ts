import {
  type InstructionError,
  instructionErrorName,
  type TransactionError,
  transactionErrorName,
} from "../../solana/errors.js";
import type { Outcome } from "../subjects/outcome.js";

/** What can be said of a failure. */
export interface FailureFacts {
  readonly error: TransactionError;
  /** Of the instruction, if it is one's. */
  readonly instructionError: InstructionError | undefined;
  /** The program's own. */
  readonly number: number | undefined;
  /** Of Agave's errors, of the program's IDL, of known programs, of Anchor. */
  readonly names: readonly string[];
  /** Of the explanation; undefined without a trace. */
  readonly code: string | undefined;
  /** The program whose failure it is, not one that failed with it. */
  readonly program: string | undefined;
  readonly programName: string | undefined;
}

/** Undefined for a transaction that succeeded. */
export function failureFacts({ error, explanation, logs }: Outcome): FailureFacts | undefined {
  if (error === null) return undefined;
  const isOfInstruction = typeof error === "object" && "InstructionError" in error;
  const instructionError = isOfInstruction ? error.InstructionError[1] : undefined;
  const named = explanation?.facts.name;
  const step = explanation?.where?.path.at(-1);
  return {
    error,
    instructionError,
    number: typeof instructionError === "object" ? instructionError.Custom : undefined,
    names: [
      transactionErrorName(error),
      ...(instructionError === undefined ? [] : [instructionErrorName(instructionError)]),
      ...(typeof named === "string" ? [named] : []),
    ],
    code: explanation?.code,
    program: step?.program ?? failedProgramIn(logs),
    programName: step?.programName ?? undefined,
  };
}

/** The innermost is logged first. */
function failedProgramIn(logs: readonly string[]): string | undefined {
  return logs.map((line) => /^Program (\w+) failed: /.exec(line)?.[1]).find((program) => program !== undefined);
}
