import type { U64 } from "../../base/u64.js";
import type { InstructionFailure } from "../../runtime/failure.js";
import type { ChangeAttempt } from "../../runtime/inspector.js";
import type { InstructionContext } from "../../runtime/instruction-context.js";
import type { EbpfError, SyscallError } from "../../sbpf/errors.js";
import type { InstructionError } from "../../solana/errors.js";
import type { AccountMeta } from "../../solana/instruction.js";
import type { Pubkey } from "../../solana/pubkey.js";
import type { MachineState } from "../outcome.js";
import type { RecordedFunction } from "./function-recorder.js";

// What is written down while a transaction runs: references and copies, no text. A trace is made of it when asked for.

/** A call as its caller asked for it. */
export interface RecordedCall {
  readonly programId: Pubkey;
  /** The first ones, if there are more than any call may have. */
  readonly metas: readonly AccountMeta[];
  readonly metasGiven: number;
  readonly data: Uint8Array;
  readonly dataGiven: number;
  /** Undefined if they could not be read. */
  readonly signerSeeds: readonly (readonly Uint8Array[])[] | undefined;
  readonly signersGiven: number;
  /** Keys of the AccountInfos; undefined for calls by builtins, and if they could not be read. */
  readonly infoKeys: readonly Pubkey[] | undefined;
  readonly infosGiven: number;
}

/** An account's state at one moment; its bytes do not change any more. */
export interface AccountMoment {
  readonly lamports: bigint;
  readonly owner: Pubkey;
  readonly executable: boolean;
  readonly data: Uint8Array;
}

export interface RecordedChange {
  readonly account: number;
  readonly before: AccountMoment;
  readonly after: AccountMoment;
  readonly callsBefore: number;
}

export interface RecordedLine {
  readonly text: string;
  readonly callsBefore: number;
}

export interface RecordedDerivation {
  readonly kind: "create" | "find";
  readonly seeds: readonly Uint8Array[];
  readonly programId: Pubkey;
  readonly bump: number | undefined;
  readonly address: Pubkey | undefined;
  readonly callsBefore: number;
}

export interface RecordedSyscall {
  readonly name: string;
  readonly args: readonly U64[];
  readonly result: U64 | undefined;
  readonly units: number;
  readonly callsBefore: number;
  readonly call: RecordedFrame | undefined;
}

export interface RecordedRefusal {
  readonly indexInTransaction: number;
  readonly before: AccountMoment;
  readonly isWritable: boolean;
  readonly error: InstructionError;
  readonly attempt: ChangeAttempt;
}

export interface RecordedFailure {
  /** What the instruction ends with, or undefined as long as that is not known. */
  error: InstructionFailure | undefined;
  /** What the program threw, if it was a program that failed. */
  readonly thrown: SyscallError | EbpfError | undefined;
  readonly cause: RecordedFrame | undefined;
  readonly syscall: string | undefined;
  readonly refusedChange: RecordedRefusal | undefined;
}

/** A machine that stopped with an error. */
export interface RecordedMachine {
  /** Undefined for a program in TypeScript, which has no code there. */
  readonly state: MachineState | undefined;
  /** Undefined if a syscall failed of its own. */
  readonly fault: EbpfError | undefined;
}

/** Units on the meter at the stations of a frame. */
export interface RecordedUnits {
  /** Before its caller paid for the call. */
  request: number;
  entry: number;
  machineStart: number | undefined;
  machineStop: number | undefined;
  end: number;
}

/** One instruction that ran or was to run. */
export class RecordedFrame {
  readonly calls: RecordedFrame[] = [];
  readonly logs: RecordedLine[] = [];
  readonly changes: RecordedChange[] = [];
  readonly derivations: RecordedDerivation[] = [];
  readonly syscalls: RecordedSyscall[] = [];
  /** What its functions and syscalls took; empty unless that is counted, and of programs without any. */
  functions: readonly RecordedFunction[] = [];
  /** Among its caller's functions: the syscall that made the call, if they are counted. */
  callerFunction: RecordedFunction | undefined = undefined;
  /** The instruction that ran; undefined for a refused call. */
  instruction: InstructionContext | undefined = undefined;
  units: RecordedUnits = { request: 0, entry: 0, machineStart: undefined, machineStop: undefined, end: 0 };
  returnData: Uint8Array | undefined = undefined;
  failure: RecordedFailure | undefined = undefined;
  /** Where its machine stopped, if it faulted. */
  machine: RecordedMachine | undefined = undefined;
  /** Its place in the trace of instructions, if it has one. */
  traceIndex: number | undefined = undefined;
  /** Lamports that accounts had gained when it was refused; undefined if it was not. */
  lamportsDeltaAtRefusal: bigint | undefined = undefined;

  constructor(
    readonly id: number,
    readonly caller: RecordedFrame | undefined,
    /** What the caller asked for; undefined for a top-level instruction. */
    readonly call: RecordedCall | undefined,
  ) {}
}
