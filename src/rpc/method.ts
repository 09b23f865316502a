import type { Json, JsonObject } from "../base/json.js";
import type { RpcContext } from "./context.js";
import { debugJson } from "./debug-json.js";
import { invalidParams } from "./errors.js";
import type { Fields, ValuesOf } from "./params.js";

/** JSON-RPC's `params`: undefined if there are none. */
export type Params = readonly Json[] | JsonObject | undefined;

/** A method of the RPC: parameters in, `result` out. Throws `RpcError`. */
export interface Method {
  (context: RpcContext, params: Params): Json | Promise<Json>;
  /** Its parameters by name, in their order. */
  readonly parameters: Fields;
}

/** A method whose parameters are read first. */
export function method<F extends Fields>(
  parameters: F,
  run: (context: RpcContext, values: ValuesOf<F>) => Json | Promise<Json>,
): Method {
  const readers = Object.entries(parameters);
  const required = readers.filter(([, { absent }]) => absent === undefined).length;
  const call = (context: RpcContext, params: Params) => {
    const given = checkCount(params, required, readers.length);
    const values: Record<string, unknown> = {};
    readers.forEach(([name, reader], i) => {
      values[name] = i < given.length ? reader.read(given[i]!) : reader.absent?.value;
    });
    return run(context, values as ValuesOf<F>);
  };
  return Object.assign(call, { parameters });
}

/** How many parameters there may be (jsonrpc-derive, to_delegate.rs). */
function checkCount(params: Params, required: number, total: number): readonly Json[] {
  if (required === total) return total === 0 ? expectNone(params) : expectTuple(params, total);
  if (params !== undefined && !isArray(params)) throw invalidParams("`params` should be an array");
  const given = params ?? [];
  if (given.length < required) throw invalidParams(`\`params\` should have at least ${required} argument(s)`);
  if (given.length <= total) return given;
  const message = `Invalid parameters: Expected from ${required} to ${total} parameters.`;
  throw invalidParams(message, `"Got: ${given.length}"`);
}

function expectNone(params: Params): readonly Json[] {
  if (params === undefined || (isArray(params) && params.length === 0)) return [];
  const kind = isArray(params) ? "Array" : "Map";
  const debug = isArray(params) ? `[${params.map(debugJson).join(", ")}]` : debugJson(params).slice("Object ".length);
  throw invalidParams("Invalid parameters: No parameters were expected", `${kind}(${debug})`);
}

function expectTuple(params: Params, length: number): readonly Json[] {
  if (params === undefined || !isArray(params)) {
    const came = params === undefined ? "null" : "map";
    throw invalidParams(`Invalid params: invalid type: ${came}, expected a tuple of size ${length}.`);
  }
  if (params.length < length) {
    throw invalidParams(`Invalid params: invalid length ${params.length}, expected a tuple of size ${length}.`);
  }
  if (params.length === length) return params;
  throw invalidParams(`Invalid params: invalid length ${params.length}, expected fewer elements in array.`);
}

function isArray(params: readonly Json[] | JsonObject): params is readonly Json[] {
  return Array.isArray(params);
}
