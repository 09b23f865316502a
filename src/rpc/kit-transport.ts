import { type Json, readJsonWithBigInts, writeJson } from "../base/json.js";
import type { Rpc } from "./rpc.js";

/** What Kit's `createSolanaRpcFromTransport` takes. */
export type KitTransport = <TResponse>(request: {
  readonly payload: unknown;
  readonly signal?: AbortSignal;
}) => Promise<TResponse>;

/** Asks an RPC in this process as Kit asks one over HTTP. Rejects when the signal is aborted. */
export function createKitTransport(rpc: Rpc): KitTransport {
  return async <TResponse>({ payload, signal }: Parameters<KitTransport>[0]) => {
    signal?.throwIfAborted();
    const reply = await rpc.handle(writeJson(payload as Json));
    signal?.throwIfAborted();
    return readJsonWithBigInts(reply ?? "null") as TResponse;
  };
}
