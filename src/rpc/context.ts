import type { Cluster } from "../cluster/cluster.js";
import type { SlotClock } from "../cluster/slot-clock.js";
import type { Pubkey } from "../solana/pubkey.js";

/** What getVersion and every context of a reply tell of the software. */
export interface RpcVersion {
  /** "4.3.0": the release of Agave whose methods these are. */
  readonly solanaCore: string;
  /** u32. */
  readonly featureSet: number;
}

/** What methods answer from. */
export interface RpcContext {
  readonly cluster: Cluster;
  readonly version: RpcVersion;
  /** How long a slot takes, for what is told in seconds. */
  readonly slotMilliseconds: number;
  /** What completes the slots, if they pass with time. */
  readonly clock?: SlotClock | undefined;
  /** "host:port" of those who serve, told by getClusterNodes; null or absent where there is nothing. */
  readonly addresses?: ServiceAddresses | undefined;
  /** The most accounts that getMultipleAccounts gives. Default 100. */
  readonly maxMultipleAccounts?: number | undefined;
  /** Gets accounts that are not here yet from where this cluster was forked; awaited before they are read. */
  prepare?(keys: readonly Pubkey[]): Promise<void>;
}

export interface ServiceAddresses {
  readonly gossip?: string | undefined;
  readonly rpc?: string | undefined;
  readonly pubsub?: string | undefined;
}

/** Waits for `context.prepare`, if there is anything to wait for. */
export function prepare(context: RpcContext, keys: readonly Pubkey[]): Promise<void> | undefined {
  return context.prepare?.(keys);
}
