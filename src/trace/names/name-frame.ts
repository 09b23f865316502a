import { base64Decode } from "../../base/base64.js";
import type { Frame, Trace } from "../model.js";
import type { ProgramLookup } from "./program-description.js";

/** The frame, without those below it, with the names that a description of its program gives. */
export function nameFrame(frame: Frame, programs: ProgramLookup): Frame {
  const description = programs(frame.program);
  if (description === undefined) return frame;
  const described = description.instruction(base64Decode(frame.data)!, frame.accounts.length);
  const programName = description.name ?? frame.programName;
  if (described === undefined) return { ...frame, programName };
  return {
    ...frame,
    programName,
    instruction: { name: described.name, arguments: described.arguments },
    accounts: frame.accounts.map((account, i) => ({ ...account, name: described.accountNames[i] ?? account.name })),
  };
}

/** The trace with the names that descriptions give; what has names already keeps them where they give none. */
export function nameTrace(trace: Trace, programs: ProgramLookup): Trace {
  return { ...trace, frames: trace.frames.map((frame) => nameTree(frame, programs)) };
}

function nameTree(frame: Frame, programs: ProgramLookup): Frame {
  return { ...nameFrame(frame, programs), calls: frame.calls.map((call) => nameTree(call, programs)) };
}
