import { hexEncode } from "../../base/hex.js";
import { type Json, writeJson } from "../../base/json.js";

/** Who gets the notifications of a subscription. */
export interface Subscriber {
  /** Called before anything is delivered. */
  begin(subscription: Subscription): void;
  deliver(subscription: Subscription, text: string): void;
  /** There will be no further notification. */
  end(subscription: Subscription): void;
}

/**
 * One stream of notifications. All who subscribed with the same parameters share it, with its id and its very texts
 * (Agave: rpc_subscription_tracker.rs, `SubscriptionControl`).
 */
export class Subscription<P = unknown> {
  readonly subscribers = new Set<Subscriber>();
  readonly #prefix: string;
  readonly #suffix: string;

  constructor(
    readonly id: number,
    /** What it is found under: its kind and parameters. */
    readonly key: string,
    notification: string,
    readonly params: P,
  ) {
    this.#prefix = `{"jsonrpc":"2.0","method":"${notification}","params":{"result":`;
    this.#suffix = `,"subscription":${id}}}`;
  }

  notify(result: Json): void {
    const text = this.#prefix + writeJson(result) + this.#suffix;
    for (const subscriber of this.subscribers) subscriber.deliver(this, text);
  }

  /** Notifies of a value at a slot. */
  notifyAt(slot: bigint, value: Json): void {
    this.notify({ context: { slot }, value });
  }

  /** The last notification was sent. */
  end(): void {
    for (const subscriber of [...this.subscribers]) subscriber.end(this);
  }
}

/** The same text for the same parameters. */
export function subscriptionKey(notification: string, params: unknown): string {
  return notification + JSON.stringify(params, writeParam);
}

function writeParam(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return hexEncode(value);
  return typeof value === "bigint" ? value.toString() : value;
}
