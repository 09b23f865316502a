import { base64Decode, base64Encode } from "../../src/base/base64.js";
import type { InstructionError } from "../../src/solana/errors.js";
import { createProgramAddress } from "../../src/solana/program-derived-address.js";
import { addressFromPubkey, pubkeyFromAddress } from "../../src/solana/pubkey.js";
import type { SvmAccount, TransactionResult } from "../../src/svm/index.js";
import type { Frame, Trace } from "../../src/trace/model.js";
import type { RefusedCall } from "../../src/trace/outcome.js";
import { checkFunctions } from "./function-agreement.js";

/** A trace's frames in the order in which they began. */
export function framesOf(frames: readonly Frame[]): Frame[] {
  return frames.flatMap((frame) => [frame, ...framesOf(frame.calls)]);
}

/** The lines of a frame and of those below it, as they came. */
function linesOf(frame: Frame): string[] {
  const lines: string[] = [];
  const calls = [...frame.calls];
  for (const { text, callsBefore } of frame.logs) {
    while (frame.calls.length - calls.length < callsBefore) lines.push(...linesOf(calls.shift()!));
    lines.push(text);
  }
  return [...lines, ...calls.flatMap(linesOf)];
}

/** Where the trace of a result says something else than what is known without it. */
export function disagreements(result: TransactionResult, trace: Trace): string[] {
  const found: string[] = [];
  const expect = (what: string, expected: unknown, actual: unknown) => {
    const [a, b] = [JSON.stringify(expected), JSON.stringify(actual)];
    if (a !== b) found.push(`${what}: expected ${a?.slice(0, 300)}, got ${b?.slice(0, 300)}`);
  };
  const frames = framesOf(trace.frames);
  checkTotals(result, trace, expect);
  checkInstructions(result, trace, frames, expect);
  checkLogs(result, trace, expect);
  for (const frame of frames) {
    checkUnits(frame, expect);
    if (frame.functions !== null) checkFunctions(frame, frame.functions, expect);
    checkRights(frame, frames, trace, expect);
    checkRefusals(frame, expect);
  }
  return found;
}

/** As results show a transaction without signatures. */
const NO_SIGNATURE = "1".repeat(64);

export type Expect = (what: string, expected: unknown, actual: unknown) => void;

function checkTotals(result: TransactionResult, trace: Trace, expect: Expect): void {
  expect("outcome", result.outcome, trace.outcome);
  expect("error", result.ok ? null : result.error, trace.error);
  expect("fee", String(result.fee), trace.feeLamports);
  expect("signature", result.signature, trace.signature ?? NO_SIGNATURE);
  expect("units", result.computeUnitsConsumed, trace.unitsConsumed);
  const total = trace.frames.reduce((sum, { units }) => sum + units.total, 0);
  expect("sum of units", result.computeUnitsConsumed, total);
  expect(
    "keys",
    result.accountKeys,
    trace.accounts.map(({ address }) => address),
  );
  const error = trace.outcome === "executed" ? trace.error : null;
  const failed =
    error !== null && typeof error === "object" && "InstructionError" in error ? error.InstructionError : null;
  trace.frames.forEach(({ outcome, instructionIndex }, i) => {
    expect("index", i, instructionIndex);
    const own = outcome.kind === "succeeded" ? null : outcome.failure.error;
    expect(`failure of ${i}`, failed?.[0] === i ? failed[1] : null, own);
  });
  if (failed !== null) expect("frames", failed[0] + 1, trace.frames.length);
}

/** Ids, stack heights, accounts, rights and units as the trace of instructions has them, which LiteSVM confirms. */
function checkInstructions(result: TransactionResult, trace: Trace, frames: readonly Frame[], expect: Expect): void {
  expect(
    "ids",
    [...frames.keys()],
    frames.map(({ id }) => id),
  );
  const traced = frames.filter(({ traceIndex }) => traceIndex !== null);
  const waiting = result.innerInstructions.length - trace.frames.length;
  if (trace.outcome === "executed") expect("instructions", result.instructionTrace.length - waiting, traced.length);
  for (const frame of traced) {
    const instruction = result.instructionTrace[frame.traceIndex!]!;
    const where = `frame ${frame.id}`;
    const started = frame.outcome.kind !== "refused";
    expect(`${where} program`, result.accountKeys[instruction.programIndex], frame.program);
    if (started) expect(`${where} height`, instruction.stackHeight, frame.stackHeight);
    expect(`${where} data`, base64Encode(instruction.data), frame.data);
    expect(`${where} units`, instruction.computeUnitsConsumed, frame.units.total);
    const held = frame.accounts.map(({ index, signer, writable }) => [index, signer.held, writable.held]);
    const asked = instruction.accounts.map(({ indexInTransaction, isSigner, isWritable }) => {
      return [indexInTransaction, started && isSigner, started && isWritable];
    });
    expect(`${where} accounts`, asked, held);
    const caller = frames.find(({ traceIndex }) => traceIndex === instruction.callerIndex);
    expect(`${where} caller`, caller?.id ?? null, frame.caller);
  }
}

function checkLogs(result: TransactionResult, trace: Trace, expect: Expect): void {
  const lines = trace.frames.flatMap(linesOf);
  if (!result.logs.includes("Log truncated")) {
    expect("logs", result.logs, lines);
    return;
  }
  let at = -1;
  for (const line of result.logs) {
    if (line === "Log truncated") continue;
    at = lines.indexOf(line, at + 1);
    if (at < 0) {
      expect("truncated logs", line, null);
      return;
    }
  }
}

function checkUnits(frame: Frame, expect: Expect): void {
  const { total, own, heap, calling, calls, forfeited } = frame.units;
  expect(`units of ${frame.id}`, total, own + heap + calling + calls + forfeited);
  const parts = [total, own, heap, calling, calls, forfeited];
  expect(
    `negative units of ${frame.id} among ${parts}`,
    false,
    parts.some((units) => units < 0),
  );
  expect(
    `units below ${frame.id}`,
    calls,
    frame.calls.reduce((sum, call) => sum + call.units.total, 0),
  );
  if (frame.syscalls === null) return;
  const calling2 = frame.syscalls.filter(({ call }) => call !== null).reduce((sum, { units }) => sum + units, 0);
  // Builtins make calls without syscalls, and pay nothing for it.
  expect(`units for calls of ${frame.id}`, calling, calling2);
}

/** What a frame holds its caller held, or seeds of the caller's that are shown derive the account. */
function checkRights(frame: Frame, frames: readonly Frame[], trace: Trace, expect: Expect): void {
  const caller = frame.caller === null ? undefined : frames[frame.caller]!;
  for (const { address, index, signer, writable } of frame.accounts) {
    const where = `frame ${frame.id}, ${address}`;
    const inMessage = index === null ? undefined : trace.accounts[index];
    const above = caller?.accounts.filter((account) => account.address === address);
    const signs = above === undefined ? inMessage?.signature !== null : above.some((account) => account.signer.held);
    const writes = above === undefined ? inMessage?.isWritable : above.some((account) => account.writable.held);
    expect(`${where} signer held by caller`, signs, signer.heldByCaller);
    expect(`${where} writable held by caller`, writes, writable.heldByCaller);
    const derived = frame.signerSeeds.some(({ seeds }) => {
      const derivation = createProgramAddress(
        seeds.map((seed) => base64Decode(seed)!),
        pubkeyFromAddress(caller!.program),
      );
      return derivation.ok && addressFromPubkey(derivation.address) === address;
    });
    if (signer.held && !signs) expect(`${where} signer by seeds`, true, derived);
    if (writable.held && !writes) expect(`${where} writable out of nothing`, true, false);
    expect(
      `${where} sources`,
      [signer.held, writable.held],
      [signer.held && signer.source !== null, writable.held && writable.source !== null],
    );
    if (signer.held)
      expect(`${where} source`, signs ? (caller ? "inherited" : "signature") : "pda", signer.source!.kind);
  }
}

/** Why a call was refused, against the line that the runtime logs before it fails. */
function checkRefusals({ id, calls, logs }: Frame, expect: Expect): void {
  const refused = calls.at(-1);
  if (refused?.outcome.kind !== "refused") return;
  const { refusal, failure } = refused.outcome;
  const said = loggedRefusal(refusal, refused.program);
  const last = logs.filter(({ callsBefore }) => callsBefore === calls.length - 1).map(({ text }) => text);
  if (said !== undefined) expect(`refusal of ${refused.id}`, true, last.includes(said));
  else
    expect(
      `refusal of ${refused.id} in ${id}`,
      undefined,
      last.find((line) => LOGGED_REFUSALS.test(line)),
    );
  expect(`kind of ${refused.id}`, true, kindsOf(failure.error).includes(refusal.kind));
}

const LOGGED_REFUSALS = /privilege escalated$|^Unknown program |^Instruction references an unknown account /;

function loggedRefusal(refusal: RefusedCall, program: string): string | undefined {
  switch (refusal.kind) {
    case "privilegeEscalated": {
      const [first] = refusal.missing;
      return first === undefined ? "nothing missing" : `${first.address}'s ${first.right} privilege escalated`;
    }
    case "accountMissing":
      return refusal.from === "caller" ? undefined : `Instruction references an unknown account ${refusal.address}`;
    case "programMissing":
      return `Unknown program ${program}`;
    default:
      return undefined;
  }
}

/** The reasons that an error can have. */
function kindsOf(error: InstructionError): readonly RefusedCall["kind"][] {
  switch (error) {
    case "PrivilegeEscalation":
      return ["privilegeEscalated"];
    case "MissingAccount":
      return ["accountMissing", "programMissing"];
    case "ProgramFailedToComplete":
      return [
        "unreadable",
        "programNotCallable",
        "badSeeds",
        "tooManySigners",
        "tooManyAccounts",
        "tooManyAccountInfos",
        "dataTooLong",
      ];
    case "ComputationalBudgetExceeded":
      return ["outOfUnits"];
    case "ReentrancyNotAllowed":
      return ["reentrancy"];
    case "CallDepth":
      return ["tooDeep"];
    case "MaxInstructionTraceLengthExceeded":
      return ["tooManyInstructions"];
    case "UnbalancedInstruction":
      return ["unbalanced"];
    case "MaxSeedLengthExceeded":
      return ["badSeeds"];
    case "InvalidArgument":
      return ["unreadable"];
    default:
      return ["callerChangeRefused", "badSeeds"];
  }
}

/** Where the changes of all frames, one after the other, do not make the accounts of before into those of after. */
export function unexplainedChanges(
  trace: Trace,
  before: readonly (SvmAccount | null)[],
  after: readonly SvmAccount[],
): string[] {
  const found: string[] = [];
  const states = trace.accounts.map(({ loaded }, i) => ({
    lamports: loaded?.lamports ?? "0",
    owner: loaded?.owner as string | undefined,
    executable: loaded?.executable ?? false,
    data: before[i]?.data.slice() ?? new Uint8Array(0),
  }));
  const inOrder = (frame: Frame): Frame["changes"] => interleave(frame.changes, frame.calls, (call) => inOrder(call));
  for (const change of trace.frames.flatMap(inOrder)) {
    const state = states[change.account]!;
    const expectBefore = (what: string, known: unknown, said: unknown) => {
      if (known !== said) found.push(`account ${change.account} ${what}: was ${known}, the change begins with ${said}`);
    };
    if (change.lamports !== null) {
      expectBefore("lamports", state.lamports, change.lamports.before);
      state.lamports = change.lamports.after;
    }
    if (change.owner !== null) {
      if (state.owner !== undefined) expectBefore("owner", state.owner, change.owner.before);
      state.owner = change.owner.after;
    }
    if (change.executable !== null) state.executable = change.executable.after;
    const length = change.dataLength?.after ?? state.data.length;
    const data = new Uint8Array(length);
    data.set(state.data.subarray(0, length));
    for (const { offset, before: old, after: now } of change.data) {
      expectBefore("bytes", base64Encode(state.data.subarray(offset, offset + base64Decode(old)!.length)), old);
      data.set(base64Decode(now)!, offset);
    }
    state.data = data;
  }
  states.forEach((state, i) => {
    const end = after[i]!;
    if (state.lamports !== String(end.lamports))
      found.push(`account ${i} lamports: ${state.lamports}, not ${end.lamports}`);
    if (state.owner !== undefined && state.owner !== end.programAddress) found.push(`account ${i} owner`);
    if (state.executable !== end.executable) found.push(`account ${i} executable`);
    if (base64Encode(state.data) !== base64Encode(end.data)) found.push(`account ${i} data`);
  });
  return found;
}

function interleave<T extends { readonly callsBefore: number }>(
  own: readonly T[],
  calls: readonly Frame[],
  below: (call: Frame) => readonly T[],
): T[] {
  return calls
    .flatMap((call, i) => [...own.filter(({ callsBefore }) => callsBefore === i), ...below(call)])
    .concat(own.filter(({ callsBefore }) => callsBefore >= calls.length));
}
