import type { Address } from "../../solana/pubkey.js";
import type { Frame } from "../../trace/model.js";
import { passing } from "../calls/passing.js";
import { type Case, placeOf } from "../case.js";
import type { Fix } from "../model.js";

/** What to do where a frame is to write an account that is read-only in it. */
export function writableAdvice(told: Case, frame: Frame, address: Address): string {
  const bar = told.writeBar(address);
  if (bar === "reserved") return "It is a reserved account, which no transaction may write: use another.";
  if (bar === "program") return "It is a program that this transaction runs, and such are read-only: use another.";
  return told.account(address)?.isWritable
    ? `The transaction has it as writable: mark it as writable in the call of ${told.name(frame.program)} too.`
    : `Mark it as writable in instruction ${frame.instructionIndex}.`;
}

/** The same as a fix: in the message, then where it is first passed on without that right. */
export function makingWritable(told: Case, frame: Frame, address: Address): Fix | undefined {
  if (placeOf(frame, address) === undefined || told.writeBar(address) !== undefined) return undefined;
  if (told.account(address)?.isWritable === false) return { kind: "makeWritable", address };
  const lost = told.pathTo(frame).find((step) => placeOf(step, address)?.writable.held !== true);
  return lost && passing(told, lost, address, "writable");
}
