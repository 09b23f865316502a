import type { Cluster } from "../cluster/cluster.js";
import { customErrors } from "./errors.js";

const failed = new WeakSet<Cluster>();

/** Notes from now on whether the cluster's ledger fails: then it stands still. */
export function watchHealth(cluster: Cluster): void {
  cluster.listen({ failed: () => failed.add(cluster) });
}

/** Throws if the cluster stands still. */
export function requireHealthy(cluster: Cluster): void {
  if (failed.has(cluster)) throw customErrors.nodeUnhealthy(null);
}
