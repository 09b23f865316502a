import { base64Decode } from "../../base/base64.js";
import type { AccountState, Frame, JsonValue } from "../../trace/model.js";
import type { Failure } from "../../trace/outcome.js";
import { type Case, placeOf } from "../case.js";
import type { Fix, Told } from "../model.js";
import { bytesOf, capital, frameText, hex, listed, plural, seedsText } from "../words.js";
import { missingAccountNames } from "./missing-accounts.js";

/** A program, or the runtime for it, failed an instruction. */
export interface FailedInstruction {
  readonly told: Case;
  readonly frame: Frame;
  readonly failure: Failure;
}

/** What an error means, and what to do about it. */
export interface Meaning {
  readonly title: string;
  readonly means: string;
  readonly advice: string;
  /** What of the frame's accounts matters. */
  readonly shows?: AccountView;
  /** Whether its instruction data matter. */
  readonly showsData?: boolean;
  readonly candidates?: Candidates;
}

/** Fixes to try. */
export type Candidates = (told: Case, frame: Frame) => readonly Fix[];

/** "count" names what was given, "state" shows what the accounts hold. */
export type AccountView = "signers" | "state" | "count";

const MAX_LOG_LINES = 5;
const MAX_ACCOUNTS = 20;
/** Characters of a field's value. */
const MAX_FIELD = 44;

/** An error of which there is nothing more to find out than where it was, and with which accounts. */
export function plain(code: string, { told, frame, failure }: FailedInstruction, meaning: Meaning): Told {
  const { title, means, advice, shows, showsData, candidates } = meaning;
  return {
    code,
    title: `${title}, says ${told.name(frame.program)}`,
    facts: { program: frame.program, syscall: failure.syscall, accounts: frame.accounts.map(({ address }) => address) },
    words: [
      `${capital(frameText(told, frame))} failed${failure.syscall === null ? "" : ` in ${failure.syscall}`}: ${means}`,
      ...(showsData ? [dataWords(frame)] : []),
      ...(shows === undefined ? [] : accountLines(told, frame, shows)),
      ...logWords(frame),
      ...derivationWords(told, frame),
      advice,
    ],
    candidates: candidates?.(told, frame),
  };
}

const MAX_DATA_SHOWN = 32;

/** The data that a frame was called with. */
export function dataWords({ data }: Frame): string {
  const bytes = base64Decode(data)!;
  const rest = bytes.length - MAX_DATA_SHOWN;
  const shown = `${hex(bytes.subarray(0, MAX_DATA_SHOWN))}${rest > 0 ? ` and ${rest} more` : ""}`;
  return bytes.length === 0 ? "It has no instruction data." : `Its data, ${plural(bytes.length, "byte")}: ${shown}`;
}

/** What the program derived and was not given: it may be what it wanted to see. */
export function derivationWords(told: Case, frame: Frame): string[] {
  return frame.derivations.flatMap(({ address, seeds, bump, program }) => {
    if (address === null || placeOf(frame, address) !== undefined) return [];
    const all = [...bytesOf(seeds), ...(bump === null ? [] : [Uint8Array.of(bump)])];
    return [
      `It derived ${told.name(address, frame)} from ${seedsText(told, all, frame)} of ${told.name(program)}, which is none of its accounts.`,
    ];
  });
}

/** The accounts of a frame, with what matters of them. */
export function accountLines(told: Case, frame: Frame, shows: AccountView): string[] {
  const missing = shows === "count" ? missingAccountNames(told, frame) : [];
  if (missing.length > 0) {
    return [`It has ${plural(frame.accounts.length, "account")}; behind them belong ${listed(missing)}.`];
  }
  if (shows === "count" && frame.accounts.every(({ name }) => name === null)) {
    return [`It was given ${plural(frame.accounts.length, "account")}.`];
  }
  const lines = frame.accounts.slice(0, MAX_ACCOUNTS).map((account, place) => {
    return `  account ${place}, ${told.name(account.address, frame)}: ${viewOf(told, frame, place, shows)}`;
  });
  const more = frame.accounts.length - lines.length;
  return more > 0 ? [...lines, `  and ${plural(more, "account")} more`] : lines;
}

function viewOf(told: Case, frame: Frame, place: number, shows: AccountView): string {
  const { address, signer, writable } = frame.accounts[place]!;
  const state = told.stateFor(frame, address);
  switch (shows) {
    case "signers":
    case "count":
      return `${signer.held ? "signer" : "not a signer"}, ${writable.held ? "writable" : "read-only"}`;
    case "state":
      return `${signer.held ? "signs; " : ""}${state === null ? "does not exist" : stateText(told, state)}`;
  }
}

function stateText(told: Case, { lamports, dataLength, owner, decoded }: AccountState): string {
  const state = `${plural(BigInt(lamports), "lamport")}, ${plural(dataLength, "byte")}, of ${told.name(owner)}`;
  const fields = Object.entries(decoded?.fields ?? {}).filter(([, value]) => isShort(value));
  if (decoded === null || fields.length === 0) return state;
  return `${state}; ${decoded.kind}: ${fields.map(([name, value]) => `${name} ${value}`).join(", ")}`;
}

function isShort(value: JsonValue): value is string | number {
  return typeof value === "number" || (typeof value === "string" && value.length <= MAX_FIELD);
}

/** What the program said last. */
export function logWords({ logs }: Frame): string[] {
  const said = logs
    .map(({ text }) => text)
    .filter((text) => /^Program (log|data): /.test(text) || !text.startsWith("Program "));
  return said.length === 0 ? [] : ["It said:", ...said.slice(-MAX_LOG_LINES).map((line) => `  ${line}`)];
}

/** InvalidAccountData → invalid-account-data. */
export function codeOf(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, "-").toLowerCase();
}

/** InvalidAccountData → invalid account data. */
export function wordsOf(name: string): string {
  return codeOf(name).replaceAll("-", " ");
}
