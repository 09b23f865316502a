import { Float, type Json } from "../base/json.js";

/** How many arrays and objects may lie in each other. */
const MAX_DEPTH = 127;

/**
 * The value of a text as serde_json reads it into a `Value`: integers of 64 bits stay integers, other numbers are f64.
 * Undefined for all that it refuses: what is no JSON, half a surrogate pair, numbers beyond f64, too many levels.
 */
export function readSerdeJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text.replace(SCALAR, markScalar), unmark);
    return isAccepted(value, 0) ? value : undefined;
  } catch {
    return undefined;
  }
}

// JSON.parse does not tell 1.0 from 1, nor large integers from each other. So numbers become strings for the moment of
// parsing, and all values that are strings tell by their first character what they were.

const SCALAR = /("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*)(\s*:)?/g;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function markScalar(all: string, scalar: string, colon: string | undefined): string {
  if (colon !== undefined) return all;
  if (scalar.startsWith('"')) return `"s${scalar.slice(1)}`;
  return NUMBER.test(scalar) ? `"n${scalar}"` : scalar;
}

function unmark(_key: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  const scalar = value.slice(1);
  return value.startsWith("n") ? readNumber(scalar) : scalar;
}

function readNumber(text: string): Json {
  if (/[.eE]/.test(text) || text === "-0") return new Float(Number(text));
  const integer = BigInt(text);
  if (integer > 0xffff_ffff_ffff_ffffn || integer < -0x8000_0000_0000_0000n) return new Float(Number(text));
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}

function isAccepted(value: Json, depth: number): boolean {
  if (typeof value === "string") return !HALF_A_PAIR.test(value);
  if (typeof value !== "object" || value === null) return true;
  if (value instanceof Float) return Number.isFinite(value.value);
  if (depth === MAX_DEPTH) return false;
  return Object.entries(value).every(
    ([key, member]) => isAccepted(key, depth) && (member === undefined || isAccepted(member, depth + 1)),
  );
}

const HALF_A_PAIR = /\p{Surrogate}/u;
