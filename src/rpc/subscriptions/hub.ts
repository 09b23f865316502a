import { withoutTraces } from "../../cluster/block.js";
import type { Cluster } from "../../cluster/cluster.js";
import type { ClusterEvents, CommitmentLevel } from "../../cluster/events.js";
import type { RpcContext } from "../context.js";
import type { Method } from "../method.js";
import type { Channel, SlotRecord } from "./channel.js";
import { Channels, LEVELS } from "./channels.js";
import { subscriptionMethods } from "./methods.js";
import { Session, type SessionHub } from "./session.js";
import { type Subscriber, Subscription, subscriptionKey } from "./subscription.js";

export interface HubOptions {
  /** Of all sessions together. Default 1,000,000 (Agave: rpc_pubsub_service.rs, DEFAULT_MAX_ACTIVE_SUBSCRIPTIONS). */
  readonly maxSubscriptions?: number;
  /** Default: as many as all together. */
  readonly maxSubscriptionsPerSession?: number;
  /** Milliseconds since 1970, for updates of slots; the host's clock by default. */
  readonly now?: () => number;
  /** Is told of bugs, with the method or event in which they came up. */
  readonly onBug?: (thrown: unknown, where: string) => void;
}

interface OpenSubscription {
  readonly subscription: Subscription;
  readonly channel: Channel<never>;
}

/**
 * A cluster's subscriptions without sockets: who connects sends texts and is sent texts (Agave: rpc_pubsub.rs,
 * rpc_subscriptions.rs). Each notification is written once, however many get it.
 *
 * DIVERGES: of a level that moves on by several slots Agave tells the last one's logs and program accounts alone; here
 * nothing is left out.
 */
export class SubscriptionHub implements SessionHub {
  readonly methods: Readonly<Record<string, Method>>;
  readonly maxSubscriptionsPerSession: number;
  readonly onBug: (thrown: unknown, where: string) => void;
  readonly #maxSubscriptions: number;
  readonly #channels: Channels;
  readonly #open = new Map<string, OpenSubscription>();
  readonly #stopListening: () => void;
  #nextId = 0;
  #subscriberCount = 0;
  /** The slots that some level has not reached yet, oldest first. */
  #records: SlotRecord[] = [];
  /** Up to where each level has been told. */
  #told: Record<CommitmentLevel, bigint>;
  /** The chain went back to this slot: what the levels find on their way there again is not all in the records. */
  #rewoundTo = -1n;

  constructor(
    readonly context: RpcContext,
    options: HubOptions = {},
  ) {
    const { cluster } = context;
    this.#maxSubscriptions = options.maxSubscriptions ?? 1_000_000;
    this.maxSubscriptionsPerSession = options.maxSubscriptionsPerSession ?? this.#maxSubscriptions;
    this.onBug = options.onBug ?? (() => {});
    this.#channels = new Channels(cluster, options.now ?? Date.now);
    this.methods = subscriptionMethods(this.#channels);
    this.#told = levelsOf(cluster);
    this.#stopListening = cluster.listen(this.#guarded(this.#listener()));
  }

  /** Subscriptions of all sessions together. */
  get subscriptionCount(): number {
    return this.#subscriberCount;
  }

  /** A new peer, who is sent texts by `send`. Close its session when it is gone. */
  connect(send: (text: string) => void): Session {
    return new Session(this, send);
  }

  /** Leaves the cluster: nobody is told anything any more. */
  close(): void {
    this.#stopListening();
  }

  subscribe<P>(channel: Channel<P>, params: P, subscriber: Subscriber): Subscription<P> | undefined {
    const key = subscriptionKey(channel.notification, params);
    const known = this.#open.get(key)?.subscription as Subscription<P> | undefined;
    if (known?.subscribers.has(subscriber)) return known;
    if (this.#subscriberCount >= this.#maxSubscriptions) return undefined;
    const subscription = known ?? new Subscription(this.#nextId++, key, channel.notification, params);
    this.#subscriberCount++;
    subscription.subscribers.add(subscriber);
    subscriber.begin(subscription);
    if (known === undefined) {
      this.#open.set(key, { subscription, channel });
      channel.add(subscription);
    }
    return subscription;
  }

  unsubscribe(subscription: Subscription, subscriber: Subscriber): void {
    if (!subscription.subscribers.delete(subscriber)) return;
    this.#subscriberCount--;
    if (subscription.subscribers.size > 0) return;
    this.#open.get(subscription.key)?.channel.remove(subscription as Subscription<never>);
    this.#open.delete(subscription.key);
  }

  wasGiven(id: bigint): boolean {
    return id < this.#nextId;
  }

  #listener(): Partial<ClusterEvents> {
    const channels = this.#channels;
    return {
      slot: (info) => channels.slotBegan(info),
      received: (signature, slot) => channels.signature.received(signature, slot),
      block: (block, changed) => {
        this.#records.push({ block: withoutTraces(block), changed: [...changed] });
        channels.slotEnded(block);
      },
      vote: (vote) => channels.voted(vote),
      commitment: (level, slot) => this.#advance(level, slot),
      root: (slot) => channels.rooted(slot),
      hostChange: (changed) => channels.hostChanged([...changed]),
      rewound: (slot) => this.#rewind(slot),
    };
  }

  #advance(level: CommitmentLevel, slot: bigint): void {
    const from = this.#told[level];
    const records = this.#records.filter(({ block }) => block.slot > from && block.slot <= slot);
    this.#told[level] = slot;
    if (level === "finalized") this.#records = this.#records.filter(({ block }) => block.slot > slot);
    if (records.length > 0) this.#channels.advance({ level, records, view: this.context.cluster.view(level) });
    if (slot <= this.#rewoundTo) this.#channels.recheck(level);
    if (level === "confirmed") this.#channels.confirmed(slot);
  }

  #rewind(slot: bigint): void {
    this.#records = this.#records.filter(({ block }) => block.slot <= slot);
    this.#told = levelsOf(this.context.cluster);
    this.#rewoundTo = slot;
    for (const level of LEVELS) this.#channels.recheck(level);
  }

  /** What goes wrong here is no reason for the cluster to stop. */
  #guarded(listener: Partial<ClusterEvents>): Partial<ClusterEvents> {
    const guarded = Object.entries(listener).map(([event, listen]) => [
      event,
      (...facts: unknown[]) => {
        try {
          (listen as (...facts: unknown[]) => void)(...facts);
        } catch (thrown) {
          this.onBug(thrown, event);
        }
      },
    ]);
    return Object.fromEntries(guarded);
  }
}

function levelsOf(cluster: Cluster): Record<CommitmentLevel, bigint> {
  return {
    processed: cluster.slotOf("processed"),
    confirmed: cluster.slotOf("confirmed"),
    finalized: cluster.slotOf("finalized"),
  };
}
