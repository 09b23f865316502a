import type { SubscriptionHub } from "../../rpc/subscriptions/hub.js";
import { later } from "./later.js";

type SocketEvent = "open" | "message" | "close" | "error";
type Listener = (event: Readonly<Record<string, unknown>>) => void;

const OPEN = 1;
const CLOSED = 3;

/** What web3.js v1 takes for a WebSocket, of which it has these, at a cluster's subscriptions in this process. */
export class LocalSocket {
  readyState = 0;
  readonly #listeners: Record<SocketEvent, Listener[]> = { open: [], message: [], close: [], error: [] };
  readonly #session: ReturnType<SubscriptionHub["connect"]>;

  constructor(hub: SubscriptionHub) {
    this.#session = hub.connect((data) => this.#later("message", { data }));
    this.#later("open", {}, () => {
      this.readyState = OPEN;
    });
  }

  addEventListener(event: SocketEvent, listener: Listener): void {
    this.#listeners[event].push(listener);
  }

  /** As `ws` and browsers' sockets are called: options, or what is called when it is sent. */
  send(text: string, optionsOrCallback?: unknown, callback: unknown = optionsOrCallback): void {
    // Who sends a request listens for its answer from here on.
    if (typeof callback === "function") callback();
    void this.#session.handle(text);
  }

  close(code = 1000, reason = ""): void {
    if (this.readyState === CLOSED) return;
    this.#session.close();
    this.#later("close", { code, reason }, () => {
      this.readyState = CLOSED;
    });
  }

  /** As over a network, each message comes when what the one before set off is done. */
  #later(event: SocketEvent, facts: Readonly<Record<string, unknown>>, before: () => void = () => {}): void {
    later(() => {
      if (this.readyState === CLOSED) return;
      before();
      for (const listener of this.#listeners[event]) listener(facts);
    });
  }
}
