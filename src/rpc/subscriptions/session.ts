import type { RpcContext } from "../context.js";
import { invalidParams, RpcError } from "../errors.js";
import { Rpc, type RpcOptions } from "../rpc.js";
import type { Channel } from "./channel.js";
import type { Subscriber, Subscription } from "./subscription.js";

/** What a session needs of its hub. */
export interface SessionHub {
  readonly context: RpcContext;
  readonly methods: NonNullable<RpcOptions["methods"]>;
  readonly onBug: NonNullable<RpcOptions["onBug"]>;
  readonly maxSubscriptionsPerSession: number;
  /** Undefined if the hub has as many as it takes. */
  subscribe<P>(channel: Channel<P>, params: P, subscriber: Subscriber): Subscription<P> | undefined;
  unsubscribe(subscription: Subscription, subscriber: Subscriber): void;
  /** Whether a subscription had this id once. */
  wasGiven(id: bigint): boolean;
}

/** One peer: what it asks, and what it has subscribed to. */
export class Session implements Subscriber {
  readonly #rpc: Rpc;
  readonly #subscriptions = new Map<bigint, Subscription>();
  /** Notifications wait until what they answer has its reply. */
  readonly #waiting: string[] = [];
  #repliesDue = 0;
  #lastReply = Promise.resolve();
  #isClosed = false;

  constructor(
    private readonly hub: SessionHub,
    private readonly send: (text: string) => void,
  ) {
    this.#rpc = new Rpc({ ...hub.context, session: this } as SessionContext, hub);
  }

  get subscriptionCount(): number {
    return this.#subscriptions.size;
  }

  /** Takes what the peer sent, a request or a batch; replies come in the order of the requests. Never rejects. */
  handle(text: string): Promise<void> {
    this.#repliesDue++;
    this.#lastReply = this.#lastReply.then(() => this.#answer(text));
    return this.#lastReply;
  }

  async #answer(text: string): Promise<void> {
    const reply = await this.#rpc.handle(text);
    if (reply !== undefined) this.#write(reply);
    if (--this.#repliesDue === 0) for (const notification of this.#waiting.splice(0)) this.#write(notification);
  }

  /** Ends all subscriptions. */
  close(): void {
    this.#isClosed = true;
    for (const subscription of this.#subscriptions.values()) this.hub.unsubscribe(subscription, this);
    this.#subscriptions.clear();
  }

  /** The id of a subscription; the same for the same parameters. Throws `RpcError`. */
  subscribe<P>(channel: Channel<P>, params: P): bigint {
    const isFull = this.#isClosed || this.#subscriptions.size >= this.hub.maxSubscriptionsPerSession;
    const subscription = isFull ? undefined : this.hub.subscribe(channel, params, this);
    if (subscription === undefined) {
      throw new RpcError(-32603, "Internal Error: Subscription refused. Node subscription limit reached");
    }
    return BigInt(subscription.id);
  }

  /** Throws `RpcError` if there is no subscription of this id, of whatever kind, as in Agave. */
  unsubscribe(id: bigint): true {
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined) throw invalidParams("Invalid subscription id.");
    this.#subscriptions.delete(id);
    this.hub.unsubscribe(subscription, this);
    return true;
  }

  /**
   * DIVERGES: a client that does not know yet that its subscription has ended with a notification is told that all is well;
   * Agave gives an error, upon which web3.js asks again without end.
   */
  unsubscribeSignature(id: bigint): true {
    return !this.#subscriptions.has(id) && this.hub.wasGiven(id) ? true : this.unsubscribe(id);
  }

  begin(subscription: Subscription): void {
    this.#subscriptions.set(BigInt(subscription.id), subscription);
  }

  deliver(_subscription: Subscription, text: string): void {
    if (this.#repliesDue > 0) this.#waiting.push(text);
    else this.#write(text);
  }

  end(subscription: Subscription): void {
    this.#subscriptions.delete(BigInt(subscription.id));
    this.hub.unsubscribe(subscription, this);
  }

  /** A peer that cannot be sent to is no reason for others to miss anything. */
  #write(text: string): void {
    if (this.#isClosed) return;
    try {
      this.send(text);
    } catch (thrown) {
      this.hub.onBug(thrown, "send");
    }
  }
}

/** What the methods of subscriptions are called with. */
export interface SessionContext extends RpcContext {
  readonly session: Session;
}
