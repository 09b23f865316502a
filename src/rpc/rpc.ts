import { type Json, writeJson, writeSortedJson } from "../base/json.js";
import type { RpcContext } from "./context.js";
import { internalError, invalidRequest, methodNotFound, parseError, RpcError } from "./errors.js";
import { watchHealth } from "./health.js";
import type { Method } from "./method.js";
import { ALL_METHODS } from "./methods.js";
import { RecentBlocks } from "./recent-blocks.js";
import { type Call, type Id, readRequest } from "./request.js";

/** Agave: rpc.rs, MAX_REQUEST_BODY_SIZE. */
export const MAX_REQUEST_BODY_BYTES = 50 * 1024;

const MAX_BATCH_REPLY_LENGTH = 64 * 1024 * 1024;
/** How long a batch keeps others waiting. */
const MAX_BUSY_MILLISECONDS = 20;

export interface RpcOptions {
  /** By name. Default: all of Solana's, and our own. */
  readonly methods?: Readonly<Record<string, Method>>;
  /** The longest body that is read. Default 50 KiB, as Agave's. */
  readonly maxRequestBodyBytes?: number;
  /** The most calls in one body. Default: no limit but the body's. */
  readonly maxBatchLength?: number;
  /** The most characters that the replies to one batch may have together. Default 64 Mi. */
  readonly maxBatchReplyLength?: number;
  /** Is told of bugs: what a method threw that is no `RpcError`. Its caller is told "Internal error". */
  readonly onBug?: (thrown: unknown, method: string) => void;
}

/** A cluster's JSON-RPC without sockets: text in, text out (jsonrpc-core's `MetaIoHandler`). */
export class Rpc {
  readonly maxRequestBodyBytes: number;
  readonly #methods: ReadonlyMap<string, Method>;
  readonly #maxBatchLength: number;
  readonly #maxBatchReplyLength: number;
  readonly #onBug: RpcOptions["onBug"];

  constructor(
    readonly context: RpcContext,
    options: RpcOptions = {},
  ) {
    this.maxRequestBodyBytes = options.maxRequestBodyBytes ?? MAX_REQUEST_BODY_BYTES;
    this.#methods = new Map(Object.entries(options.methods ?? ALL_METHODS));
    this.#maxBatchLength = options.maxBatchLength ?? Number.POSITIVE_INFINITY;
    this.#maxBatchReplyLength = options.maxBatchReplyLength ?? MAX_BATCH_REPLY_LENGTH;
    this.#onBug = options.onBug;
    RecentBlocks.of(context.cluster);
    watchHealth(context.cluster);
  }

  /** The reply to a request, a batch or a single one; undefined if all of it are notifications. Never rejects. */
  async handle(body: string): Promise<string | undefined> {
    if (body.length > this.maxRequestBodyBytes) {
      return failure(null, invalidRequest(`Request body too large; max ${this.maxRequestBodyBytes} bytes`));
    }
    const request = readRequest(body);
    if (request === undefined) return failure(null, parseError());
    return "kind" in request ? this.#handleCall(request) : this.#handleBatch(request);
  }

  async #handleBatch(calls: readonly Call[]): Promise<string | undefined> {
    if (calls.length > this.#maxBatchLength) {
      return failure(null, invalidRequest(`Batch too long; max ${this.#maxBatchLength} calls`));
    }
    const replies: string[] = [];
    let length = 0;
    let rested = performance.now();
    for (const call of calls) {
      const reply = length > this.#maxBatchReplyLength ? this.#refuseReply(call) : await this.#handleCall(call);
      if (reply === undefined) continue;
      replies.push(reply);
      length += reply.length;
      if (performance.now() - rested < MAX_BUSY_MILLISECONDS) continue;
      await othersTurn();
      rested = performance.now();
    }
    return replies.length === 0 ? undefined : `[${replies.join(",")}]`;
  }

  #refuseReply(call: Call): string | undefined {
    if (call.kind === "notification") return undefined;
    return failure(call.id, invalidRequest(`Reply to batch too large; max ${this.#maxBatchReplyLength} characters`));
  }

  async #handleCall(call: Call): Promise<string | undefined> {
    if (call.kind === "notification") return undefined;
    if (call.kind === "invalid") return failure(call.id, invalidRequest());
    const { id, isV2, method: name, params } = call;
    if (!isV2) return failure(id, invalidRequest("Unsupported JSON-RPC protocol version"), false);
    const method = this.#methods.get(name);
    if (method === undefined) return failure(id, methodNotFound());
    try {
      return success(id, await method(this.context, params));
    } catch (thrown) {
      if (thrown instanceof RpcError) return failure(id, thrown);
      this.#onBug?.(thrown, name);
      return failure(id, internalError());
    }
  }
}

/** Lets timers and sockets go on. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Agave's results and errors go through serde_json's `Value`, which keeps keys in order. */
function success(id: Id, result: Json): string {
  return `{"jsonrpc":"2.0","result":${writeSortedJson(result)},"id":${writeJson(id)}}`;
}

/** Who did not say that it speaks 2.0 is not told so either. */
function failure(id: Id, { code, message, data }: RpcError, isV2 = true): string {
  const dataMember = data === undefined ? "" : `,"data":${writeSortedJson(data)}`;
  const error = `{"code":${code},"message":${writeJson(message)}${dataMember}}`;
  return `{${isV2 ? '"jsonrpc":"2.0",' : ""}"error":${error},"id":${writeJson(id)}}`;
}
