import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { AccessPolicy } from "./access.js";
import { type Body, BodyReader } from "./http-body.js";
import type { ServerLimits } from "./limits.js";

/** Answers JSON-RPC: the text of a request or of a batch in, the text of the reply out; undefined if there is none. */
export interface RequestHandler {
  handle(body: string): Promise<string | undefined>;
}

export interface HttpOptions {
  readonly rpc: RequestHandler;
  readonly access: AccessPolicy;
  readonly limits: ServerLimits;
  /** Told of what should never happen: `rpc` threw. */
  readonly onError: (error: unknown) => void;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * HTTP as Agave has it (rpc/src/rpc_service.rs on the crate jsonrpc-http-server): POST of JSON to any path, OPTIONS,
 * and /health. Sentences of refusals are our own.
 */
export class HttpRequests {
  /** From now on connections end with their next answer. */
  closing = false;
  readonly #bodies: BodyReader;

  constructor(private readonly options: HttpOptions) {
    const { maxRequestBodyBytes, maxPendingBodyBytes } = options.limits;
    this.#bodies = new BodyReader(maxRequestBodyBytes, maxPendingBodyBytes);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#answerOf(request);
    if (answer === undefined || response.destroyed) return;
    const { status, body, headers } = answer;
    response.writeHead(status, {
      ...(status === 200 ? JSON_TYPE : TEXT_TYPE),
      ...headers,
      "Content-Length": Buffer.byteLength(body),
      // What is left of a body that was not read would be taken for the next request.
      ...(this.closing || !request.complete ? { Connection: "close" } : {}),
    });
    response.end(body);
  }

  #answerOf(request: IncomingMessage): Promise<Answer | undefined> | Answer {
    const { access } = this.options;
    const refusal = access.refusal(request.headers);
    if (refusal !== undefined) return sentence(403, refusal);
    if (pathOf(request) === "/health") return { status: 200, body: "ok", headers: this.#textHeaders(request.headers) };
    switch (request.method) {
      case "OPTIONS":
        return { status: 200, body: "", headers: access.preflightHeaders(request.headers) };
      case "POST":
        return this.#post(request);
      default:
        return sentence(405, "The method of the request is not allowed; send POST or OPTIONS.", {
          Allow: "OPTIONS, POST",
        });
    }
  }

  async #post(request: IncomingMessage): Promise<Answer | undefined> {
    // Pages may send other types without being asked first (jsonrpc-http-server, `is_json`).
    if (!isJson(request.headers["content-type"])) {
      return sentence(415, "The type of the content is not allowed; send Content-Type: application/json.");
    }
    const body = await this.#bodies.read(request);
    if (body === undefined) return undefined;
    if (typeof body === "string") return this.#refuseBody(body);
    return {
      status: 200,
      body: await this.#reply(body.text),
      headers: this.options.access.corsHeaders(request.headers),
    };
  }

  #refuseBody(reason: Exclude<Body, object | undefined>): Answer {
    const { maxRequestBodyBytes } = this.options.limits;
    switch (reason) {
      case "too-large":
        return sentence(413, `The body of the request is larger than ${maxRequestBodyBytes} bytes.`);
      case "too-busy":
        return sentence(503, "Too many bytes are being read at this time; try again.");
      case "not-utf8":
        return sentence(400, "The body of the request is not UTF-8.");
    }
  }

  async #reply(body: string): Promise<string> {
    try {
      const reply = await this.options.rpc.handle(body);
      return reply === undefined ? "" : `${reply}\n`;
    } catch (error) {
      this.options.onError(error);
      return '{"jsonrpc":"2.0","error":{"code":-32603,"message":"Internal error"},"id":null}\n';
    }
  }

  #textHeaders(headers: IncomingHttpHeaders): Record<string, string> {
    return { ...this.options.access.corsHeaders(headers), ...TEXT_TYPE };
  }
}

const JSON_TYPE = { "Content-Type": "application/json; charset=utf-8" };
const TEXT_TYPE = { "Content-Type": "text/plain; charset=utf-8" };

function sentence(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, body: `${text}\n`, headers };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "").split("?", 1)[0]!;
}

function isJson(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/json(;[ ]?charset=utf-8)?$/i.test(contentType);
}
