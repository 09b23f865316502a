import { MAX_REQUEST_BODY_BYTES } from "../rpc/rpc.js";

/** How much a server takes on. */
export interface ServerLimits {
  /** Open sockets of each port; what comes beyond is dropped at once. */
  readonly maxConnections: number;
  /** Of an HTTP request. A batch counts as one. */
  readonly maxRequestBodyBytes: number;
  /** Of all bodies that are being read at one time. */
  readonly maxPendingBodyBytes: number;
  /** Of a message that a WebSocket sends us. */
  readonly maxMessageBytes: number;
  /** Sent to a WebSocket and not yet taken by it; a peer that falls behind further is cut off. */
  readonly maxQueueBytes: number;
  /** Until a request must be there, headers and body. */
  readonly requestTimeoutMilliseconds: number;
  /** A connection on which nothing moves is closed after this. */
  readonly keepAliveTimeoutMilliseconds: number;
  /** Between pings; a WebSocket that did not answer the last one is cut off. */
  readonly pingIntervalMilliseconds: number;
  /** How long `close` waits for what is under way. */
  readonly closeTimeoutMilliseconds: number;
}

export const DEFAULT_LIMITS: ServerLimits = {
  maxConnections: 10_000,
  maxRequestBodyBytes: MAX_REQUEST_BODY_BYTES,
  maxPendingBodyBytes: 256 * 1024 * 1024,
  // rpc/src/rpc_pubsub_service.rs, `handle_connection`.
  maxMessageBytes: 4_096,
  // rpc/src/rpc_pubsub_service.rs, DEFAULT_TEST_QUEUE_CAPACITY_BYTES.
  maxQueueBytes: 16 * 1024 * 1024,
  requestTimeoutMilliseconds: 60_000,
  // Rust clients take up a connection again after longer pauses than Node's 5 s, and fail when it is gone.
  keepAliveTimeoutMilliseconds: 300_000,
  // Long enough for a client that stands in a debugger for a moment.
  pingIntervalMilliseconds: 60_000,
  closeTimeoutMilliseconds: 5_000,
};
