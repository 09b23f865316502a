import { type Address, addressFromPubkey } from "../../solana/pubkey.js";
import { type AddressInput, toPubkey } from "../../svm/inputs.js";
import type { Frame } from "../../trace/model.js";
import type { Outcome } from "../subjects/outcome.js";
import { framesOf } from "./frames.js";
import { told, traceOf, type Verdict } from "./verdict.js";

export interface CpiOptions {
  /** The program that makes the call. */
  readonly from?: AddressInput;
  /** What the called program's IDL, or Callgate for known programs, calls the instruction. */
  readonly instruction?: string;
}

interface Wanted {
  readonly program: Address;
  readonly from: Address | undefined;
  readonly instruction: string | undefined;
}

/**
 * Whether some program called this one. A call that the runtime refused is none: the callee never began. One that failed
 * is. Throws `missing-trace`, `invalid-address`.
 */
export function hasCpi(outcome: Outcome, program: AddressInput, { from, instruction }: CpiOptions = {}): Verdict {
  const wanted = {
    program: addressFromPubkey(toPubkey(program)),
    from: from === undefined ? undefined : addressFromPubkey(toPubkey(from)),
    instruction,
  };
  const frames = framesOf(traceOf(outcome));
  const found = frames.filter((frame) => isWanted(frame, frames, wanted));
  const pass = found.some(({ outcome: { kind } }) => kind !== "refused");
  const sentence = pass
    ? `expected no call of ${spelled(wanted)}, but there is one`
    : `expected a call of ${spelled(wanted)}, but ${found.length > 0 ? "the runtime refused it" : "there is none"}`;
  return { pass, message: () => told(sentence, outcome) };
}

function isWanted({ caller, program, instruction }: Frame, frames: readonly Frame[], wanted: Wanted): boolean {
  if (caller === null || program !== wanted.program) return false;
  if (wanted.from !== undefined && frames[caller]!.program !== wanted.from) return false;
  return wanted.instruction === undefined || instruction?.name === wanted.instruction;
}

function spelled({ program, from, instruction }: Wanted): string {
  const by = from === undefined ? "" : ` by ${from}`;
  return `${instruction === undefined ? "" : `${instruction} of `}${program}${by}`;
}
