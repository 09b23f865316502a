import type { Address } from "../../solana/pubkey.js";
import type { Frame } from "../../trace/model.js";
import type { MissingFrom } from "../../trace/outcome.js";
import { type Case, placeOf } from "../case.js";
import type { Fix, Told } from "../model.js";
import { capital, frameText, plural } from "../words.js";
import { passing } from "./passing.js";
import type { Refused } from "./refused-call.js";

/** A call names an account that is not where it must be. */
export function explainMissingAccount(told: Case, { frame, refusal }: Refused<"accountMissing">): Told {
  const { address, place, from } = refusal;
  const name = told.name(address, frame);
  return {
    code: "account-missing",
    title: `account missing: ${name}`,
    facts: { address, place, from },
    words: [
      `${capital(frameText(told, frame))} names account ${place}: ${name}.`,
      ...missingWords(told, frame, address, from),
    ],
    fix: addition(told, frame, address, from),
  };
}

/** A call names a program that is not where it must be. */
export function explainMissingProgram(told: Case, { frame, refusal: { from } }: Refused<"programMissing">): Told {
  const { program } = frame;
  return {
    code: "program-missing",
    title: `unknown program: ${told.name(program)} is not among the accounts`,
    facts: { program, from },
    words: [
      `${capital(frameText(told, frame))} needs the called program itself among the accounts.`,
      ...missingWords(told, frame, program, from),
    ],
    fix: addition(told, frame, program, from),
  };
}

function missingWords(told: Case, frame: Frame, address: Address, from: MissingFrom): string[] {
  const caller = told.caller(frame)!;
  const program = told.name(caller.program);
  const name = told.name(address, frame);
  const top = told.pathTo(frame)[0]!;
  switch (from) {
    case "transaction":
      return [
        `The transaction does not have it: it has ${told.trace.accounts.length} accounts, and ${name} is none of them.`,
        `Add it to the accounts of instruction ${frame.instructionIndex} (program ${told.name(top.program)})${passedDown(told, frame)}.`,
      ];
    case "caller":
      return [
        `The transaction has it, but the instruction of ${program} that makes the call does not: ${name} is not among its ${plural(caller.accounts.length, "account")}. A program can only pass on accounts that it was given.`,
        caller.caller === null
          ? `Add it to the accounts of instruction ${frame.instructionIndex}.`
          : `Add it to the accounts with which ${told.name(told.caller(caller)!.program)} calls ${program}.`,
      ];
    case "infos":
      return [
        `${program} has the account, but did not pass its AccountInfo to invoke: every account of the instruction needs one in the list of account infos.`,
        `In ${program}, add the AccountInfo of ${name} to that call.`,
      ];
  }
}

function passedDown(told: Case, frame: Frame): string {
  const between = told.pathTo(frame).slice(0, -1);
  if (between.length < 2) return "";
  return `, and have ${between
    .slice(0, -1)
    .map(({ program }) => told.name(program))
    .join(" and ")} pass it on`;
}

/** The first instruction on the way down that lacks it gets it. */
function addition(told: Case, frame: Frame, address: Address, from: MissingFrom): Fix | undefined {
  if (from === "infos") return passing(told, frame, address);
  const lacking = told.pathTo(frame).find((step) => placeOf(step, address) === undefined);
  if (lacking === undefined || lacking === frame) return undefined;
  if (lacking.caller !== null) return passing(told, lacking, address);
  return { kind: "addAccount", instructionIndex: frame.instructionIndex, address };
}
