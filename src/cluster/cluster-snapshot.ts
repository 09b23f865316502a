import type { Snapshot } from "../svm/undo-journal.js";
import type { FrozenSlot } from "./frozen-slot.js";
import type { Layer } from "./layers.js";
import type { WorkingSlot } from "./working-slot.js";

/** What a snapshot remembers of the slots. */
export interface ForksState {
  readonly vm: Snapshot;
  readonly slots: readonly FrozenSlot[];
  readonly capitalizations: readonly bigint[];
  readonly layers: readonly Layer[];
  readonly working: WorkingSlot;
  readonly transactionCount: bigint;
  readonly capitalization: bigint;
  /** How many lists of changed keys there were. */
  readonly changeCount: number;
}

/** A state of a cluster to come back to; made by `Cluster.snapshot`, of no use anywhere else. */
export class ClusterSnapshot {
  /** @internal */
  constructor(
    readonly forks: ForksState,
    readonly timeOffsetMilliseconds: number,
  ) {}
}

/** Layers of their own, with the same accounts. */
export function cloneLayers(layers: readonly Layer[]): Layer[] {
  return layers.map(({ slot, before }) => ({ slot, before: before.clone() }));
}
