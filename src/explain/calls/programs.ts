import { LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID, NATIVE_LOADER_ID } from "../../solana/program-ids.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import type { Case } from "../case.js";
import type { Told } from "../model.js";
import { capital, frameText } from "../words.js";
import type { Refused } from "./refused-call.js";

/** A program that no program may call. */
export function explainUncallable(told: Case, { frame }: Refused<"programNotCallable">): Told {
  const { program } = frame;
  return {
    code: "program-not-callable",
    title: `unauthorised program: ${told.name(program)} cannot be called by programs`,
    facts: { program, instruction: frame.instruction?.name ?? null },
    words: [`${capital(frameText(told, frame))} is not allowed: ${reasonOf(program)}`, adviceOf(program)],
  };
}

function isOneOf(program: string, ...ids: readonly Uint8Array[]): boolean {
  return ids.some((id) => addressFromPubkey(id) === program);
}

function reasonOf(program: string): string {
  if (isOneOf(program, LOADER_V3_ID)) {
    return "of the upgradeable loader, programs may only call Upgrade, SetAuthority, SetAuthorityChecked and Close.";
  }
  if (isOneOf(program, NATIVE_LOADER_ID, LOADER_V1_ID, LOADER_V2_ID))
    return "it is a loader, and no instruction of it may be called.";
  return "it is a precompile, which only runs as an instruction of the transaction.";
}

function adviceOf(program: string): string {
  if (isOneOf(program, LOADER_V3_ID, NATIVE_LOADER_ID, LOADER_V1_ID, LOADER_V2_ID)) {
    return "Make it an instruction of the transaction itself.";
  }
  return "Put it in the transaction as an instruction of its own, and read that one through the instructions sysvar.";
}

/** A → B → A. */
export function explainReentrancy(told: Case, { frame, refusal: { runningFrame } }: Refused<"reentrancy">): Told {
  const path = told.pathTo(frame).map(({ program }) => told.programName(program) ?? program);
  const program = told.name(frame.program);
  return {
    code: "reentrancy-not-allowed",
    title: `reentrancy: ${program} is running already`,
    facts: { program: frame.program, runningFrame, path: told.pathTo(frame).map((step) => step.program) },
    words: [
      `The calls so far are ${path.join(" > ")}. ${program} runs already in frame ${runningFrame} and waits for the call below it, so no other program may call it.`,
      `A program may call itself directly, and nothing else that runs below the caller. Give back to ${program} by returning (return data, or accounts that it reads afterwards), or make the call a second instruction of the transaction.`,
    ],
  };
}
