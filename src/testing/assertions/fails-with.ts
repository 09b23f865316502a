import { sortJsonKeys, writeJson } from "../../base/json.js";
import { isObject } from "../../base/untrusted.js";
import { type InstructionError, type TransactionError, transactionErrorText } from "../../solana/errors.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import { type AddressInput, toPubkey } from "../../svm/inputs.js";
import { check } from "../checks.js";
import type { Outcome } from "../subjects/outcome.js";
import { type FailureFacts, failureFacts } from "./failure-facts.js";
import { told, type Verdict } from "./verdict.js";

/**
 * A failure: the transaction's error or the instruction's as Agave's JSON has them; a program's own number; the name of an
 * error (of Agave, of the program's IDL, of a known program, of Anchor; upper and lower case are the same); or the code of
 * an explanation.
 */
export type ExpectedError = TransactionError | InstructionError | number | (string & {});

export interface FailureOptions {
  /** The program whose failure it must be: not one that only failed with the one that it called. */
  readonly program?: AddressInput;
}

/** Whether a transaction failed, and with this. Throws `invalid-argument`, `invalid-address`. */
export function failsWith(outcome: Outcome, expected: ExpectedError, options: FailureOptions = {}): Verdict {
  check(isExpectedError(expected), "an error (JSON, a number, a name, or an explanation's code)", expected);
  const program = options.program === undefined ? undefined : addressFromPubkey(toPubkey(options.program));
  const wanted = `to fail with ${spelled(expected)}${program === undefined ? "" : ` of program ${program}`}`;
  const facts = failureFacts(outcome);
  if (facts === undefined) {
    return { pass: false, message: () => told(`expected the transaction ${wanted}, but it succeeded`, outcome) };
  }
  const pass = isFailure(facts, expected) && (program === undefined || program === facts.program);
  const sentence = pass
    ? `expected the transaction not ${wanted}, but it did`
    : `expected the transaction ${wanted}, but it failed with ${factsText(facts)}`;
  return { pass, message: () => told(sentence, outcome) };
}

function isExpectedError(expected: unknown): boolean {
  return typeof expected === "string" || typeof expected === "number" || isObject(expected);
}

function isFailure({ error, instructionError, number, names, code }: FailureFacts, expected: ExpectedError): boolean {
  if (typeof expected === "number") return number === expected;
  if (typeof expected === "string") return expected === code || names.some((name) => sameName(name, expected));
  return [error, instructionError].some((each) => each !== undefined && sameJson(each, expected));
}

/** Codama writes the names of an Anchor IDL with a small letter first. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function sameJson(a: object | string, b: object): boolean {
  return text(a) === text(b);
}

function text(value: object | string): string {
  return writeJson(sortJsonKeys(value as Parameters<typeof sortJsonKeys>[0]));
}

function spelled(expected: ExpectedError): string {
  if (typeof expected === "number") return `custom error ${expected}`;
  return typeof expected === "string" ? expected : JSON.stringify(expected);
}

function factsText({ error, names, number, code, program, programName }: FailureFacts): string {
  const name = names.at(-1)!;
  const numbered = number === undefined || name === "Custom" ? "" : ` ${name},`;
  const of = program === undefined ? "" : ` of program ${programName ?? ""} ${program}`.replace(/ {2,}/g, " ");
  const called = code === undefined ? "" : `, code ${code}`;
  return `${numbered} ${JSON.stringify(error)}${of}${called}: ${transactionErrorText(error)}`.trimStart();
}
