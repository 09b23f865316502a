import type { Json } from "../base/json.js";

/** A value as Rust's `{:?}` shows a serde_json `Value`. */
export function debugJson(value: Json): string {
  switch (typeof value) {
    case "string":
      return `String(${JSON.stringify(value)})`;
    case "boolean":
      return `Bool(${value})`;
    case "number":
    case "bigint":
      return `Number(${value})`;
    default:
      return value === null ? "Null" : debugComposed(value);
  }
}

function debugComposed(value: object): string {
  if (Array.isArray(value)) return `Array [${value.map(debugJson).join(", ")}]`;
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${debugJson(member)}`);
  return `Object {${members.join(", ")}}`;
}
