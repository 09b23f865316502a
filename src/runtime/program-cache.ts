import type { Executable } from "../sbpf/executable.js";
import type { ProgramResult, VirtualMachine } from "../sbpf/vm.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { InvokeContext } from "./invoke-context.js";

/** A program that is part of the runtime: reads its instruction from the context, fails by throwing. */
export interface Builtin {
  readonly name: string;
  process(context: InvokeContext): void;
}

/** What runs an executable in its machine: an engine, or what takes its place for this one program. */
export interface ProgramRunner {
  execute(vm: VirtualMachine<InvokeContext>, executable: Executable): ProgramResult;
}

/** A program as the runtime can call it (Agave: program-runtime, ProgramCacheEntryType). */
export type ProgramCacheEntry =
  | { readonly kind: "Builtin"; readonly builtin: Builtin }
  | { readonly kind: "Loaded"; readonly executable: Executable; readonly runner?: ProgramRunner }
  /** Refused by the loader or the verifier of today's runtime environment. */
  | { readonly kind: "FailedVerification" }
  /** Closed, or never deployed. */
  | { readonly kind: "Closed" }
  /** Deployed, upgraded or extended in this slot; callable from the next. */
  | { readonly kind: "DelayVisibility" };

/**
 * The programs that one transaction can call, by program id; builtins by their own id (Agave: program-runtime,
 * ProgramCacheForTxBatch). What a transaction deploys or closes lands here first and is kept only if it succeeds.
 */
export interface ProgramCacheForTransaction {
  find(programId: Pubkey): ProgramCacheEntry | undefined;
  /** A program was deployed, upgraded, extended or closed by this transaction. */
  storeModifiedEntry(programId: Pubkey, entry: ProgramCacheEntry): void;
}
