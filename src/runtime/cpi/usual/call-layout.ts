import type { AccountInfoPlaces } from "../account-infos.js";
import type { InstructionLayout } from "../translate-instruction.js";

/** How a program lays out what it passes to a call. */
export interface CallLayout {
  readonly instruction: InstructionLayout;
  readonly info: AccountInfoPlaces;
}

/** Parameters of `read`, all i32. */
export const READ_PARAMETERS = {
  /** Number of the transaction's keys. */
  keys: 0,
  /** Where the records of what is found begin. */
  found: 1,
  /** Host offset of the caller's input region. */
  input: 2,
  /** How many bytes of data cost a unit; not 0. */
  bytesPerUnit: 3,
} as const;
