import type { Told } from "../model.js";
import { capital, frameText, listed } from "../words.js";
import { ANCHOR_ADVICE, anchorErrorName } from "./anchor-errors.js";
import { funding, replacing, signing, writing } from "./candidates.js";
import { KNOWN_ADVICE, knownErrorName } from "./known-programs.js";
import { missingAccountNames } from "./missing-accounts.js";
import {
  accountLines,
  type Candidates,
  dataWords,
  derivationWords,
  type FailedInstruction,
  logWords,
  wordsOf,
} from "./plain.js";
import { missingLamports } from "./system-funds.js";

interface Meaning {
  readonly name: string;
  readonly message: string | null;
  readonly advice: string | undefined;
  readonly from: string;
}

/** A number of the program's own. It means what the program that failed says, not what its caller would. */
export function explainCustom({ told, frame, failure }: FailedInstruction): Told {
  const code = typeof failure.error === "string" ? 0 : failure.error.Custom;
  const program = told.name(frame.program);
  const hex = `0x${code.toString(16)}`;
  const meaning = meaningOf({ told, frame, failure }, code);
  const caller = told.caller(frame);
  return {
    code: "custom-error",
    title: `${program} failed with ${meaning === undefined ? `its error ${code}` : `${meaning.name} (error ${code})`}`,
    facts: { program: frame.program, number: code, name: meaning?.name ?? null, message: meaning?.message ?? null },
    words: [
      `${capital(frameText(told, frame))} failed with custom program error ${hex}, in decimal ${code}.`,
      ...(caller === undefined
        ? []
        : [
            `The number is ${program}'s, not that of ${told.name(caller.program)}, which called it and failed with it.`,
          ]),
      meaning === undefined
        ? `What it means only the program says: look it up in its source, or give its IDL to the VM (option idls). Anchor programs number their errors from 6000 on.`
        : `${meaning.from} ${code} is ${meaning.name}${glossOf(meaning)}.`,
      ...(meaning?.advice === undefined ? [] : [meaning.advice]),
      ...(/InvalidInstruction|DidNotDeserialize|DataOffsets|FallbackNotFound/.test(meaning?.name ?? "")
        ? [dataWords(frame)]
        : []),
      ...logWords(frame),
      ...(meaning === undefined || /NotEnough|Missing/.test(meaning.name)
        ? missingWords({ told, frame, failure })
        : []),
      ...derivationWords(told, frame),
      ...accountLines(told, frame, "state"),
    ],
    fix: missingLamports(frame),
    candidates: candidatesFor(meaning?.name)(told, frame),
  };
}

/** By what an error is called, whatever program's it is. */
const CANDIDATES: readonly (readonly [name: RegExp, candidates: Candidates])[] = [
  [/Signer|Signature/i, signing],
  [/Mut$|NotMutable|Writable/i, writing],
  [/Rent/i, funding],
  [/Seed|Pda|Address|Associated|HasOne|Keys?Eq|ProgramId|^unnamed$/i, replacing],
];

function candidatesFor(name = "unnamed"): Candidates {
  return CANDIDATES.find(([pattern]) => pattern.test(name))?.[1] ?? (() => []);
}

/** A program that has too few accounts may say so with any number of which nobody knows the meaning. */
function missingWords({ told, frame }: FailedInstruction): string[] {
  const missing = missingAccountNames(told, frame);
  return missing.length === 0
    ? []
    : [`By its layout this instruction has more accounts than it was given; behind them belong ${listed(missing)}.`];
}

function glossOf({ name, message, advice }: Meaning): string {
  if (message !== null) return `: ${message}`;
  return advice === undefined ? `: ${wordsOf(name)}` : "";
}

function meaningOf({ told, frame }: FailedInstruction, code: number): Meaning | undefined {
  const described = told.world.describe(frame.program)?.error?.(code);
  if (described !== undefined) {
    return { ...described, message: withoutStop(described.message), advice: undefined, from: "By the program's IDL," };
  }
  const known = knownErrorName(frame.program, code);
  if (known !== undefined) {
    return { name: known, message: null, advice: KNOWN_ADVICE[known], from: "In this program," };
  }
  const anchor = anchorErrorName(code);
  if (anchor === undefined || !isAnchors(told.world.describe(frame.program) !== undefined, frame.logs))
    return undefined;
  return { name: anchor, message: null, advice: ANCHOR_ADVICE[anchor], from: "In programs of Anchor," };
}

/** Anchor's programs tell so in their logs, or have an IDL. */
function isAnchors(hasIdl: boolean, logs: readonly { readonly text: string }[]): boolean {
  return hasIdl || logs.some(({ text }) => /AnchorError|^Program log: Instruction: /.test(text));
}

function withoutStop(message: string | null): string | null {
  return message === null ? null : message.replace(/\.$/, "");
}
