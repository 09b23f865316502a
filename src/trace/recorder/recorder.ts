import type { U64 } from "../../base/u64.js";
import { InstructionFailure } from "../../runtime/failure.js";
import type { ChangeAttempt, Inspector } from "../../runtime/inspector.js";
import type { InstructionContext } from "../../runtime/instruction-context.js";
import type { InvokeContext } from "../../runtime/invoke-context.js";
import type { TransactionAccount } from "../../runtime/transaction-accounts.js";
import type { ReturnData, TransactionContext } from "../../runtime/transaction-context.js";
import type { Executable } from "../../sbpf/executable.js";
import type { Loader, Syscall } from "../../sbpf/loader.js";
import type { ProgramResult, VirtualMachine } from "../../sbpf/vm.js";
import type { InstructionError } from "../../solana/errors.js";
import type { Instruction } from "../../solana/instruction.js";
import { pubkeyEqual } from "../../solana/pubkey.js";
import { AccountWatch, momentOf } from "./account-watch.js";
import {
  type Failing,
  isFailing,
  kept,
  matching,
  newFailure,
  refuse,
  sameFailure,
  stoppedMachine,
} from "./failures.js";
import { FunctionRecorder, type RecordedFunction } from "./function-recorder.js";
import { isCall, readCall, readDerivation } from "./guest-arguments.js";
import { inspectedLoader } from "./inspected-loader.js";
import { type RecordedCall, RecordedFrame, type RecordedRefusal } from "./recording.js";

type Arguments = readonly [U64, U64, U64, U64, U64];

/** What a frame that runs is in the middle of. */
class RunningFrame {
  /** The call that it asked for and that has not begun. */
  pending: { readonly call: RecordedCall; readonly units: number } | undefined = undefined;
  /** What failed in a syscall, and in which. */
  failedSyscall: { readonly name: string; readonly thrown: unknown } | undefined = undefined;
  refusedChange: RecordedRefusal | undefined = undefined;
  /** As the last callee left them. */
  returnData: ReturnData | undefined = undefined;
  /** What counts its functions, if that is asked for and it has a machine. */
  functions: FunctionRecorder | undefined = undefined;
  /** The syscall that it is in, if its functions are counted. */
  syscall: RecordedFunction | undefined = undefined;

  constructor(readonly record: RecordedFrame) {}
}

/** What is written down beside what always is; see `TraceOptions` of `createSvm`. */
export interface RecorderOptions {
  readonly syscalls?: boolean;
  readonly functions?: boolean;
}

/** Writes down what one transaction does. */
export class TraceRecorder implements Inspector {
  /** By what they are made of: making one takes longer than a transfer of tokens. */
  static readonly #loaders = new WeakMap<Loader<InvokeContext>, Loader<InvokeContext>>();
  /** The top-level instructions that started. */
  readonly frames: RecordedFrame[] = [];
  readonly #stack: RunningFrame[] = [];
  #frameCount = 0;
  #watch: AccountWatch | undefined;

  readonly hasSyscalls: boolean;
  readonly hasFunctions: boolean;

  constructor({ syscalls = false, functions = false }: RecorderOptions) {
    this.hasSyscalls = syscalls;
    this.hasFunctions = functions;
  }

  frameEntered(context: InvokeContext): void {
    const { transaction, meter } = context;
    const caller = this.#stack.at(-1);
    this.#takeChanges(transaction);
    const frame = this.#begin(caller, caller?.pending?.call);
    frame.instruction = transaction.currentInstruction;
    frame.traceIndex = frame.instruction.indexInTrace;
    frame.units.request = caller?.pending?.units ?? meter.remaining;
    frame.units.entry = meter.remaining;
    if (caller !== undefined) caller.pending = undefined;
    this.#stack.push(new RunningFrame(frame));
  }

  programFailed(context: InvokeContext, thrown: Failing): void {
    const running = this.#running;
    if (running.pending !== undefined) this.#refuseCall(context, thrown);
    const lastCall = running.record.calls.at(-1);
    const cause = lastCall?.failure !== undefined && sameFailure(lastCall.failure, thrown) ? lastCall : undefined;
    running.record.failure = {
      error: undefined,
      thrown,
      cause,
      syscall: running.failedSyscall?.thrown === thrown ? running.failedSyscall.name : undefined,
      refusedChange: thrown instanceof InstructionFailure ? matching(running.refusedChange, thrown.error) : undefined,
    };
  }

  frameLeft({ transaction, meter }: InvokeContext, _: InstructionContext, failure?: InstructionFailure): void {
    const running = this.#running;
    const { record } = running;
    this.#takeChanges(transaction);
    this.#stack.pop();
    record.units.end = meter.remaining;
    const { returnData } = transaction;
    const isOwn =
      returnData !== running.returnData && pubkeyEqual(returnData.programId, record.instruction!.programKey);
    if (isOwn && returnData.data.length > 0) record.returnData = returnData.data;
    const caller = this.#stack.at(-1);
    if (caller !== undefined) caller.returnData = returnData;
    if (failure === undefined) record.failure = undefined;
    else {
      record.failure ??= newFailure(undefined);
      record.failure.error = failure;
    }
  }

  callRequested({ meter }: InvokeContext, instruction: Instruction, signerSeeds: readonly (readonly Uint8Array[])[]) {
    const { programId, accounts, data } = instruction;
    const given = {
      metasGiven: accounts.length,
      dataGiven: data.length,
      signersGiven: signerSeeds.length,
      infosGiven: 0,
    };
    const call = { programId, metas: accounts, data, signerSeeds, infoKeys: undefined, ...given };
    this.#running.pending = { call, units: meter.remaining };
  }

  machineStarting({ meter }: InvokeContext, loader: Loader<InvokeContext>): Loader<InvokeContext> {
    this.#running.record.units.machineStart = meter.remaining;
    let inspected = TraceRecorder.#loaders.get(loader);
    if (inspected === undefined) {
      // Whichever recorder is there when a syscall comes.
      inspected = inspectedLoader(loader, (name, syscall, context, vm, args) => {
        return (context.inspector as TraceRecorder).#syscall(name, syscall, context, vm, args);
      });
      TraceRecorder.#loaders.set(loader, inspected);
    }
    return inspected;
  }

  machineReady(vm: VirtualMachine<InvokeContext>): void {
    if (!this.hasFunctions) return;
    const running = this.#running;
    running.functions = new FunctionRecorder();
    running.functions.watch(vm);
    running.record.functions = running.functions.functions;
  }

  machineStopped(_: InvokeContext, vm: VirtualMachine<InvokeContext>, executable: Executable, result: ProgramResult) {
    const { record, functions } = this.#running;
    record.units.machineStop = vm.meter.remaining;
    if (!result.ok) record.machine = stoppedMachine(vm, executable, result.error, functions);
  }

  changeRefused(
    { accounts }: InstructionContext,
    account: TransactionAccount,
    error: InstructionError,
    attempt: ChangeAttempt,
  ): void {
    const running = this.#stack.at(-1);
    const list = running?.record.instruction?.transaction.accounts.list;
    if (running === undefined || list === undefined) return;
    const indexInTransaction = list.indexOf(account);
    const isWritable = accounts.some((held) => held.indexInTransaction === indexInTransaction && held.isWritable);
    running.refusedChange = {
      indexInTransaction,
      before: momentOf(account),
      isWritable,
      error,
      attempt: kept(attempt),
    };
  }

  /** A line of the log. */
  logged(text: string): void {
    const record = this.#stack.at(-1)?.record;
    record?.logs.push({ text, callsBefore: record.calls.length });
  }

  /** Ends the recording with what top-level instruction `index` failed with: it may not have been allowed to start. */
  instructionFailed(context: InvokeContext, index: number, error: InstructionError): void {
    if (this.frames.length > index) return;
    const { transaction, meter } = context;
    const frame = this.#begin(undefined, undefined);
    frame.instruction = transaction.instructionAtIndexInTrace(index);
    frame.traceIndex = index;
    frame.units = { ...frame.units, request: meter.remaining, entry: meter.remaining, end: meter.remaining };
    refuse(frame, new InstructionFailure(error), transaction);
  }

  /** Runs a syscall of the frame on top. */
  #syscall(
    name: string,
    syscall: Syscall<InvokeContext>,
    context: InvokeContext,
    vm: VirtualMachine<InvokeContext>,
    args: Arguments,
  ): U64 {
    const running = this.#running;
    const { record } = running;
    const callsBefore = record.calls.length;
    const before = context.meter.remaining;
    running.syscall = running.functions?.syscall(name);
    if (isCall(name)) this.#ask(readCall(vm.memory, name, args), before);
    let result: U64 | undefined;
    try {
      result = syscall(context, vm, ...args);
      const derivation = readDerivation(vm.memory, name, args, result);
      if (derivation !== undefined) record.derivations.push({ ...derivation, callsBefore });
      return result;
    } catch (thrown) {
      running.failedSyscall = { name, thrown };
      if (running.pending !== undefined && isFailing(thrown)) this.#refuseCall(context, thrown);
      throw thrown;
    } finally {
      const call = record.calls[callsBefore];
      const units = before - context.meter.remaining - (call === undefined ? 0 : call.units.entry - call.units.end);
      if (running.syscall !== undefined) running.syscall.units += units;
      running.syscall = undefined;
      if (this.hasSyscalls) record.syscalls.push({ name, args, result, units, callsBefore, call });
    }
  }

  get #running(): RunningFrame {
    return this.#stack[this.#stack.length - 1]!;
  }

  #ask(call: RecordedCall | undefined, units: number): void {
    if (call !== undefined) this.#running.pending = { call, units };
  }

  #begin(caller: RunningFrame | undefined, call: RecordedCall | undefined): RecordedFrame {
    const frame = new RecordedFrame(this.#frameCount++, caller?.record, call);
    (caller?.record.calls ?? this.frames).push(frame);
    frame.callerFunction = caller?.syscall;
    return frame;
  }

  #refuseCall(context: InvokeContext, thrown: Failing): void {
    const caller = this.#running;
    const { call, units } = caller.pending!;
    caller.pending = undefined;
    this.#takeChanges(context.transaction);
    const frame = this.#begin(caller, call);
    const { remaining } = context.meter;
    frame.units = { ...frame.units, request: units, entry: remaining, end: remaining };
    const isInTrace = thrown instanceof InstructionFailure && thrown.error === "CallDepth";
    // It is counted before the stack is found to be full.
    if (isInTrace) frame.traceIndex = context.transaction.nextCpiIndexInTrace - 1;
    refuse(frame, thrown, context.transaction);
    if (frame.failure !== undefined && thrown instanceof InstructionFailure) {
      frame.failure = { ...frame.failure, refusedChange: matching(caller.refusedChange, thrown.error) };
      caller.refusedChange = undefined;
    }
  }

  #takeChanges(transaction: TransactionContext): void {
    this.#watch ??= new AccountWatch(transaction.accounts);
    const record = this.#stack.at(-1)?.record;
    record?.changes.push(...this.#watch.changes(record.calls.length));
  }
}
