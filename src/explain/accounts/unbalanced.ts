import type { Frame } from "../../trace/model.js";
import { passing } from "../calls/passing.js";
import type { Refused } from "../calls/refused-call.js";
import { type Case, placeOf } from "../case.js";
import type { Told } from "../model.js";
import { capital, frameText, plural } from "../words.js";

/** Lamports that the frame itself moved, by address. */
function lamportMoves(told: Case, frame: Frame): Map<string, bigint> {
  const moves = new Map<string, bigint>();
  for (const { account, lamports } of frame.changes) {
    if (lamports === null) continue;
    const { address } = told.trace.accounts[account]!;
    moves.set(address, (moves.get(address) ?? 0n) + BigInt(lamports.after) - BigInt(lamports.before));
  }
  return moves;
}

function moveLines(told: Case, frame: Frame): string[] {
  return [...lamportMoves(told, frame)].map(([address, delta]) => {
    return `  ${told.name(address, frame)}: ${delta < 0n ? "" : "+"}${delta}`;
  });
}

function factsOf(told: Case, frame: Frame) {
  return Object.fromEntries([...lamportMoves(told, frame)].map(([address, delta]) => [address, String(delta)]));
}

/** Before a call, over the accounts that were passed. */
export function explainUnbalancedCall(told: Case, { frame, refusal }: Refused<"unbalanced">): Told {
  const caller = told.caller(frame) ?? frame;
  const delta = BigInt(refusal.lamportsDelta);
  // What the program did to accounts that it did not pass, nobody has seen; to others than writable ones it does nothing.
  const unpassed = caller.accounts.filter(
    ({ address, duplicateOf, writable }) => duplicateOf === null && writable.held && !placeOf(frame, address),
  );
  return {
    code: "unbalanced-call",
    title: `lamports do not add up before a call: ${delta > 0n ? `${delta} too many` : `${-delta} too few`}`,
    facts: {
      lamportsDelta: refusal.lamportsDelta,
      moves: factsOf(told, caller),
      notPassed: unpassed.map(({ address }) => address),
    },
    words: [
      `${capital(frameText(told, caller))} moved lamports and then made a call. The runtime sees only the accounts that are passed to the call, and over those the sum changed by ${delta}:`,
      ...moveLines(told, caller),
      `Writable accounts that ${told.name(caller.program)} has and did not pass: ${unpassed.map(({ address }) => told.name(address, caller)).join(", ") || "none"}.`,
      "Move lamports after the call, or pass to it every account whose lamports changed.",
    ],
    candidates: unpassed.flatMap(({ address }) => passing(told, frame, address) ?? []),
  };
}

/** When an instruction ended. */
export function explainUnbalancedInstruction(told: Case, frame: Frame): Told {
  const sum = [...lamportMoves(told, frame).values()].reduce((total, delta) => total + delta, 0n);
  return {
    code: "unbalanced-instruction",
    title: "lamports do not add up: an instruction made or lost some",
    facts: { moves: factsOf(told, frame), lamportsDelta: String(sum) },
    words: [
      `${capital(frameText(told, frame))} ended with ${plural(sum < 0n ? -sum : sum, "lamport")} ${sum < 0n ? "less" : "more"} than it began with:`,
      ...moveLines(told, frame),
      "Whatever it takes from one account it must give to another.",
    ],
  };
}
