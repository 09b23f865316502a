import type { Address } from "../../solana/pubkey.js";
import type { DecodedAccount, DecodedInstruction } from "../model.js";

/** What is known of a program: how its instructions, accounts and errors are called. */
export interface ProgramDescription {
  /** Its id; null for a description of whatever program it is given to. */
  readonly address: Address | null;
  /** As people call it. */
  readonly name: string | null;
  /** What instruction data say, and how the accounts are called; undefined for data that are no instruction of it. */
  instruction(data: Uint8Array, accountsGiven: number): DescribedInstruction | undefined;
  /** What an account of it holds; undefined for data of no known account. */
  account?(data: Uint8Array): DecodedAccount | undefined;
  /** What a custom error code means. */
  error?(code: number): DescribedError | undefined;
  /** Constant seeds of the addresses that it derives. */
  readonly seeds?: readonly Uint8Array[];
}

/** An instruction with its arguments, and what its accounts are called. */
export interface DescribedInstruction extends DecodedInstruction {
  /** By place; accounts beyond have no name. */
  readonly accountNames: readonly (string | null)[];
}

/** A number of a program's own, named. */
export interface DescribedError {
  readonly name: string;
  readonly message: string | null;
}

/** Finds the description of a program by its id. */
export type ProgramLookup = (address: Address) => ProgramDescription | undefined;
