import { Float, type Json, type JsonObject } from "./json.js";

/**
 * The value with the keys of its objects in the order of their UTF-8 bytes, as serde_json's `Value` holds them: what Rust
 * code turns into a `Value` before it is written.
 *
 * DIVERGES: keys that are array indexes ("0", "17") come first, for a JavaScript object has them there.
 */
export function sortKeys(value: Json): Json {
  if (typeof value !== "object" || value === null || value instanceof Float) return value;
  if (isArray(value)) return value.map(sortKeys);
  const entries = Object.entries(value).flatMap(([key, member]) =>
    member === undefined ? [] : [[key, sortKeys(member)] as const],
  );
  return Object.fromEntries(entries.sort(([a], [b]) => compareKeys(a, b))) satisfies JsonObject;
}

function isArray(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

function compareKeys(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** UTF-8 has what UTF-16 writes in two units behind all else. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
