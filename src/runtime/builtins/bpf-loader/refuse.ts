import type { InstructionError } from "../../../solana/errors.js";
import { fail } from "../../failure.js";
import type { InvokeContext } from "../../invoke-context.js";

/** Says why in the log, and fails the instruction. */
export function refuse(context: InvokeContext, error: InstructionError, reason: string): never {
  context.log(reason);
  return fail(error);
}
