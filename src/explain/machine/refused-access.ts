import type { Address } from "../../solana/pubkey.js";
import type { Frame } from "../../trace/model.js";
import type { MemoryAccess } from "../../trace/outcome.js";
import { makingWritable, writableAdvice } from "../accounts/read-only.js";
import { type Case, placeOf } from "../case.js";
import { codeOf, type FailedInstruction, logWords, wordsOf } from "../errors/plain.js";
import type { Told } from "../model.js";
import { capital, frameText, plural } from "../words.js";
import { inputPlace, inputRange } from "./input-region.js";
import { placeInCode } from "./place.js";

/**
 * An access of an account's data in the input that the account's rules forbid. With SIMD-0460 it fails with an error of an
 * instruction; undefined for other failures.
 */
export function explainRefusedAccess(failed: FailedInstruction): Told | undefined {
  const { told, frame, failure } = failed;
  const access = failure.fault?.access ?? null;
  if (access === null || typeof failure.error !== "string" || failure.error === "ProgramFailedToComplete") {
    return undefined;
  }
  const { facts } = inputPlace(told, frame, access.vmAddress);
  const address = facts.account as Address;
  const name = told.name(address, frame);
  const state = told.stateFor(frame, address);
  const isWritable = placeOf(frame, address)?.writable.held === true;
  const place = placeInCode(told, frame, failure.machine);
  return {
    code: codeOf(failure.error),
    title: `${wordsOf(failure.error)}: ${access.kind} in ${name}`,
    facts: { ...access, input: facts, address, owner: state?.owner ?? null, isWritable, ...place.facts },
    words: [
      `${capital(frameText(told, frame))} was ended by a ${access.kind} of ${plural(BigInt(access.length), "byte")} at 0x${BigInt(access.vmAddress).toString(16)}, in its input. ${inputRange(told, frame, access)}`,
      `The account ${state === null ? "does not exist" : `belongs to ${told.name(state.owner)}`}, and is ${isWritable ? "writable" : "read-only"} in this instruction.`,
      ...place.words,
      ...logWords(frame),
      adviceOf(told, frame, address, access, failure.error),
    ],
    fix: failure.error === "ReadonlyDataModified" ? makingWritable(told, frame, address) : undefined,
  };
}

function adviceOf(told: Case, frame: Frame, address: Address, { kind }: MemoryAccess, error: string): string {
  if (kind === "load") {
    return "Behind the data of an account there is nothing to read: compare with its length first. It may be of another type than expected, or not be initialised.";
  }
  if (error === "ReadonlyDataModified") return writableAdvice(told, frame, address);
  if (error === "ExternalAccountDataModified") {
    return `Only its owner may change the data of an account: call the owner to do it, or let the account belong to ${told.name(frame.program)}.`;
  }
  return "A store behind the data grows the account, by 10240 bytes in an instruction of a program at most: grow it in several instructions, or check the offset.";
}
