import { base64Decode } from "../../base/base64.js";
import { NATIVE_LOADER_ID, SYSTEM_PROGRAM_ID } from "../../solana/program-ids.js";
import { type Address, addressFromPubkey } from "../../solana/pubkey.js";
import type { Frame, JsonValue } from "../../trace/model.js";
import type { AttemptedChange, Failure, RefusedChange } from "../../trace/outcome.js";
import type { Case } from "../case.js";
import { type Meaning, plain } from "../errors/plain.js";
import type { Told } from "../model.js";
import { capital, frameText, hex, plural } from "../words.js";
import { makingWritable, writableAdvice } from "./read-only.js";

/** Agave: MAX_PERMITTED_DATA_INCREASE, and the most that data can hold. */
const MAX_GROWTH = 10_240;
const MAX_DATA = 10 * 1024 * 1024;
const SIZE_RULE = `An instruction of a program may grow an account by ${MAX_GROWTH} bytes over what it had when the instruction began, its calls included, up to ${MAX_DATA} bytes; a transaction may grow all accounts by ${2 * MAX_DATA} bytes. Grow in several instructions or transactions.`;

/** Why a change is not allowed: for want of which right. */
type Objection = "notOwner" | "readOnly" | "notZeroed" | "size";

interface Kind {
  readonly code: string;
  readonly title: string;
  readonly objection: Objection;
}

const KINDS: Readonly<Record<string, Kind>> = {
  ExternalAccountLamportSpend: {
    code: "external-account-lamport-spend",
    title: "lamports taken from an account of another program",
    objection: "notOwner",
  },
  ExternalAccountDataModified: {
    code: "external-account-data-modified",
    title: "data changed of an account of another program",
    objection: "notOwner",
  },
  ReadonlyLamportChange: {
    code: "readonly-lamport-change",
    title: "lamports changed of a read-only account",
    objection: "readOnly",
  },
  ReadonlyDataModified: {
    code: "readonly-data-modified",
    title: "data changed of a read-only account",
    objection: "readOnly",
  },
  ModifiedProgramId: { code: "modified-program-id", title: "owner changed against the rules", objection: "notZeroed" },
  ExecutableModified: { code: "executable-modified", title: "executable flag changed", objection: "notOwner" },
  InvalidRealloc: { code: "invalid-realloc", title: "account grown too much", objection: "size" },
  MaxAccountsDataAllocationsExceeded: {
    code: "max-accounts-data-allocations-exceeded",
    title: "too much account data allocated in one transaction",
    objection: "size",
  },
};

/** The program says so by itself. */
const RETURNED: Meaning = {
  title: "account not to be changed like that",
  means: "the program itself refused to change an account, most often to grow it.",
  advice: SIZE_RULE,
  shows: "state",
};

/** A frame changed an account as it may not. */
export function explainRefusedChange(told: Case, { frame, failure }: { frame: Frame; failure: Failure }): Told {
  const change = failure.refusedChange;
  // What a call's caller did is found before the call begins.
  const culprit = frame.outcome.kind === "refused" ? (told.caller(frame) ?? frame) : frame;
  const name = typeof failure.error === "string" ? failure.error : "Custom";
  const { code, title, objection } = KINDS[name] ?? { code: "change-refused", title: failure.text, objection: "size" };
  if (change === null && (objection !== "size" || failure.syscall === null)) {
    return plain(code, { told, frame: culprit, failure }, RETURNED);
  }
  if (change === null || isCallees(change)) return grownByCallee(told, culprit, { code, title }, failure);
  const address = told.trace.accounts[change.account]!.address;
  return {
    code,
    title: `${title}: ${told.name(address, culprit)}`,
    facts: { address, owner: change.owner, isWritable: change.isWritable, attempt: change.attempt as JsonValue },
    words: [
      `${capital(frameText(told, culprit))} changed ${told.name(address, culprit)}: ${attemptText(change.attempt)}.`,
      `The account belongs to ${told.name(change.owner)}, and is ${change.isWritable ? "writable" : "read-only"} in this instruction. ${found(told, frame)}`.trimEnd(),
      ...attemptBytes(change.attempt),
      ...adviceOf(told, culprit, address, change, objection),
    ],
    fix: objection === "readOnly" ? makingWritable(told, culprit, address) : undefined,
  };
}

/** The account is refused as a callee left it: it is not this program that changed it. */
function isCallees({ attempt }: RefusedChange): boolean {
  return attempt.kind === "data" && attempt.lengthBefore === attempt.lengthAfter && attempt.bytes.length === 0;
}

/** A callee grew an account by more than its caller's input has room for. */
function grownByCallee(told: Case, frame: Frame, { code, title }: Omit<Kind, "objection">, failure: Failure): Told {
  const { refusedChange, text } = failure;
  const [grown] = growths(frame.calls.at(-1))
    .filter(({ account }) => refusedChange === null || account === refusedChange.account)
    .toSorted((a, b) => b.after - b.before - (a.after - a.before));
  const address = told.trace.accounts[refusedChange?.account ?? grown?.account ?? -1]?.address;
  const name = address === undefined ? "an account" : told.name(address, frame);
  return {
    code,
    title: `${title}: ${name}`,
    facts: { address: address ?? null, lengthBefore: grown?.before ?? null, lengthAfter: grown?.after ?? null },
    words: [
      `${capital(frameText(told, frame))} failed: ${text}.`,
      grown === undefined
        ? `What it called left ${name} with too many bytes.`
        : `What it called gave ${name} ${plural(grown.after, "byte")} of data instead of ${grown.before}.`,
      SIZE_RULE,
    ],
  };
}

/** By how much accounts grew in a frame and all below it. */
function growths(frame: Frame | undefined): { account: number; before: number; after: number }[] {
  if (frame === undefined) return [];
  const own = frame.changes.flatMap(({ account, dataLength }) =>
    dataLength === null ? [] : [{ account, ...dataLength }],
  );
  return [...own, ...frame.calls.flatMap(growths)];
}

/** Programs of the runtime ask before they write. */
function found(told: Case, frame: Frame): string {
  if (frame.outcome.kind === "refused") return "It was found when the program made its next call.";
  const isNative = told.account(frame.program)?.loaded?.owner === addressFromPubkey(NATIVE_LOADER_ID);
  return isNative ? "" : "It was found when the instruction ended.";
}

function attemptText(attempt: AttemptedChange): string {
  switch (attempt.kind) {
    case "lamports": {
      const delta = BigInt(attempt.after) - BigInt(attempt.before);
      return `${attempt.before} lamports became ${attempt.after}, ${delta < 0n ? `${-delta} less` : `${delta} more`}`;
    }
    case "owner":
      return `its owner was to become ${attempt.after}`;
    case "executable":
      return `its executable flag was to become ${attempt.after}`;
    case "data":
      return attempt.lengthBefore === attempt.lengthAfter
        ? `${plural(attempt.lengthBefore, "byte")} of data, of which some changed`
        : `its data were to have ${plural(attempt.lengthAfter, "byte")} instead of ${attempt.lengthBefore}`;
  }
}

const MAX_RANGES = 4;
const MAX_BYTES_SHOWN = 16;

function attemptBytes(attempt: AttemptedChange): string[] {
  if (attempt.kind !== "data") return [];
  const shown = attempt.bytes.slice(0, MAX_RANGES).map(({ offset, before, after }) => {
    return `  at ${offset}: ${bytesText(before)} became ${bytesText(after)}`;
  });
  const more = attempt.bytes.length - shown.length;
  return more > 0 ? [...shown, `  and ${plural(more, "place")} more`] : shown;
}

function bytesText(base64: string): string {
  const bytes = base64Decode(base64)!;
  const rest = bytes.length - MAX_BYTES_SHOWN;
  return `${hex(bytes.subarray(0, MAX_BYTES_SHOWN)) || "nothing"}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function adviceOf(told: Case, frame: Frame, address: Address, change: RefusedChange, objection: Objection): string[] {
  const program = told.name(frame.program);
  switch (objection) {
    case "notOwner":
      return [
        `Only its owner may do that, and ${program} is not: call ${ownersWay(told, change)}, or let the account belong to ${program} (created with, or assigned to it).`,
      ];
    case "readOnly":
      return [writableAdvice(told, frame, address)];
    case "notZeroed":
      return [
        `An account may be given away by its owner only, if it is writable and its data are all zeros. ${change.owner === frame.program ? "Zero the data first." : `Call ${ownersWay(told, change)}.`}`,
      ];
    case "size":
      return [...growthWords(told, frame, address, change), SIZE_RULE];
  }
}

/** How the owner is asked for it. */
function ownersWay(told: Case, { owner, attempt }: RefusedChange): string {
  const name = told.name(owner);
  if (owner !== addressFromPubkey(SYSTEM_PROGRAM_ID) || attempt.kind === "executable") return `${name} to do it`;
  const instruction = { lamports: "transfer", owner: "assign", data: "allocate" }[attempt.kind];
  return `${instruction} of ${name}, for which the account itself must sign`;
}

/** By how much an account was to grow, and what the transaction had grown before. */
function growthWords(told: Case, frame: Frame, address: Address, { attempt }: RefusedChange): string[] {
  if (attempt.kind !== "data") return [];
  const began = told.dataLengthAtStart(frame, address);
  const earlier = told.frames.flatMap(({ changes }) => changes).flatMap(({ dataLength }) => dataLength ?? []);
  const grown = earlier.reduce((sum, { before, after }) => sum + after - before, 0);
  return [
    `That is ${plural(attempt.lengthAfter - began, "byte")} more than it had when the instruction began; the transaction had grown its accounts by ${grown} before.`,
  ];
}
