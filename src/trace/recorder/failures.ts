import { u64FromBigInt } from "../../base/u64.js";
import { InstructionFailure } from "../../runtime/failure.js";
import type { ChangeAttempt } from "../../runtime/inspector.js";
import type { InvokeContext } from "../../runtime/invoke-context.js";
import type { TransactionContext } from "../../runtime/transaction-context.js";
import { EbpfError, SyscallError } from "../../sbpf/errors.js";
import type { Executable } from "../../sbpf/executable.js";
import { PC_REGISTER } from "../../sbpf/register-file.js";
import type { VirtualMachine } from "../../sbpf/vm.js";
import type { InstructionError } from "../../solana/errors.js";
import type { MachineState } from "../outcome.js";
import type { FunctionRecorder, MachinePlace } from "./function-recorder.js";
import type { RecordedFailure, RecordedFrame, RecordedMachine, RecordedRefusal } from "./recording.js";

/** What programs fail with. */
export type Failing = SyscallError | EbpfError;

/** What an attempt shows lies in guest memory. */
export function kept(attempt: ChangeAttempt): ChangeAttempt {
  switch (attempt.kind) {
    case "data":
      return { ...attempt, data: attempt.data?.slice() };
    case "owner":
      return { ...attempt, owner: attempt.owner.slice() };
    default:
      return attempt;
  }
}

const INSTRUCTION_BYTES = 8;

/**
 * A machine that stopped with an error. All that the machine of a program in TypeScript has is one instruction, which never
 * runs.
 */
export function stoppedMachine(
  vm: VirtualMachine<InvokeContext>,
  { text }: Executable,
  error: EbpfError,
  functions: FunctionRecorder | undefined,
): RecordedMachine {
  const [cause] = error.is("SyscallError") ? error.fields : [error];
  const fault = cause instanceof EbpfError ? cause : undefined;
  const isCompiled = text.length > INSTRUCTION_BYTES || functions?.hasRun === true;
  return { fault, state: isCompiled ? stateOf(vm, functions?.stopped(vm, error)) : undefined };
}

function stateOf(vm: VirtualMachine<InvokeContext>, place: MachinePlace | undefined): MachineState {
  return {
    pc: Number(u64FromBigInt(vm.registers[PC_REGISTER]!)),
    callDepth: vm.callDepth,
    registers: Array.from(vm.registers.subarray(0, PC_REGISTER), (register) => register.toString()),
    function: place?.function?.index ?? null,
    trail: place?.trail ?? null,
  };
}

/** A call that was not allowed to begin. */
export function refuse(frame: RecordedFrame, thrown: Failing, { accounts }: TransactionContext): void {
  frame.failure = newFailure(thrown);
  frame.failure.error =
    thrown instanceof InstructionFailure ? thrown : new InstructionFailure("ProgramFailedToComplete");
  frame.lamportsDeltaAtRefusal = accounts.lamportsDelta;
}

/** What is not known yet is undefined. */
export function newFailure(thrown: Failing | undefined): RecordedFailure {
  return { error: undefined, thrown, cause: undefined, syscall: undefined, refusedChange: undefined };
}

/** A callee's failure is thrown on through its caller as it is. */
export function sameFailure(failure: RecordedFailure, thrown: Failing): boolean {
  return failure.error === thrown || failure.thrown === thrown;
}

/** The refused change, if it is what failed. */
export function matching(refusal: RecordedRefusal | undefined, error: InstructionError): RecordedRefusal | undefined {
  return refusal?.error === error ? refusal : undefined;
}

export function isFailing(thrown: unknown): thrown is Failing {
  return thrown instanceof SyscallError || thrown instanceof EbpfError;
}
