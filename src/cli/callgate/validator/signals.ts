import type { Cluster } from "../../../cluster/cluster.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Resolves at a signal to end; a second one ends the process at once. Rejects with what the ledger failed with. */
export function untilSignal(cluster: Cluster): Promise<void> {
  return new Promise((resolve, reject) => {
    for (const signal of SIGNALS) process.once(signal, () => resolve());
    cluster.listen({ failed: reject });
  });
}
