import type { EbpfError, SyscallError } from "../sbpf/errors.js";
import type { Executable } from "../sbpf/executable.js";
import type { Loader } from "../sbpf/loader.js";
import type { ProgramResult, VirtualMachine } from "../sbpf/vm.js";
import type { InstructionError } from "../solana/errors.js";
import type { Instruction } from "../solana/instruction.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { InstructionFailure } from "./failure.js";
import type { InstructionContext } from "./instruction-context.js";
import type { InvokeContext } from "./invoke-context.js";
import type { TransactionAccount } from "./transaction-accounts.js";

/**
 * Sees what a transaction does while it runs, and must change nothing about it. Without one, each hook costs a
 * comparison. Log lines go through the LogCollector, so who wants them gives one of its own.
 */
export interface Inspector {
  /** The current instruction was pushed; its program runs next. */
  frameEntered(context: InvokeContext): void;

  /** The program of the current instruction failed, with what its log line says. */
  programFailed(context: InvokeContext, failure: SyscallError | EbpfError): void;

  /** An instruction was popped; what it failed with, if it did. */
  frameLeft(context: InvokeContext, instruction: InstructionContext, failure: InstructionFailure | undefined): void;

  /** The current instruction, a builtin's, is about to make a call. Programs make theirs through syscalls. */
  callRequested(
    context: InvokeContext,
    instruction: Instruction,
    signerSeeds: readonly (readonly Uint8Array[])[],
  ): void;

  /**
   * The heap is paid for and a machine is about to start: the syscalls that it is to have in place of `loader`. Another
   * loader than the program's own keeps the engine from translating, so that every register is as it should be.
   */
  machineStarting(context: InvokeContext, loader: Loader<InvokeContext>): Loader<InvokeContext>;

  /** The machine runs next: the place to set its tracer. */
  machineReady(vm: VirtualMachine<InvokeContext>): void;

  /** The machine stopped; its registers and memory are still there. */
  machineStopped(
    context: InvokeContext,
    vm: VirtualMachine<InvokeContext>,
    executable: Executable,
    result: ProgramResult,
  ): void;

  /** The account policy refuses a change. */
  changeRefused(
    instruction: InstructionContext,
    account: TransactionAccount,
    error: InstructionError,
    attempt: ChangeAttempt,
  ): void;
}

/** What was to become of an account. */
export type ChangeAttempt =
  | { readonly kind: "lamports"; readonly lamports: bigint }
  | { readonly kind: "owner"; readonly owner: Pubkey }
  | { readonly kind: "executable"; readonly executable: boolean }
  /** `data` is undefined where only the length was to change, or where nothing says yet what will be written. */
  | { readonly kind: "data"; readonly length: number; readonly data: Uint8Array | undefined };
