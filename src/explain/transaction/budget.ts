import type { InstructionError, TransactionError } from "../../solana/errors.js";
import { instructionErrorText } from "../../solana/errors.js";
import type { Case } from "../case.js";
import type { Told } from "../model.js";

/** An instruction of the Compute Budget program that could not be read: that is found before anything runs. */
export function explainBudget(told: Case): Told {
  const { InstructionError: at } = told.trace.error as Extract<TransactionError, { InstructionError: unknown }>;
  const [index, error]: [number, InstructionError] = at;
  return {
    code: "compute-budget-request-invalid",
    title: `instruction ${index} asks the compute budget for what there is not`,
    facts: { instruction: index },
    words: [
      `Instruction ${index} is one of the Compute Budget program, and was refused before anything ran (${instructionErrorText(error)}): its data are no request, or ask for a heap that is no multiple of 1024 between 32768 and 262144 bytes.`,
      "Build it with a library's functions, or correct the number of bytes.",
    ],
  };
}
