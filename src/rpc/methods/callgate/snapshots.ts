import type { Cluster } from "../../../cluster/cluster.js";
import type { ClusterSnapshot } from "../../../cluster/cluster-snapshot.js";
import { invalidParams } from "../../errors.js";
import { method } from "../../method.js";
import { usize } from "../../params.js";
import { change } from "./guard.js";

/** By their numbers, from 1 on. */
const snapshots = new WeakMap<Cluster, Map<number, ClusterSnapshot>>();

export const snapshotMethods = {
  /** A number to give to callgate_revert, as often as one likes. */
  callgate_snapshot: method({}, ({ cluster }) => {
    const taken = snapshotsOf(cluster);
    const id = Math.max(0, ...taken.keys()) + 1;
    taken.set(id, cluster.snapshot());
    return id;
  }),

  /** Back to a snapshot: accounts, blocks, slots and time. Later snapshots are gone. */
  callgate_revert: method({ snapshot: usize }, async ({ cluster }, { snapshot: id }) => {
    const taken = snapshotsOf(cluster);
    const snapshot = taken.get(id);
    if (snapshot === undefined) throw invalidParams(`there is no snapshot ${id}`);
    for (const later of [...taken.keys()].filter((other) => other > id)) taken.delete(later);
    return change(cluster, () => cluster.revert(snapshot));
  }),

  /** Back to genesis. */
  callgate_reset: method({}, ({ cluster }) => {
    snapshots.delete(cluster);
    return change(cluster, () => cluster.reset());
  }),
};

function snapshotsOf(cluster: Cluster): Map<number, ClusterSnapshot> {
  let taken = snapshots.get(cluster);
  if (taken === undefined) {
    taken = new Map();
    snapshots.set(cluster, taken);
  }
  return taken;
}
