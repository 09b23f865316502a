import { readUntrusted } from "../../base/untrusted.js";
import type { Trace } from "../model.js";
import type { Schema } from "./shape.js";
import { definitions, traceShape } from "./trace-shapes.js";

/** A trace as JSON. @param indent spaces for each level; 0 for all in one line. */
export function traceToJson(trace: Trace, indent = 0): string {
  return JSON.stringify(trace, null, indent);
}

/**
 * Reads a trace from JSON: text, or what `JSON.parse` made of it. What it holds beyond this version is kept.
 *
 * Throws `invalid-trace`, which says where something is not what it must be.
 */
export function traceFromJson(json: unknown): Trace {
  return readUntrusted("invalid-trace", "the trace", () => {
    const value: unknown = typeof json === "string" ? JSON.parse(json) : json;
    traceShape.check(value, "trace");
    return value as Trace;
  });
}

/** The JSON Schema of a trace (draft 2020-12); it ships as `docs/trace.schema.json`. */
export function traceSchema(): Schema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:callgate:trace:1",
    title: "Callgate trace",
    description:
      "What one Solana transaction did, call by call. Addresses are base58, bytes base64, u64s decimal text.",
    ...traceShape.schema,
    $defs: Object.fromEntries(definitions.map(({ name, definition }) => [name, definition])),
  };
}
