import type { ExecutionBudget } from "../../runtime/execution-budget.js";
import { AccessType } from "../../sbpf/access-type.js";
import type { EbpfError } from "../../sbpf/errors.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import type { FrameAccount } from "../model.js";
import type { AttemptedChange, Failure, Fault, FrameOutcome, RefusedChange } from "../outcome.js";
import type { RecordedFailure, RecordedFrame, RecordedRefusal } from "../recorder/recording.js";
import { byteChanges } from "./changes.js";
import { refusalOf } from "./refusal.js";
import type { Holdings } from "./rights.js";

const ACCESS_KINDS = { [AccessType.Load]: "load", [AccessType.Store]: "store" } as const;

/** What became of a frame. */
export function outcomeOf(
  frame: RecordedFrame,
  accounts: readonly FrameAccount[],
  holdings: Holdings,
  programIndex: number,
  budget: ExecutionBudget,
): FrameOutcome {
  if (frame.failure === undefined) return { kind: "succeeded" };
  const failure = failureOf(frame, frame.failure);
  if (frame.lamportsDeltaAtRefusal === undefined) return { kind: "failed", failure };
  return { kind: "refused", failure, refusal: refusalOf({ frame, accounts, holdings, programIndex, budget }) };
}

function failureOf({ machine }: RecordedFrame, failure: RecordedFailure): Failure {
  const { error, thrown, cause, syscall, refusedChange } = failure;
  return {
    error: error!.error,
    text: (thrown ?? error!).message,
    cause: cause?.id ?? null,
    syscall: syscall ?? null,
    machine: machine?.state ?? null,
    fault: machine?.fault === undefined ? null : faultOf(machine.fault),
    refusedChange: refusedChange === undefined ? null : refusedChangeOf(refusedChange),
  };
}

function faultOf(fault: EbpfError): Fault {
  if (fault.is("AccessViolation")) {
    const [access, vmAddress, length, region] = fault.fields;
    const kind = ACCESS_KINDS[access];
    return { kind: fault.kind, access: { kind, vmAddress: String(vmAddress), length: String(length), region } };
  }
  if (fault.is("StackAccessViolation")) {
    const [access, vmAddress, length] = fault.fields;
    const place = { vmAddress: String(vmAddress), length: String(length), region: "stack" };
    return { kind: fault.kind, access: { kind: ACCESS_KINDS[access], ...place } };
  }
  return { kind: fault.kind, access: null };
}

function refusedChangeOf(refusal: RecordedRefusal): RefusedChange {
  const { indexInTransaction, before, error, isWritable } = refusal;
  return {
    account: indexInTransaction,
    error,
    isWritable,
    owner: addressFromPubkey(before.owner),
    attempt: attemptOf(refusal),
  };
}

function attemptOf({ before, attempt }: RecordedRefusal): AttemptedChange {
  switch (attempt.kind) {
    case "lamports":
      return { kind: "lamports", before: String(before.lamports), after: String(attempt.lamports) };
    case "owner":
      return { kind: "owner", before: addressFromPubkey(before.owner), after: addressFromPubkey(attempt.owner) };
    case "executable":
      return { kind: "executable", before: before.executable, after: attempt.executable };
    case "data":
      return {
        kind: "data",
        lengthBefore: before.data.length,
        lengthAfter: attempt.length,
        bytes: attempt.data === undefined ? [] : byteChanges(before.data, attempt.data),
      };
  }
}
