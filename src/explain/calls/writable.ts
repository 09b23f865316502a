import type { Frame } from "../../trace/model.js";
import type { MissingRight } from "../../trace/outcome.js";
import { type Case, placeOf } from "../case.js";
import type { Told } from "../model.js";
import { capital, frameText } from "../words.js";
import { passing } from "./passing.js";

/** A call asked to write an account that its caller may only read. */
export function explainMissingWritable(told: Case, frame: Frame, { address, place }: MissingRight): Told {
  const name = told.name(address, frame);
  const { words, lostIn, fix } = lossOf(told, frame, address);
  return {
    code: "writable-privilege-escalated",
    title: `writable privilege escalated: ${name} is read-only`,
    facts: { address, place, lostIn, messageSaysWritable: told.account(address)?.origin.isWritable ?? false },
    words: [
      `${capital(frameText(told, frame))} asks to write account ${place}: ${name}. Its caller may only read it, so the call may not begin.`,
      ...words,
    ],
    fix,
  };
}

type Loss = { readonly words: readonly string[]; readonly lostIn: number | null; readonly fix?: Told["fix"] };

/** Where the right was first not there. */
function lossOf(told: Case, frame: Frame, address: MissingRight["address"]): Loss {
  const account = told.account(address)!;
  if (!account.isWritable) return { lostIn: null, ...readOnlyInMessage(told, frame, account) };
  const path = told.pathTo(frame);
  const lost = path.find((step) => placeOf(step, address)?.writable.held !== true) ?? frame;
  const caller = told.caller(lost);
  const callerName = caller === undefined ? "the message" : told.name(caller.program);
  return {
    lostIn: lost.id,
    words: [
      `The transaction has it as writable. The first to pass it read-only is ${callerName}, in ${frameText(told, lost)}.`,
      `In ${callerName}, mark the account as writable in the account metas of that call.`,
    ],
    fix: passing(told, lost, address, "writable"),
  };
}

function readOnlyInMessage(
  told: Case,
  frame: Frame,
  { address, origin, isWritable }: NonNullable<ReturnType<Case["account"]>>,
) {
  const says = origin.isWritable && !isWritable ? "The message has it as writable, but it" : "It";
  switch (told.writeBar(address)) {
    case "reserved":
      return {
        words: [
          `${says} is a reserved account (a sysvar, or a program of the runtime), which no transaction may write. Pass it read-only.`,
        ],
      };
    case "program":
      return {
        words: [
          `${says} is run as a program by an instruction of this transaction, and programs that run are read-only. Pass it read-only.`,
        ],
      };
    case undefined: {
      const where =
        origin.kind === "message"
          ? "the message itself has it read-only"
          : `lookup table ${origin.table} gives it (index ${origin.index}) among the read-only ones`;
      return {
        words: [
          `No call ever held that right: ${where}.`,
          `Mark ${told.name(address, frame)} as writable in instruction ${frame.instructionIndex}.`,
        ],
        fix: { kind: "makeWritable", address } as const,
      };
    }
  }
}
