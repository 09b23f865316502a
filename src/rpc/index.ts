import { LocalCluster, type LocalClusterOptions } from "./local-cluster.js";

export { CallgateError } from "../base/errors.js";
export type { BankView } from "../cluster/bank-view.js";
export type { Block, BlockTransaction, LedgerTransaction } from "../cluster/block.js";
export { Cluster } from "../cluster/cluster.js";
export type { ClusterSnapshot } from "../cluster/cluster-snapshot.js";
export type { ClusterEvents, CommitmentLevel } from "../cluster/events.js";
export type { Ledger } from "../cluster/ledger.js";
export { MemoryLedger } from "../cluster/memory-ledger.js";
export type { ClusterOptions } from "../cluster/options.js";
export { SlotClock } from "../cluster/slot-clock.js";
export type { RpcContext } from "./context.js";
export { createFetch, type RpcFetch } from "./fetch.js";
export { LocalCluster, type LocalClusterOptions } from "./local-cluster.js";
export { Rpc, type RpcOptions } from "./rpc.js";
export { SubscriptionHub } from "./subscriptions/hub.js";

/** A new cluster in this process. */
export function createCluster(options: LocalClusterOptions = {}): LocalCluster {
  return new LocalCluster(options);
}
