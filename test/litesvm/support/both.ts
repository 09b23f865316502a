import { createHash } from "node:crypto";
import * as index from "litesvm";
import * as internal from "litesvm/dist/internal.js";
import { expect } from "vitest";
import * as ours from "../../../src/litesvm/index.js";

type LiteSVM = ours.LiteSVM;

/** The package's exports, those that only its internal module has included. */
export type Library = typeof ours;
const theirs = { ...internal, ...index } as unknown as Library;

/** Runs the same with LiteSVM and with Callgate: same value, same error. */
export function same(run: (library: Library) => unknown): void {
  expect(outcomeOf(ours, run)).toEqual(outcomeOf(theirs, run));
}

/** Does the same to one VM of each, again and again. */
export function pairOf(
  make: (library: Library) => LiteSVM,
): (run: (svm: LiteSVM, library: Library) => unknown) => void {
  const vms = new Map([ours, theirs].map((library) => [library, make(library)]));
  return (run) => same((library) => run(vms.get(library)!, library));
}

function outcomeOf(library: Library, run: (library: Library) => unknown): unknown {
  try {
    return plain(run(library));
  } catch (thrown) {
    const { code, message } = thrown as { code?: string; message: string };
    // LiteSVM says nothing with this code.
    return { code, message: code === "BigintExpected" ? "" : message };
  }
}

/** A value as comparable data: of an instance its getters, its methods without parameters and its text. */
export function plain(value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Uint8Array) return `${value.constructor.name} ${shownBytes(value)}`;
  if (ArrayBuffer.isView(value)) return [value.constructor.name, ...(value as BigUint64Array)].map(String);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype ? plainObject(value) : plainInstance(value, prototype);
}

/** In hex; many of them by their number and their hash. */
function shownBytes(bytes: Uint8Array): string {
  if (bytes.length <= 1000) return Buffer.from(bytes).toString("hex");
  return `${bytes.length} ${createHash("sha256").update(bytes).digest("hex")}`;
}

function plainObject(value: object): unknown {
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}

/** Methods that tell something without being told anything. */
const TELLING = new Set(
  (
    "lamports data owner executable rentEpoch programIdIndex accounts instruction stackHeight signature logs " +
    "innerInstructions computeUnitsConsumed returnData programId prettyLogs err meta postAccounts account oldest newest " +
    "getActiveFeaturesCount getInactiveFeaturesCount"
  ).split(" "),
);

function plainInstance(value: object, prototype: object): unknown {
  const told: Record<string, unknown> = { class: prototype.constructor.name };
  for (const [name, { get, value: method }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (get !== undefined) told[name] = plain(get.call(value));
    else if (TELLING.has(name)) told[name] = plain(method.call(value));
    else if (name === "toString" && !("getActiveFeatures" in value)) told.text = String(value);
  }
  return told;
}
