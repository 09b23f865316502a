import { Cluster } from "../../cluster/cluster.js";
import { Svm } from "../../svm/svm.js";
import type { TransactionResult } from "../../svm/transaction-result.js";
import { check } from "../checks.js";
import { type Chain, isChain, stateOf } from "./chain.js";
import { type RecentFailure, RecentFailures } from "./recent-failures.js";

/** The chains on which signatures and failures are looked for; none is kept alive by it. */
const known: WeakRef<Svm | Cluster>[] = [];
const failures = new WeakMap<Cluster, RecentFailures>();

/**
 * Makes a chain known to assertions: signatures, and errors that clients throw, are looked for on it. Throws
 * `invalid-argument`.
 */
export function know<C extends Chain>(chain: C): C {
  check(isChain(chain), "a chain (of createSvm or createCluster)", chain);
  const state = stateOf(chain);
  if (knownChains().includes(state)) return chain;
  known.push(new WeakRef(state));
  if (state instanceof Cluster) failures.set(state, new RecentFailures(state));
  return chain;
}

/** Newest first. */
export function knownChains(): (Svm | Cluster)[] {
  const alive = known.filter((chain) => chain.deref() !== undefined);
  known.splice(0, known.length, ...alive);
  return alive.map((chain) => chain.deref()!).reverse();
}

function knownClusters(): Cluster[] {
  return knownChains().filter((chain) => chain instanceof Cluster);
}

/** The failures of all known clusters, the newest of each first. */
export function recentFailures(): RecentFailure[] {
  return knownClusters().flatMap((cluster) => failures.get(cluster)!.newestFirst());
}

/**
 * Where a result comes from, as far as that is known: the machine that remembers it, or the only one there is. That of
 * another would explain it with wrong facts.
 */
export function svmOfResult(result: TransactionResult): Svm | undefined {
  const machines = knownChains().map((chain) => (chain instanceof Svm ? chain : chain.svm));
  const signature = result.signatureBytes;
  const owner = machines.find((svm) => svm.getTransaction(signature) === result);
  return owner ?? (machines.length === 1 ? machines[0] : undefined);
}
