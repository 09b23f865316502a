import type { Json, JsonObject } from "../../../base/json.js";
import type { LedgerTransaction } from "../../../cluster/block.js";
import { explain } from "../../../explain/explain.js";
import { explainTransaction } from "../../../explain/explain-transaction.js";
import { encodeTransaction } from "../../../solana/transaction.js";
import type { Trace } from "../../../trace/model.js";
import type { RpcContext } from "../../context.js";
import { verifySignature } from "../../keys.js";
import { method } from "../../method.js";
import { string } from "../../params.js";
import { base64 } from "./bytes.js";
import { guarded } from "./guard.js";

/** base58 of a signature is shorter than any transaction. */
const SIGNATURE_DIGITS = 88;

export const traceMethods = {
  /** What a transaction of the ledger did, as docs/trace.schema.json has it; null if it is not known or was not traced. */
  callgate_trace: method({ signature: string }, (context, { signature }) => {
    const trace = find(context, signature)?.trace;
    return trace === undefined ? null : toJson(trace);
  }),

  /**
   * Why a transaction of the ledger failed, or one in base64 would fail, and what would mend it; null if it does not fail,
   * or is not known.
   */
  callgate_explain: method({ signatureOrTransaction: string }, (context, { signatureOrTransaction: given }) => {
    if (given.length > SIGNATURE_DIGITS) return explainNew(context, base64.read(given));
    const found = find(context, given);
    if (found === undefined || found.meta.err === null) return null;
    if (found.trace !== undefined) return toJson(explain(found.trace, context.cluster.svm));
    return explainNew(context, encodeTransaction(found.transaction));
  }),
};

function find({ cluster }: RpcContext, signature: string): LedgerTransaction | undefined {
  return cluster.ledger.transaction(verifySignature(signature));
}

function explainNew({ cluster }: RpcContext, transaction: Uint8Array): Json {
  return guarded(() => {
    const { explanation, fixed } = explainTransaction(cluster.svm, transaction);
    return explanation === null ? null : { ...(toJson(explanation) as JsonObject), fixed: toJson(fixed) };
  });
}

/** Traces and explanations are JSON already. */
function toJson(value: Trace | ReturnType<typeof explain> | object | null): Json {
  return value as Json;
}
