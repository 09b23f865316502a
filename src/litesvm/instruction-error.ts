import type { InstructionError } from "../solana/errors.js";
import { checkString, refuseConstruction, toU32 } from "./arguments.js";
import { InstructionErrorFieldless } from "./enums.js";
import { debugStruct, debugText } from "./rust-debug.js";

/** An error with a number that the program chose. */
export class InstructionErrorCustom {
  #code: number;

  /** @internal */
  constructor(code: number = refuseConstruction()) {
    this.#code = code;
  }

  /** u32 */
  get code(): number {
    return this.#code;
  }

  set code(code: number) {
    this.#code = toU32(code);
  }

  toString(): string {
    return debugStruct("InstructionErrorCustom", { code: this.#code });
  }
}

/** Never made: `BorshIoError` comes as a number, and without a message. */
export class InstructionErrorBorshIo {
  #msg: string;

  /** @internal */
  constructor(msg: string = refuseConstruction()) {
    this.#msg = msg;
  }

  get msg(): string {
    return this.#msg;
  }

  set msg(msg: string) {
    checkString(msg);
    this.#msg = msg;
  }

  toString(): string {
    return debugStruct("InstructionErrorBorshIO", { msg: debugText(this.#msg) });
  }
}

export type InstructionErrorBorshIO = InstructionErrorBorshIo;

export type InstructionErrorValue = InstructionErrorFieldless | InstructionErrorCustom | InstructionErrorBorshIO;

export function instructionErrorValue(error: InstructionError): InstructionErrorValue {
  if (typeof error === "string") return InstructionErrorFieldless[error];
  return new InstructionErrorCustom(error.Custom);
}

/** As Rust prints the binding's own types. */
export function debugInstructionErrorValue(error: InstructionError): string {
  return typeof error === "string" ? error : new InstructionErrorCustom(error.Custom).toString();
}

/** As Rust prints the runtime's types. */
export function debugInstructionError(error: InstructionError): string {
  return typeof error === "string" ? error : `Custom(${error.Custom})`;
}
