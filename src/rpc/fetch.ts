import { isBytes, isObject } from "../base/untrusted.js";
import type { Rpc } from "./rpc.js";

/** What of a request is looked at; that of `fetch` and of clients' own ones fit. */
export interface FetchInit {
  readonly method?: string | undefined;
  readonly body?: unknown;
}

const JSON_HEADERS = { "content-type": "application/json; charset=utf-8" } as const;

/** What answers as `fetch` does. */
export type RpcFetch = (input: unknown, init?: FetchInit) => Promise<Response>;

/**
 * A `fetch` that asks this cluster, whatever the URL: for `new Connection(url, { fetch })`, Kit's transports and pages.
 * `GET /health` answers as nodes do.
 */
export function createFetch(rpc: Rpc): RpcFetch {
  return async (input, init = {}) => {
    const request = isRequest(input) ? input : undefined;
    const method = (init.method ?? request?.method ?? "GET").toUpperCase();
    if (method !== "POST") return answerOther(method, request?.url ?? String(input));
    const body = await textOf(init.body ?? (await request?.text()) ?? "");
    if (body.length > rpc.maxRequestBodyBytes) return new Response("Request body too large", { status: 413 });
    return new Response((await rpc.handle(body)) ?? "", { status: 200, headers: JSON_HEADERS });
  };
}

interface RequestLike {
  readonly method: string;
  readonly url: string;
  text(): Promise<string>;
}

function isRequest(input: unknown): input is RequestLike {
  return typeof input === "object" && input !== null && "text" in input && "method" in input;
}

function answerOther(method: string, url: string): Response {
  const isHealth = method === "GET" && new URL(url, "http://localhost").href.split("?")[0]!.endsWith("/health");
  if (isHealth) return new Response("ok", { status: 200 });
  return new Response("Used HTTP Method is not allowed. POST or OPTIONS is required", { status: 405 });
}

/** A body as text: text, bytes, or what gives its text. */
async function textOf(body: unknown): Promise<string> {
  if (typeof body === "string") return body;
  if (isBytes(body)) return new TextDecoder().decode(body);
  return isObject(body) && "text" in body && typeof body.text === "function" ? String(await body.text()) : String(body);
}
