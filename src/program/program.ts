import { CallgateError } from "../base/errors.js";
import { describe, isObject, readUntrusted } from "../base/untrusted.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { AccountInfo } from "./account-info.js";

/**
 * What a program does with an instruction: returns to succeed, throws a ProgramError to fail with its code; anything
 * else that it throws is logged and ends in ProgramFailedToComplete. It must not be asynchronous.
 *
 * @param programId the id that the program was called by, a copy.
 * @param accounts in the order of the instruction; an account that stands there twice is one object.
 * @param data the instruction data, a copy.
 */
export type ProcessInstruction = (programId: Pubkey, accounts: AccountInfo[], data: Uint8Array) => void;

/** A program in TypeScript, as its author writes it down. */
export interface ProgramDefinition {
  /** For people: it stands in the program's account. Default "program". */
  readonly name?: string;
  /** What a run costs beside its syscalls, which cost what they cost: compute units. Default 0. */
  readonly computeUnits?: number;
  readonly process: ProcessInstruction;
}

/** Whether a value is a program: of whatever kind it is, it is only asked for its brand. */
export let isProgram: (value: unknown) => value is Program;

/** A program in TypeScript, for `svm.addProgram`. It may stand at several ids and in several VMs. */
export class Program {
  readonly name: string;
  readonly computeUnits: number;
  readonly process: ProcessInstruction;
  readonly #brand = true;

  static {
    isProgram = (value): value is Program => isObject(value) && #brand in value;
  }

  /** @internal */
  constructor(definition: ProgramDefinition) {
    const { name = "program", computeUnits = 0, process } = definition;
    if (typeof name !== "string") refusePart("name", "a string", name);
    if (!Number.isSafeInteger(computeUnits) || computeUnits < 0) {
      refusePart("computeUnits", "an integer from 0 on", computeUnits);
    }
    if (typeof process !== "function") refusePart("process", "a function", process);
    this.name = name;
    this.computeUnits = computeUnits;
    this.process = process;
  }
}

/** Makes a program. Throws `invalid-program` for a definition with something else than it can have. */
export function defineProgram(definition: ProgramDefinition): Program {
  if (!isObject(definition)) refusePart("definition", "an object", definition);
  return readUntrusted("invalid-program", "the program's definition", () => new Program(definition));
}

/** Makes a program of its function alone (solana-program-entrypoint, entrypoint!). Throws `invalid-program`. */
export function entrypoint(process: ProcessInstruction): Program {
  return new Program({ process });
}

/** Throws `invalid-program` for a part of a definition. */
export function refusePart(name: string, expected: string, given: unknown): never {
  const message = `${name} of a program: expected ${expected}, got ${describe(given)}`;
  throw new CallgateError("invalid-program", message, { name });
}
