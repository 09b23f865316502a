import type { Case } from "../case.js";
import type { Told } from "../model.js";
import { capital, frameText, plural } from "../words.js";
import type { Refused } from "./refused-call.js";

export function tooManyAccounts(told: Case, { frame, refusal: { given, limit } }: Refused<"tooManyAccounts">): Told {
  return {
    code: "too-many-call-accounts",
    title: `too many accounts in a call: ${given} of at most ${limit}`,
    facts: { given, limit },
    words: [
      `${capital(frameText(told, frame))} has ${plural(given, "account meta")}, and a call may have ${limit}. Places count, the same account twice counts twice.`,
      `Split the work into several calls, or leave out accounts that the callee does not use.`,
    ],
  };
}

export function tooManyAccountInfos(told: Case, { frame, refusal }: Refused<"tooManyAccountInfos">): Told {
  const { given, limit } = refusal;
  return {
    code: "too-many-account-infos",
    title: `too many account infos: ${given} of at most ${limit}`,
    facts: { given, limit },
    words: [
      `${capital(frameText(told, frame))} was given ${plural(given, "AccountInfo")}, and a call may have ${limit}.`,
      `Pass only the AccountInfos of the accounts in the instruction; each is needed once.`,
    ],
  };
}

export function dataTooLong(told: Case, { frame, refusal: { given, limit } }: Refused<"dataTooLong">): Told {
  return {
    code: "call-data-too-long",
    title: `instruction data too long: ${given} bytes of at most ${limit}`,
    facts: { given, limit },
    words: [
      `${capital(frameText(told, frame))} has ${plural(given, "byte")} of instruction data, and a call may have ${limit}.`,
      `Write large data to an account and let the callee read it there, or make several calls.`,
    ],
  };
}

export function tooDeep(told: Case, { frame, refusal: { limit } }: Refused<"tooDeep">): Told {
  const path = told.pathTo(frame).map(({ program }) => program);
  const names = path.map((program) => told.programName(program) ?? program);
  return {
    code: "call-depth",
    title: `calls too deep: ${limit} frames on top of each other are the limit`,
    facts: { limit, path },
    words: [
      `The calls are ${names.join(" > ")}: the last of them would be frame ${path.length} of at most ${limit}, the instruction of the transaction being the first.`,
      `Let one of these programs do its work without a call in between, or move the start of the chain into an instruction of its own.`,
    ],
  };
}

export function tooManyInstructions(told: Case, { frame, refusal: { limit } }: Refused<"tooManyInstructions">): Told {
  const started = told.frames.filter(({ id }) => id < frame.id);
  const top = started.filter(({ caller }) => caller === null).length;
  const calls = started.length - top;
  const callers = new Map<string, number>();
  for (const step of [...started, frame]) {
    const caller = told.caller(step);
    if (caller !== undefined) callers.set(caller.program, (callers.get(caller.program) ?? 0) + 1);
  }
  const most = [...callers].sort(([, a], [, b]) => b - a).slice(0, 3);
  return {
    code: "too-many-instructions",
    title: `too many instructions: ${limit} with all calls are the limit of a transaction`,
    facts: { limit, instructions: top, calls, callers: Object.fromEntries(most) },
    words: [
      `${plural(top, "instruction")} of the transaction and ${plural(calls, "call")} had begun when ${frameText(told, frame)} was to be one more. A transaction may begin ${limit}.`,
      ...most.map(([program, count]) => `  ${told.name(program)} made ${plural(count, "call")}`),
      `Spread the work over several transactions.`,
    ],
  };
}
