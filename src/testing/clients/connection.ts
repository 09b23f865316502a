import { CallgateError } from "../../base/errors.js";
import { isObject } from "../../base/untrusted.js";
import type { RpcFetch } from "../../rpc/fetch.js";
import type { LocalCluster } from "../../rpc/local-cluster.js";
import { know } from "../chains/known-chains.js";
import { check, checkLocalCluster } from "../checks.js";
import { later } from "./later.js";
import { LocalSocket } from "./local-socket.js";

/** web3.js v1's `Connection`. */
export type ConnectionClass<C extends object> = new (endpoint: string, config?: never) => C;

/** What asks for it without `fetch`, or for sockets, gets nowhere. */
const ENDPOINT = "http://callgate.invalid";

/**
 * A `Connection` of web3.js v1 to a cluster in this process, subscriptions included: no sockets.
 *
 * web3.js has `fetch` as an option, but opens its WebSocket itself: the factory that it keeps for that is replaced. Throws
 * `unsupported-web3` if it keeps none, and `invalid-argument`.
 *
 * @param Connection web3.js's class, which is not imported here so that there is one copy of it; Anchor's is
 * `anchor.web3.Connection`.
 * @param config as the class takes it. Default: commitment "confirmed".
 */
export function connectionTo<C extends object>(
  cluster: LocalCluster,
  Connection: ConnectionClass<C>,
  config: Readonly<Record<string, unknown>> = {},
): C {
  checkLocalCluster(cluster);
  check(
    typeof Connection === "function" && "prototype" in Connection,
    "the class Connection of @solana/web3.js",
    Connection,
  );
  know(cluster);
  const given = { commitment: "confirmed", ...config, fetch: fetchLater(cluster.fetch) };
  const connection = new Connection(ENDPOINT, given as never);
  const sockets = socketsOf(connection);
  sockets.webSocketFactory = () => {
    const socket = new LocalSocket(cluster.subscriptions);
    sockets.underlyingSocket = socket;
    return socket;
  };
  return connection;
}

/** On a network what a subscription tells comes before the answer to a later request: web3.js has other errors if not. */
function fetchLater(fetch: RpcFetch): RpcFetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    await new Promise<void>(later);
    return response;
  };
}

/** web3.js's RpcWebSocketClient, a CommonClient of rpc-websockets. */
interface SocketClient {
  /** Makes the socket when the first subscription needs one. */
  webSocketFactory: () => LocalSocket;
  /** web3.js looks at its `readyState` before it sends. */
  underlyingSocket?: LocalSocket;
}

function socketsOf(connection: object): SocketClient {
  const { _rpcWebSocket: client } = connection as { _rpcWebSocket?: unknown };
  if (isObject(client) && "webSocketFactory" in client) return client as SocketClient;
  const message = "expected the class Connection of @solana/web3.js 1.69 or later: this one keeps no WebSocket factory";
  throw new CallgateError("unsupported-web3", message);
}
