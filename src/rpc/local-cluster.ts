import { Cluster } from "../cluster/cluster.js";
import type { ClusterOptions } from "../cluster/options.js";
import { DEFAULT_SLOT_MILLISECONDS, SlotClock } from "../cluster/slot-clock.js";
import type { RpcContext } from "./context.js";
import { createFetch, type RpcFetch } from "./fetch.js";
import { createSubscriptionChannels, type SubscriptionChannelCreator } from "./kit-channel.js";
import { createKitTransport, type KitTransport } from "./kit-transport.js";
import { Rpc, type RpcOptions } from "./rpc.js";
import { SubscriptionHub } from "./subscriptions/hub.js";
import { rpcVersion } from "./version.js";

/** How a cluster in this process is to be. */
export interface LocalClusterOptions extends ClusterOptions {
  /** How long a slot takes once `start` is called. Default 400. */
  readonly slotMilliseconds?: number;
  readonly rpc?: RpcOptions;
}

/**
 * A cluster in this process, in Node or on a page, with doors for unmodified clients and no sockets. Nothing happens in it
 * by itself until `start`; with `instant` each transaction has its block at once, and nothing needs to be started.
 */
export class LocalCluster {
  /** Slots, blocks, accounts. */
  readonly cluster: Cluster;
  /** Answers the text of a request with the text of a reply. */
  readonly rpc: Rpc;
  /** Where peers subscribe. */
  readonly subscriptions: SubscriptionHub;
  /** For `new Connection(url, { fetch })`, whatever the URL. */
  readonly fetch: RpcFetch;
  /** For Kit's `createSolanaRpcFromTransport`. */
  readonly transport: KitTransport;
  /** For Kit's `createRpcSubscriptionsTransportFromChannelCreator`. */
  readonly createChannel: SubscriptionChannelCreator;
  /** What `start` and `stop` move. */
  readonly clock: SlotClock;

  constructor({ slotMilliseconds = DEFAULT_SLOT_MILLISECONDS, rpc = {}, ...options }: LocalClusterOptions = {}) {
    this.cluster = new Cluster(options);
    this.clock = new SlotClock(this.cluster, slotMilliseconds);
    const context: RpcContext = { cluster: this.cluster, version: rpcVersion(), slotMilliseconds, clock: this.clock };
    this.rpc = new Rpc(context, rpc);
    this.subscriptions = new SubscriptionHub(context);
    this.fetch = createFetch(this.rpc);
    this.transport = createKitTransport(this.rpc);
    this.createChannel = createSubscriptionChannels(this.subscriptions);
  }

  /** Lets slots pass with time. */
  start(): this {
    this.clock.start();
    return this;
  }

  /** Slots stop until `start`; requests are answered. */
  stop(): void {
    this.clock.stop();
  }

  /** Stops, and waits until the ledger has kept everything and is closed. */
  async close(): Promise<void> {
    this.stop();
    await this.cluster.close();
  }
}
