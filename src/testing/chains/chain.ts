import { Cluster } from "../../cluster/cluster.js";
import { LocalCluster } from "../../rpc/local-cluster.js";
import { Svm } from "../../svm/svm.js";

/** What tests run on: a virtual machine, or a cluster in this process. */
export type Chain = Svm | LocalCluster | Cluster;

/** The part of a chain that holds its state. */
export function stateOf(chain: Chain): Svm | Cluster {
  return chain instanceof LocalCluster ? chain.cluster : chain;
}

export function isChain(value: unknown): value is Chain {
  return value instanceof Svm || value instanceof LocalCluster || value instanceof Cluster;
}

/** Remembers a chain as it stands; what is returned goes back there, as often as one likes. */
export function restorePoint(chain: Chain): () => Promise<void> | undefined {
  const state = stateOf(chain);
  if (state instanceof Svm) {
    const snapshot = state.snapshot();
    return () => {
      state.revert(snapshot);
      return undefined;
    };
  }
  const snapshot = state.snapshot();
  return () => {
    state.revert(snapshot);
    return state.settled();
  };
}

/** How far below what a test prepared chains are looked for: as `{ client: { cluster } }`. */
const MAX_DEPTH = 2;

/** The chains among a value and what it holds, each once. */
export function chainsIn(value: unknown, depth = 0): Set<Svm | Cluster> {
  if (isChain(value)) return new Set([stateOf(value)]);
  const found = new Set<Svm | Cluster>();
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return found;
  for (const { value: member } of Object.values(Object.getOwnPropertyDescriptors(value))) {
    for (const chain of chainsIn(member, depth + 1)) found.add(chain);
  }
  return found;
}
