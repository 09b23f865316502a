import { CallgateError } from "../base/errors.js";
import type { U64 } from "../base/u64.js";
import { describe } from "../base/untrusted.js";
import {
  type InstructionError,
  instructionErrorText,
  type ProgramErrorName,
  returnFromInstructionError,
} from "../solana/errors.js";

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
    const instructionError = typeof error === "number" ? { Custom: error } : error;
    const r0 = codeOf(instructionError);
    super(message ?? instructionErrorText(instructionError));
    this.error = instructionError;
    this.#r0 = r0;
  }

  /** What a program leaves in r0 to fail with what was thrown; undefined for what is no ProgramError. */
  static r0Of(thrown: unknown): U64 | undefined {
    return typeof thrown === "object" && thrown !== null && #r0 in thrown ? thrown.#r0 : undefined;
  }
}

function codeOf(error: InstructionError): U64 {
  const isCode =
    typeof error !== "object" || (Number.isInteger(error.Custom) && error.Custom >= 0 && error.Custom <= MAX_CODE);
  const r0 = isCode ? returnFromInstructionError(error) : undefined;
  if (r0 !== undefined) return r0;
  const given: unknown = typeof error === "object" ? error.Custom : error;
  const message = `expected the name of a ProgramError or a number from 0 to 2^32 - 1, got ${describe(given)}`;
  throw new CallgateError("invalid-argument", message, { error });
}
