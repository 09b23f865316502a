import { isObject } from "../../base/untrusted.js";
import type { Explanation } from "../../explain/model.js";
import { formatExplanation } from "../../explain/print.js";
import { readIdl } from "../../idl/read-idl.js";
import { traceFromJson } from "../../trace/json/json.js";
import type { Trace } from "../../trace/model.js";
import { describeKnownProgram } from "../../trace/names/known-programs.js";
import { nameTrace } from "../../trace/names/name-frame.js";
import { CommandError, readJson } from "./failure.js";
import type { RpcClient } from "./rpc-client.js";

/** What a Callgate cluster has kept of a transaction. */
export interface KeptTrace {
  readonly trace: Trace;
  /** As text; null for success. */
  readonly explanation: string | null;
}

/**
 * The trace that a cluster has kept of a transaction, from when it ran; undefined if the cluster is no Callgate's, or knows
 * no trace of it.
 */
export async function keptTrace(
  rpc: RpcClient,
  signature: string,
  idlPaths: readonly string[],
): Promise<KeptTrace | undefined> {
  const found = await rpc.ask("callgate_trace", [signature]);
  if (!isObject(found)) return undefined;
  const trace = traceFromJson(found);
  const explanation = await rpc.ask("callgate_explain", [signature]);
  return {
    trace: named(trace, idlPaths),
    explanation: isExplanation(explanation) ? formatExplanation(explanation) : null,
  };
}

function isExplanation(value: unknown): value is Explanation {
  return isObject(value) && "title" in value && "words" in value && Array.isArray(value.words);
}

function named(trace: Trace, idlPaths: readonly string[]): Trace {
  if (idlPaths.length === 0) return trace;
  const idls = idlPaths.map((path) => {
    const idl = readJson(path);
    if (!isObject(idl)) throw new CommandError(`${path} is no IDL`);
    return readIdl(idl);
  });
  return nameTrace(
    trace,
    (address) => idls.find((program) => program.address === address) ?? describeKnownProgram(address),
  );
}
