import type { EbpfError } from "../sbpf/errors.js";
import type { Executable } from "../sbpf/executable.js";
import type { Account } from "../solana/account.js";
import type { Message } from "../solana/message/message.js";
import type { Pubkey } from "../solana/pubkey.js";
import { describeKnownProgram } from "../trace/names/known-programs.js";
import type { ProgramLookup } from "../trace/names/program-description.js";

/** What a transaction met, as far as a trace does not say. */
export interface World {
  account(key: Pubkey): Readonly<Account> | undefined;
  readonly describe: ProgramLookup;
  /** A compiled program. */
  code(key: Pubkey): ProgramCode | undefined;
  /** How a program stands; undefined if that is not known. */
  program(key: Pubkey): ProgramState | undefined;
  /** Why an ELF file cannot be deployed; undefined if it can. */
  deployFault(elf: Uint8Array): LoadFault | undefined;
  /** The facts that a VM knows; undefined where there is none. */
  readonly chain: Chain | undefined;
}

export interface ProgramCode {
  readonly executable: Executable;
  /** By the pc where they begin; empty if the file was stripped of them. */
  readonly functionNames: ReadonlyMap<number, string>;
}

/** Why a file is no program that runs. */
export interface LoadFault {
  readonly error: EbpfError;
  /** What was loaded, if it is the verifier that refuses it. */
  readonly executable: Executable | undefined;
}

export type ProgramState =
  | { readonly kind: "runs" | "closed" | "none" }
  | { readonly kind: "failedVerification"; readonly fault: LoadFault }
  | { readonly kind: "delayVisibility"; readonly slot: bigint };

/** What a VM knows beside accounts. */
export interface Chain {
  readonly slot: bigint;
  readonly latestBlockhash: Uint8Array;
  /** Newer blockhashes that there have been since; undefined for one that is not among the latest. */
  blockhashAge(blockhash: Uint8Array): number | undefined;
  /** Newer blockhashes that a valid one may have. */
  readonly maxBlockhashAge: number;
  /** Lamports that the payer of a message pays; undefined for one that asks for what there is not. */
  feeOf(message: Message): bigint | undefined;
  /** Lamports that keep an account of so many bytes of data. */
  minimumBalance(dataLength: number): bigint;
  /** What became of the transaction with this first signature, if that is still known. */
  earlierError(signature: Uint8Array): { readonly error: string | null } | undefined;
}

/** Where nothing is known but what the trace says. */
export const NO_WORLD: World = {
  account: () => undefined,
  describe: describeKnownProgram,
  code: () => undefined,
  program: () => undefined,
  deployFault: () => undefined,
  chain: undefined,
};
