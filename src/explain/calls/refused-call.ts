import type { Frame } from "../../trace/model.js";
import type { Failure, RefusedCall } from "../../trace/outcome.js";
import { explainRefusedChange } from "../accounts/refused-change.js";
import { explainUnbalancedCall } from "../accounts/unbalanced.js";
import type { Case } from "../case.js";
import { explainUnits } from "../machine/units.js";
import type { Told } from "../model.js";
import { capital, frameText } from "../words.js";
import { explainBadSeeds, explainTooManySigners } from "./bad-seeds.js";
import { dataTooLong, tooDeep, tooManyAccountInfos, tooManyAccounts, tooManyInstructions } from "./limits.js";
import { explainMissingAccount, explainMissingProgram } from "./missing-account.js";
import { explainReentrancy, explainUncallable } from "./programs.js";
import { explainMissingSigner } from "./signer.js";
import { explainMissingWritable } from "./writable.js";

/** A frame that was not allowed to start. */
export interface Refused<K extends RefusedCall["kind"]> {
  readonly frame: Frame;
  readonly failure: Failure;
  readonly refusal: Extract<RefusedCall, { kind: K }>;
}

type Explainers = { readonly [K in RefusedCall["kind"]]: (told: Case, refused: Refused<K>) => Told };

const EXPLAINERS: Explainers = {
  privilegeEscalated: explainPrivileges,
  accountMissing: explainMissingAccount,
  programMissing: explainMissingProgram,
  programNotCallable: explainUncallable,
  badSeeds: explainBadSeeds,
  tooManySigners: explainTooManySigners,
  tooManyAccounts,
  tooManyAccountInfos,
  dataTooLong,
  reentrancy: explainReentrancy,
  unbalanced: explainUnbalancedCall,
  tooDeep,
  tooManyInstructions,
  callerChangeRefused: explainRefusedChange,
  outOfUnits: (told, { frame }) => {
    const caller = told.caller(frame) ?? frame;
    return explainUnits(told, caller, caller.outcome.kind === "failed" ? caller.outcome.failure.machine : null);
  },
  unreadable: explainUnreadable,
};

export function explainRefusedCall<K extends RefusedCall["kind"]>(told: Case, refused: Refused<K>): Told {
  const explain: (told: Case, refused: Refused<K>) => Told = EXPLAINERS[refused.refusal.kind as K];
  return explain(told, refused);
}

/** The runtime looks account by account, at the right to write before that to sign. */
function explainPrivileges(told: Case, { frame, refusal: { missing } }: Refused<"privilegeEscalated">): Told {
  const [first, ...others] = missing;
  const explain = first!.right === "signer" ? explainMissingSigner : explainMissingWritable;
  const { words, ...rest } = explain(told, frame, first!);
  const more = others.map(({ right, address, place }) => {
    return `The same call lacks more: the right ${right === "signer" ? "of a signer" : "to write"} for account ${place}, ${told.name(address, frame)}.`;
  });
  return { ...rest, words: [...words, ...more] };
}

/** The runtime could not make out what the caller asked for. */
function explainUnreadable(told: Case, { frame, failure: { text, fault } }: Refused<"unreadable">): Told {
  const caller = told.caller(frame);
  const program = caller === undefined ? "the caller" : told.name(caller.program);
  return {
    code: "call-unreadable",
    title: `call not readable: ${text}`,
    facts: { text, access: fault?.access === undefined || fault.access === null ? null : { ...fault.access } },
    words: [
      `${capital(frameText(told, frame))} did not begin: what ${program} gave to the syscall could not be read, or is not what it must be. The runtime says: ${text}.`,
      ...unreadableAdvice(text),
    ],
  };
}

function unreadableAdvice(text: string): string[] {
  if (text.startsWith("Invalid account info pointer") || text === "Invalid pointer") {
    return [
      "The key, owner, lamports and data pointers of an AccountInfo must be those that the program was given in its input; copies of the values elsewhere are refused. Pass the AccountInfos that the entrypoint made.",
    ];
  }
  if (text === "Unaligned pointer")
    return ["Structs passed to a syscall must lie at addresses that are multiples of 8."];
  if (text === "invalid program argument")
    return ["The signer and writable flags of each account meta must be 0 or 1."];
  return [
    "A pointer or a length in the instruction, the account infos or the signer seeds leads out of the program's memory.",
  ];
}
