/** A JSON value whose integers may be beyond 2^53: those are bigint. Keys that are undefined are left out. */
export type Json = null | boolean | number | bigint | string | Float | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A number that is written as Rust's serde_json writes an f64: 1 as `1.0`, and what is not finite as null. */
export class Float {
  constructor(readonly value: number) {}
}

/** The text of a value: integers digit by digit, however large. */
export function writeJson(value: Json): string {
  return write(value, Object.keys);
}

/**
 * The same with the keys of every object in the order of their UTF-8 bytes, as serde_json's `Value` has them, whose objects
 * are BTreeMaps.
 */
export function writeSortedJson(value: Json): string {
  return write(value, sortedKeys);
}

type KeysOf = (object: JsonObject) => readonly string[];

function write(value: Json, keysOf: KeysOf): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return Number.isFinite(value) ? String(value) : "null";
    case "bigint":
    case "boolean":
      return String(value);
    default:
      return value === null ? "null" : writeComposed(value, keysOf);
  }
}

function writeComposed(value: Float | readonly Json[] | JsonObject, keysOf: KeysOf): string {
  if (value instanceof Float) return writeFloat(value.value);
  if (isArray(value)) return `[${value.map((element) => write(element, keysOf)).join(",")}]`;
  let text = "";
  for (const key of keysOf(value)) {
    const member = value[key];
    if (member !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${write(member, keysOf)}`;
  }
  return `{${text}}`;
}

function sortedKeys(object: JsonObject): readonly string[] {
  const keys = Object.keys(object);
  for (let i = 1; i < keys.length; i++) if (compareKeys(keys[i - 1]!, keys[i]!) > 0) return keys.sort(compareKeys);
  return keys;
}

/** `Array.isArray` that knows of read-only arrays. */
function isArray(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * The value with the keys of every object in the order of their UTF-8 bytes, as serde_json's `Value` has them, whose objects
 * are BTreeMaps.
 *
 * DIVERGES: keys that are array indexes ("0", "17") come first, for that is where a JavaScript object has them.
 */
export function sortJsonKeys(value: Json): Json {
  if (typeof value !== "object" || value === null || value instanceof Float) return value;
  if (isArray(value)) return value.map(sortJsonKeys);
  const entries: [string, Json][] = [];
  for (const key of Object.keys(value).sort(compareKeys)) {
    const member = value[key];
    if (member !== undefined) entries.push([key, sortJsonKeys(member)]);
  }
  // Whose keys are its own, even "__proto__".
  return Object.fromEntries(entries);
}

function compareKeys(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Characters of two UTF-16 units come behind all others in UTF-8. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Rust writes exponents from 1e16 on and below 1e-5 (ryu's `format64`, pretty), JavaScript from 1e21 and below 1e-6. */
function writeFloat(value: number): string {
  if (!Number.isFinite(value)) return "null";
  const magnitude = Math.abs(value);
  if (Object.is(value, -0)) return "-0.0";
  if (magnitude !== 0 && (magnitude >= 1e16 || magnitude < 1e-5)) return value.toExponential().replace("e+", "e");
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
}

/** The value of a text; integers beyond 2^53 are bigint. Throws SyntaxError for all that is no JSON. */
export function readJson(text: string): Json {
  return LONG_NUMBER.test(text) ? readMarked(text, STRING_OR_LONG_INTEGER, unmark) : JSON.parse(text);
}

/** The same, but that every integer is a bigint, as Kit has it. */
export function readJsonWithBigInts(text: string): Json {
  return readMarked(text, STRING_OR_INTEGER, unmarkAsBigInt);
}

const LONG_NUMBER = /\d{16}/;

/** A string, or an integer (of sixteen digits or more) that stands where a value may stand. */
const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?[1-9]\d{15,}(?![\d.eE]|\s*:)/g;
const STRING_OR_INTEGER = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?(?:0|[1-9]\d*)(?![\d.eE]|\s*:)/g;

/** What hardly any text begins with stands before the digits for the moment of parsing. */
const MARK = "\u0000integer:";
const ESCAPED_MARK = "\\u0000integer:";

function readMarked(text: string, pattern: RegExp, revive: (key: string, value: unknown) => unknown): Json {
  const marked = text.replace(pattern, (token) => (token[0] === '"' ? token : `"${ESCAPED_MARK}${token}"`));
  try {
    return JSON.parse(marked, revive);
  } catch (thrown) {
    // Revivers are recursive.
    if (thrown instanceof RangeError) throw new SyntaxError("JSON that is nested too deeply");
    throw thrown;
  }
}

function unmark(_key: string, value: unknown): unknown {
  const integer = markedInteger(value);
  if (integer === undefined) return value;
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}

function unmarkAsBigInt(_key: string, value: unknown): unknown {
  return markedInteger(value) ?? value;
}

function markedInteger(value: unknown): bigint | undefined {
  if (typeof value !== "string" || !value.startsWith(MARK)) return undefined;
  const digits = value.slice(MARK.length);
  return /^-?\d+$/.test(digits) ? BigInt(digits) : undefined;
}
