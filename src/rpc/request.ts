import { type Json, type JsonObject, readJson } from "../base/json.js";
import { U64_MAX } from "../base/u64.js";
import type { Params } from "./method.js";
import { isMap } from "./params.js";

/** A request's id, echoed as it came. */
export type Id = null | number | bigint | string;

/** One call of a request (jsonrpc-core 18, `Call`). */
export type Call =
  | {
      readonly kind: "method";
      readonly id: Id;
      readonly method: string;
      readonly params: Params;
      readonly isV2: boolean;
    }
  /** Nothing is done about it: Solana has no notifications. */
  | { readonly kind: "notification" }
  | { readonly kind: "invalid"; readonly id: Id };

/** Undefined for what is a parse error. */
export type Request = Call | readonly Call[] | undefined;

/** serde_json's `recursion_limit`: values inside of values. */
const MAX_DEPTH = 127;

/**
 * Reads a body as jsonrpc-core does.
 * DIVERGES: serde takes arrays for structs, so that Agave reads `["2.0","getSlot",[],1]` as a call; here it is a batch.
 */
export function readRequest(body: string): Request {
  const value = tryReadJson(body);
  if (value === undefined || nestsDeeperThan(value, MAX_DEPTH)) return undefined;
  if (!Array.isArray(value)) return readCall(value);
  if (value.length === 0) return { kind: "invalid", id: null };
  const calls = value.map(readCall);
  return calls.includes(undefined) ? undefined : (calls as Call[]);
}

function tryReadJson(body: string): Json | undefined {
  try {
    return readJson(body);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

function nestsDeeperThan(value: Json, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth === 0) return true;
  for (const member of Object.values(value)) if (nestsDeeperThan(member, depth - 1)) return true;
  return false;
}

/** Undefined for what is not even an invalid call. */
function readCall(value: Json): Call | undefined {
  if (!isMap(value)) return undefined;
  const hasId = Object.hasOwn(value, "id");
  const id = hasId ? value.id : null;
  if (!isId(id)) return undefined;
  const call = readMembers(value);
  if (call === undefined) return { kind: "invalid", id };
  return hasId ? { kind: "method", id, ...call } : { kind: "notification" };
}

const MEMBERS = ["jsonrpc", "method", "params", "id"];

function readMembers(value: JsonObject): { method: string; params: Params; isV2: boolean } | undefined {
  const { jsonrpc, method, params } = value;
  if (typeof method !== "string" || !Object.keys(value).every((key) => MEMBERS.includes(key))) return undefined;
  if (jsonrpc !== undefined && jsonrpc !== null && jsonrpc !== "2.0") return undefined;
  if (params !== undefined && typeof params !== "object") return undefined;
  return { method, params: (params as Params | null) ?? undefined, isV2: jsonrpc === "2.0" };
}

function isId(id: Json | undefined): id is Id {
  if (id === null || typeof id === "string") return true;
  if (typeof id === "bigint") return id >= 0n && id <= U64_MAX;
  return Number.isSafeInteger(id) && (id as number) >= 0;
}
