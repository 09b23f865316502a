import type { U64 } from "../base/u64.js";
import { describeThrown } from "./describe-thrown.js";
import { Frame, runInFrame } from "./frame.js";
import type { Host } from "./host.js";
import type { Program } from "./program.js";
import { ProgramError } from "./program-error.js";

/** What a run came to, unless a syscall or a store failed, of which the host knows. */
export interface Outcome {
  /** What a compiled program leaves: 0, or the code of an error. Undefined: see `panic`. */
  readonly r0: U64 | undefined;
  /** What the program failed with if that was no ProgramError, in words for the log. */
  readonly panic: string;
}

const SUCCESS: Outcome = { r0: 0, panic: "" };

/** Runs a program for the instruction that the host is for. Throws nothing. */
export function runProgram(program: Program, host: Host): Outcome {
  const frame = new Frame(host);
  const outcome = outcomeOf(() => runInFrame(frame, () => callProgram(program, frame)));
  // A failing program stored what it stored, too.
  const stored = outcomeOf(() => frame.storeData());
  return outcome === SUCCESS ? stored : outcome;
}

/** A stack trace ends, as far as it is the program's, at a function of this name. */
function callProgram(program: Program, { programId, accounts, instructionData }: Frame): void {
  const { process } = program;
  checkReturned(process(programId, accounts, instructionData));
}

const GENERATOR = /^\[object (Async)?Generator\]$/;

/** A mistake that would otherwise pass as success. */
function checkReturned(returned: unknown): void {
  if (returned instanceof Error) throw new TypeError(`expected the program to throw its error, but it returned it`);
  if (GENERATOR.test(Object.prototype.toString.call(returned)))
    throw new TypeError("expected the program to run, got a generator that has not begun");
  if (!isThenable(returned)) return;
  // What it comes to later is nobody's business any more, and must not end the process.
  if (returned instanceof Promise) Promise.prototype.then.call(returned, undefined, () => {});
  throw new TypeError("expected the program to end before it returns, got a Promise: programs are not asynchronous");
}

function isThenable(value: unknown): boolean {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return false;
  return typeof (value as { then?: unknown }).then === "function";
}

function outcomeOf(run: () => void): Outcome {
  try {
    run();
    return SUCCESS;
  } catch (thrown) {
    const r0 = ProgramError.r0Of(thrown);
    return r0 === undefined ? { r0, panic: describeThrown(thrown) } : { r0, panic: "" };
  }
}
