import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { decodeUtf8 } from "../base/utf8.js";
import type { AccessPolicy } from "./access.js";
import type { ServerLimits } from "./limits.js";

/** One who subscribes: gets texts, and gives texts through its session. */
export interface SubscriptionDoor {
  connect(send: (text: string) => void): {
    handle(text: string): Promise<void> | void;
    close(): void;
  };
}

export interface PeersOptions {
  readonly hub: SubscriptionDoor;
  readonly access: AccessPolicy;
  readonly limits: ServerLimits;
  readonly onError: (error: unknown) => void;
}

const GOING_AWAY = 1001;
const INVALID_PAYLOAD = 1007;

/** The WebSockets of a server: each a session of the hub. */
export class WebSocketPeers {
  readonly #server: WebSocketServer;
  readonly #pings: NodeJS.Timeout;
  /** Those that have been heard of since the last ping. */
  readonly #alive = new WeakSet<WebSocket>();
  #closing = false;

  constructor(private readonly options: PeersOptions) {
    const { maxMessageBytes, pingIntervalMilliseconds } = options.limits;
    this.#server = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false });
    this.#pings = setInterval(() => this.#ping(), pingIntervalMilliseconds);
    this.#pings.unref();
  }

  get size(): number {
    return this.#server.clients.size;
  }

  /** Takes over a socket that asks to become a WebSocket, or refuses it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.options.access.refusal(request.headers);
    if (refusal !== undefined) refuse(socket, 403, refusal);
    else if (this.#closing) refuse(socket, 503, "The server is closing.");
    else this.#server.handleUpgrade(request, socket, head, (peer) => this.#serve(peer));
  }

  /** Says goodbye to all; they may take a while to answer. */
  close(): void {
    this.#closing = true;
    clearInterval(this.#pings);
    for (const peer of this.#server.clients) peer.close(GOING_AWAY, "the server is closing");
  }

  /** Cuts off all that are left. */
  terminate(): void {
    for (const peer of this.#server.clients) peer.terminate();
  }

  #serve(peer: WebSocket): void {
    const session = this.options.hub.connect((text) => this.#send(peer, text));
    this.#alive.add(peer);
    peer.on("pong", () => this.#alive.add(peer));
    peer.on("close", () => session.close());
    // Told of what is no WebSocket's; the socket closes itself.
    peer.on("error", () => {});
    peer.on("message", (data: Buffer) => {
      this.#alive.add(peer);
      const text = decodeUtf8(data);
      if (text === undefined) peer.close(INVALID_PAYLOAD, "a message is not UTF-8");
      else this.#handle(session.handle(text));
    });
  }

  #handle(handled: Promise<void> | void): void {
    handled?.catch(this.options.onError);
  }

  #send(peer: WebSocket, text: string): void {
    if (peer.readyState !== peer.OPEN) return;
    peer.send(bytesOf(text), { binary: false });
    if (peer.bufferedAmount > this.options.limits.maxQueueBytes) peer.terminate();
  }

  #ping(): void {
    for (const peer of this.#server.clients) {
      if (!this.#alive.delete(peer)) peer.terminate();
      else if (peer.readyState === peer.OPEN) peer.ping();
    }
  }
}

let lastText = "";
let lastBytes = Buffer.alloc(0);

/** The UTF-8 of a text; a thousand subscribers that get the same text one after the other share the bytes. */
function bytesOf(text: string): Buffer {
  if (text !== lastText) {
    lastText = text;
    lastBytes = Buffer.from(text);
  }
  return lastBytes;
}

/** Answers a request for an upgrade with HTTP and ends the socket. */
export function refuse(socket: Duplex, status: number, text: string): void {
  const body = `${text}\n`;
  socket.on("error", () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
