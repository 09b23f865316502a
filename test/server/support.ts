import { once } from "node:events";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach } from "vitest";
import { type ClientOptions, WebSocket } from "ws";
import { type Json, type JsonObject, readJson, writeJson } from "../../src/base/json.js";
import { Cluster } from "../../src/cluster/cluster.js";
import type { ClusterOptions } from "../../src/cluster/options.js";
import { Rpc } from "../../src/rpc/rpc.js";
import { type HubOptions, SubscriptionHub } from "../../src/rpc/subscriptions/hub.js";
import { type RpcServer, type RpcServerOptions, startRpcServer } from "../../src/server/rpc-server.js";
import { contextOf } from "../rpc/subscriptions/support.js";

const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

export interface Served {
  readonly cluster: Cluster;
  readonly hub: SubscriptionHub;
  readonly rpc: Rpc;
  readonly server: RpcServer;
  /** What must not happen. */
  readonly errors: unknown[];
}

export interface ServeOptions {
  readonly server?: Partial<RpcServerOptions>;
  readonly cluster?: ClusterOptions;
  readonly hub?: HubOptions;
}

/** A cluster behind sockets of this machine, until the test ends. */
export async function serve(options: ServeOptions = {}): Promise<Served> {
  const errors: unknown[] = [];
  const onBug = (thrown: unknown) => errors.push(thrown);
  const cluster = new Cluster({ rootDistance: 2, ...options.cluster });
  const context = contextOf(cluster);
  const rpc = new Rpc(context, { onBug });
  const hub = new SubscriptionHub(context, { onBug, ...options.hub });
  const limits = { closeTimeoutMilliseconds: 500, ...options.server?.limits };
  const server = await startRpcServer({ rpc, hub, rpcPort: 0, onError: onBug, ...options.server, limits });
  cleanUps.push(() => server.close());
  return { cluster, hub, rpc, server, errors };
}

export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpCall {
  readonly port: number;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

export const JSON_TYPE = { "Content-Type": "application/json" };

/** A request on a connection of its own. */
export async function http({
  port,
  method = "POST",
  path = "/",
  headers = JSON_TYPE,
  body,
}: HttpCall): Promise<HttpReply> {
  const sent = request({ host: "127.0.0.1", port, method, path, headers, agent: false });
  sent.end(body);
  const [response] = await once(sent, "response");
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  return { status: response.statusCode, headers: response.headers, body: text };
}

export const GET_SLOT = '{"jsonrpc":"2.0","id":1,"method":"getSlot","params":[{"commitment":"processed"}]}';

/** A socket to write bytes to; closed when the test ends. */
export async function rawSocket(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  cleanUps.push(() => socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** All that comes until the other end closes. */
export async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("error", () => {});
  await once(socket, "close");
  return Buffer.concat(chunks).toString("latin1");
}

/** A client of subscriptions over a socket. */
export class WebSocketClient {
  readonly socket: WebSocket;
  readonly messages: JsonObject[] = [];
  closeCode: number | undefined;
  #nextId = 1;

  constructor(port: number, options: ClientOptions = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}`, options);
    this.socket.on("message", (data) => this.messages.push(readJson(String(data)) as JsonObject));
    this.socket.on("close", (code) => {
      this.closeCode = code;
    });
    this.socket.on("error", () => {});
    cleanUps.push(() => this.socket.terminate());
  }

  static async open(port: number, options?: ClientOptions): Promise<WebSocketClient> {
    const client = new WebSocketClient(port, options);
    await once(client.socket, "open");
    return client;
  }

  async call(method: string, ...params: Json[]): Promise<JsonObject> {
    const id = this.#nextId++;
    this.socket.send(writeJson({ jsonrpc: "2.0", id, method, params }));
    const reply = await until(() => this.messages.find((message) => message.id === id));
    this.messages.splice(this.messages.indexOf(reply), 1);
    return reply;
  }

  async closed(): Promise<number> {
    return until(() => this.closeCode);
  }
}

/** What `find` finds, as soon as it does. */
export async function until<T>(find: () => T | undefined | false, milliseconds = 10_000): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const found = find();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`not in ${milliseconds} ms: ${find}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
