import type { U64 } from "../base/u64.js";
import {
  type InstructionError,
  instructionErrorText,
  type ProgramErrorName,
  returnFromInstructionError,
} from "../solana/errors.js";
import { refuseArgument } from "./arguments.js";

const MAX_CODE = 0xffff_ffff;

/**
 * What a program throws to fail, as a Rust program returns `Err(…)` (solana-program-error, ProgramError): one of the
 * errors that every program knows, by name, or one of its own, by number.
 */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
  readonly #r0: U64;
  /** As it stands in a transaction's error. */
  readonly error: InstructionError;

  /**
   * @param error a name such as "InvalidAccountData", or the number of an error of the program's own, u32.
   * @param message for people; nobody sees it on chain.
   */
  constructor(error: ProgramErrorName | number, message?: string) {
    const instructionError = toInstructionError(error);
    super(message ?? instructionErrorText(instructionError));
    this.error = instructionError;
    this.#r0 = returnFromInstructionError(instructionError)!;
  }

  /** What a program leaves in r0 to fail with what was thrown; undefined for what is no ProgramError. */
  static r0Of(thrown: unknown): U64 | undefined {
    return typeof thrown === "object" && thrown !== null && #r0 in thrown ? thrown.#r0 : undefined;
  }
}

function toInstructionError(error: unknown): InstructionError {
  const isCode = Number.isInteger(error) && (error as number) >= 0 && (error as number) <= MAX_CODE;
  const instructionError = (typeof error === "number" ? { Custom: error } : error) as InstructionError;
  const isName = typeof error === "string" && returnFromInstructionError(instructionError) !== undefined;
  if (isCode || isName) return instructionError;
  refuseArgument("ProgramError", "the name of one or a number from 0 to 2^32 - 1", error);
}
