import { bytesEqual } from "../../base/bytes.js";
import { hexEncode } from "../../base/hex.js";
import type { TransactionError } from "../../solana/errors.js";
import type { Pubkey } from "../../solana/pubkey.js";

/** All that a transaction came to, in a form that compares. */
export interface Outcome {
  readonly error: TransactionError | null;
  readonly logs: readonly string[];
  readonly computeUnits: number;
  readonly returnData: { readonly programId: Pubkey; readonly data: Uint8Array } | null;
  readonly inner: readonly (readonly InnerInstruction[])[];
  /** Of the keys that were asked for, in their order; null where nothing is. */
  readonly accounts: readonly (AccountState | null)[];
}

export interface InnerInstruction {
  readonly programIdIndex: number;
  readonly accounts: Uint8Array;
  readonly data: Uint8Array;
  readonly stackHeight: number;
}

export interface AccountState {
  readonly lamports: bigint;
  readonly owner: Pubkey;
  readonly executable: boolean;
  readonly rentEpoch: bigint;
  readonly data: Uint8Array;
}

/** Without lamports, nothing is there. */
export function existing(state: AccountState | null): AccountState | null {
  return state?.lamports === 0n ? null : state;
}

/** The paths at which two outcomes differ, with both values; empty if they are equal. */
export function differences(expected: unknown, actual: unknown, path = ""): string[] {
  if (Object.is(expected, actual)) return [];
  if (expected instanceof Uint8Array && actual instanceof Uint8Array) {
    return bytesEqual(expected, actual) ? [] : [differenceOfBytes(expected, actual, path)];
  }
  if (!isObject(expected) || !isObject(actual)) {
    return [`${path}: expected ${preview(expected)}, got ${preview(actual)}`];
  }
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].flatMap((key) => differences(expected[key], actual[key], path === "" ? key : `${path}.${key}`));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array);
}

/** Long data are shown from shortly before the first byte that differs. */
function differenceOfBytes(expected: Uint8Array, actual: Uint8Array, path: string): string {
  let at = 0;
  while (expected[at] === actual[at]) at++;
  const from = Math.max(at - 8, 0);
  const show = (bytes: Uint8Array) => `${hexEncode(bytes.subarray(from, from + 64))} (${bytes.length} bytes)`;
  return `${path} from byte ${from}: expected ${show(expected)}, got ${show(actual)}`;
}

function preview(value: unknown): string {
  const text = JSON.stringify(value, showable) ?? "nothing";
  return text.length > 160 ? `${text.slice(0, 160)}… (${text.length} characters)` : text;
}

function showable(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return hexEncode(value);
  return typeof value === "bigint" ? value.toString() : value;
}
