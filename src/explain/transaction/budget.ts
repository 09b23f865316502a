import { viewOf } from "../../base/bytes.js";
import type { InstructionError, TransactionError } from "../../solana/errors.js";
import { instructionErrorText } from "../../solana/errors.js";
import { MAX_HEAP_FRAME_BYTES, MIN_HEAP_FRAME_BYTES } from "../../solana/message/sanitize.js";
import type { Case } from "../case.js";
import type { Fix, Told } from "../model.js";

const REQUEST_HEAP_FRAME = 1;

/** A heap of the next size that there is; what is no request at all is left out. */
function mended(told: Case, index: number): Fix {
  const { data } = told.transaction.message.instructions[index]!;
  if (data[0] !== REQUEST_HEAP_FRAME || data.length < 5) return { kind: "removeInstructions", indexes: [index] };
  const rounded = Math.ceil(viewOf(data).getUint32(1, true) / 1024) * 1024;
  return { kind: "heapSize", bytes: Math.min(Math.max(rounded, MIN_HEAP_FRAME_BYTES), MAX_HEAP_FRAME_BYTES) };
}

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
    fix: mended(told, index),
  };
}
