import { createServer, type RequestListener, type Server } from "node:http";
import { CallgateError } from "../base/errors.js";
import { type AccessOptions, AccessPolicy, LOOPBACK_ONLY } from "./access.js";
import { HttpRequests, type RequestHandler } from "./http-requests.js";
import { DEFAULT_LIMITS, type ServerLimits } from "./limits.js";
import { listen } from "./listen.js";
import { refuse, type SubscriptionDoor, WebSocketPeers } from "./websocket-peers.js";

/** What a server answers with, and where. */
export interface RpcServerOptions {
  /** Answers what comes over HTTP. */
  readonly rpc: RequestHandler;
  /** Answers what comes over WebSockets. */
  readonly hub: SubscriptionDoor;
  /** Default 127.0.0.1: this machine alone. */
  readonly host?: string;
  /** Of JSON-RPC. Default 8899; 0 for any free one. */
  readonly rpcPort?: number;
  /** Of subscriptions. Default the one after `rpcPort`, where clients look for it. */
  readonly pubsubPort?: number;
  readonly limits?: Partial<ServerLimits>;
  readonly access?: Partial<AccessOptions>;
  /** Told of what should never happen: `rpc` or `hub` threw. */
  readonly onError?: (error: unknown) => void;
}

/** A server that listens. */
export interface RpcServer {
  readonly host: string;
  readonly rpcPort: number;
  readonly pubsubPort: number;
  /** WebSockets that are open. */
  readonly peerCount: number;
  /** Finishes what is under way, says goodbye to WebSockets, and resolves when all sockets are closed. */
  close(): Promise<void>;
}

/**
 * Serves a cluster: JSON-RPC over HTTP on one port, subscriptions over WebSockets on the next, and on the first as well.
 * Throws `port-in-use`, and what else `listen` throws.
 */
export async function startRpcServer(options: RpcServerOptions): Promise<RpcServer> {
  const host = options.host ?? "127.0.0.1";
  const shared = {
    access: new AccessPolicy(host, { ...LOOPBACK_ONLY, ...options.access }),
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    onError: options.onError ?? (() => {}),
  };
  const requests = new HttpRequests({ rpc: options.rpc, ...shared });
  const peers = new WebSocketPeers({ hub: options.hub, ...shared });
  const makeServer = (answer: RequestListener) => createHttpServer(answer, peers, shared.limits);
  const servers: readonly [Server, Server] = [
    makeServer((request, response) => void requests.answer(request, response).catch(shared.onError)),
    makeServer((_request, response) => {
      response.writeHead(426, { Upgrade: "websocket", Connection: "Upgrade, close" });
      response.end("This port serves WebSockets; JSON-RPC is served on another.\n");
    }),
  ];
  try {
    const [rpcPort, pubsubPort] = await listenBoth(servers, host, options.rpcPort ?? 8899, options.pubsubPort);
    return {
      host,
      rpcPort,
      pubsubPort,
      get peerCount() {
        return peers.size;
      },
      close: once(() => closeAll(servers, requests, peers, shared.limits.closeTimeoutMilliseconds)),
    };
  } catch (error) {
    peers.close();
    throw error;
  }
}

function createHttpServer(answer: RequestListener, peers: WebSocketPeers, limits: ServerLimits): Server {
  const server = createServer(
    {
      keepAliveTimeout: limits.keepAliveTimeoutMilliseconds,
      requestTimeout: limits.requestTimeoutMilliseconds,
      headersTimeout: limits.requestTimeoutMilliseconds,
      connectionsCheckingInterval: Math.min(limits.requestTimeoutMilliseconds, 5_000),
      noDelay: true,
    },
    answer,
  );
  server.maxConnections = limits.maxConnections;
  // Who has said all that it has to say, and ended its half, still gets its answer (_http_server.js, `socketOnEnd`).
  Object.assign(server, { httpAllowHalfOpen: true });
  // A client that takes nothing of its reply for so long is gone.
  server.timeout = limits.keepAliveTimeoutMilliseconds;
  server.on("upgrade", (request, socket, head) => {
    if (request.headers.upgrade?.toLowerCase() === "websocket") peers.upgrade(request, socket, head);
    else refuse(socket, 400, "Connections can be upgraded to WebSockets and nothing else.");
  });
  return server;
}

/** Tried so often when any two ports will do. */
const FREE_PORT_ATTEMPTS = 20;

async function listenBoth(
  [rpc, pubsub]: readonly [Server, Server],
  host: string,
  wantedRpcPort: number,
  wantedPubsubPort: number | undefined,
): Promise<readonly [number, number]> {
  const isAny = wantedRpcPort === 0 && wantedPubsubPort === undefined;
  for (let attempt = 1; ; attempt++) {
    const rpcPort = await listen(rpc, host, wantedRpcPort);
    try {
      return [rpcPort, await listen(pubsub, host, wantedPubsubPort ?? rpcPort + 1)];
    } catch (error) {
      await closeServer(rpc);
      if (!isAny || attempt === FREE_PORT_ATTEMPTS || !isPortError(error)) throw error;
    }
  }
}

function isPortError(error: unknown): boolean {
  return error instanceof CallgateError && (error.code === "port-in-use" || error.code === "invalid-port");
}

async function closeAll(
  servers: readonly Server[],
  requests: HttpRequests,
  peers: WebSocketPeers,
  timeoutMilliseconds: number,
): Promise<void> {
  requests.closing = true;
  peers.close();
  const timer = setTimeout(() => {
    peers.terminate();
    for (const server of servers) server.closeAllConnections();
  }, timeoutMilliseconds);
  await Promise.all(servers.map(closeServer));
  clearTimeout(timer);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
