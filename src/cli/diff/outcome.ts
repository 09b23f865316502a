import type { TransactionError } from "../../solana/errors.js";

/** All that a transaction came to, in a form that compares. Bytes are hex, integers decimal strings. */
export interface Outcome {
  readonly error: TransactionError | null;
  readonly logs: readonly string[];
  readonly computeUnits: string;
  readonly returnData: { readonly programId: string; readonly data: string } | null;
  readonly inner: readonly (readonly InnerInstruction[])[];
  /** By address, of every account that the message names; null where nothing is. */
  readonly accounts: Readonly<Record<string, AccountState | null>>;
}

export interface InnerInstruction {
  readonly programIdIndex: number;
  readonly accounts: string;
  readonly data: string;
  readonly stackHeight: number;
}

export interface AccountState {
  readonly lamports: string;
  readonly owner: string;
  readonly executable: boolean;
  readonly rentEpoch: string;
  readonly data: string;
}

/** The paths at which two outcomes differ, with both values; empty if they are equal. */
export function differences(expected: unknown, actual: unknown, path = ""): string[] {
  if (Object.is(expected, actual)) return [];
  if (!isObject(expected) || !isObject(actual)) {
    return [`${path}: expected ${preview(expected)}, got ${preview(actual)}`];
  }
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].flatMap((key) => differences(expected[key], actual[key], path === "" ? key : `${path}.${key}`));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function preview(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 160 ? `${text.slice(0, 160)}… (${text.length} characters)` : text;
}
