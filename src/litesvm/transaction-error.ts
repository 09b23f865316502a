import type { InstructionError, TransactionError } from "../solana/errors.js";
import { refuseConstruction, toU8 } from "./arguments.js";
import { TransactionErrorFieldless } from "./enums.js";
import {
  debugInstructionError,
  debugInstructionErrorValue,
  type InstructionErrorValue,
  instructionErrorValue,
} from "./instruction-error.js";
import { debugStruct } from "./rust-debug.js";

/** An instruction failed. */
export class TransactionErrorInstructionError {
  #index: number;
  readonly #error: InstructionError;

  /** @internal */
  constructor(index: number = refuseConstruction(), error: InstructionError = refuseConstruction()) {
    this.#index = index;
    this.#error = error;
  }

  /** Of the top-level instruction, u8. */
  get index(): number {
    return this.#index;
  }

  set index(index: number) {
    this.#index = toU8(index);
  }

  err(): InstructionErrorValue {
    return instructionErrorValue(this.#error);
  }

  toString(): string {
    const error = debugInstructionErrorValue(this.#error);
    return debugStruct("TransactionErrorInstructionError", { index: this.#index, error });
  }
}

/** A compute budget instruction says again what another said. */
export class TransactionErrorDuplicateInstruction {
  #index: number;

  /** @internal */
  constructor(index: number = refuseConstruction()) {
    this.#index = index;
  }

  /** Of the second one, u8. */
  get index(): number {
    return this.#index;
  }

  set index(index: number) {
    this.#index = toU8(index);
  }

  toString(): string {
    return debugStruct("TransactionErrorDuplicateInstruction", { index: this.#index });
  }
}

/** An account would be left with too few lamports for its size. */
export class TransactionErrorInsufficientFundsForRent {
  #accountIndex: number;

  /** @internal */
  constructor(accountIndex: number = refuseConstruction()) {
    this.#accountIndex = accountIndex;
  }

  /** u8 */
  get accountIndex(): number {
    return this.#accountIndex;
  }

  set accountIndex(index: number) {
    this.#accountIndex = toU8(index);
  }

  toString(): string {
    return debugStruct("TransactionErrorInsufficientFundsForRent", { account_index: this.#accountIndex });
  }
}

/** A program may not run for now. */
export class TransactionErrorProgramExecutionTemporarilyRestricted {
  #accountIndex: number;

  /** @internal */
  constructor(accountIndex: number = refuseConstruction()) {
    this.#accountIndex = accountIndex;
  }

  /** Of the program, u8. */
  get accountIndex(): number {
    return this.#accountIndex;
  }

  set accountIndex(index: number) {
    this.#accountIndex = toU8(index);
  }

  toString(): string {
    return debugStruct("TransactionErrorProgramExecutionTemporarilyRestricted", { account_index: this.#accountIndex });
  }
}

export type TransactionErrorValue =
  | TransactionErrorFieldless
  | TransactionErrorInstructionError
  | TransactionErrorDuplicateInstruction
  | TransactionErrorInsufficientFundsForRent
  | TransactionErrorProgramExecutionTemporarilyRestricted;

export function transactionErrorValue(error: TransactionError): TransactionErrorValue {
  if (typeof error === "string") return TransactionErrorFieldless[error];
  if ("InstructionError" in error) return new TransactionErrorInstructionError(...error.InstructionError);
  if ("DuplicateInstruction" in error) return new TransactionErrorDuplicateInstruction(error.DuplicateInstruction);
  if ("InsufficientFundsForRent" in error) {
    return new TransactionErrorInsufficientFundsForRent(error.InsufficientFundsForRent.account_index);
  }
  const { account_index } = error.ProgramExecutionTemporarilyRestricted;
  return new TransactionErrorProgramExecutionTemporarilyRestricted(account_index);
}

/** As Rust prints the runtime's types. */
export function debugTransactionError(error: TransactionError): string {
  if (typeof error === "string") return error;
  if ("InstructionError" in error) {
    const [index, cause] = error.InstructionError;
    return `InstructionError(${index}, ${debugInstructionError(cause)})`;
  }
  if ("DuplicateInstruction" in error) return `DuplicateInstruction(${error.DuplicateInstruction})`;
  const [name, fields] = Object.entries(error)[0] as [string, { account_index: number }];
  return debugStruct(name, { account_index: fields.account_index });
}
