import type { IncomingMessage } from "node:http";
import { decodeUtf8 } from "../base/utf8.js";

/** A body, or why there is none; undefined if the client went away. */
export type Body = { readonly text: string } | "too-large" | "too-busy" | "not-utf8" | undefined;

/** Reads bodies, never holding more bytes than it may, of one request or of all together. */
export class BodyReader {
  #pendingBytes = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly maxPendingBytes: number,
  ) {}

  async read(request: IncomingMessage): Promise<Body> {
    // Not to read what would be too much anyway.
    if (Number(request.headers["content-length"] ?? 0) > this.maxBytes) return "too-large";
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        this.#pendingBytes += chunk.length;
        if (bytes > this.maxBytes) return "too-large";
        if (this.#pendingBytes > this.maxPendingBytes) return "too-busy";
        chunks.push(chunk);
      }
    } catch {
      return undefined;
    } finally {
      this.#pendingBytes -= bytes;
    }
    const text = decodeUtf8(Buffer.concat(chunks));
    return text === undefined ? "not-utf8" : { text };
  }
}
