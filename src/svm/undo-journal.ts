import { CallgateError } from "../base/errors.js";

/** A state to come back to; made by `UndoJournal.mark`, of no use anywhere else. */
export class Snapshot {
  /** @internal */
  constructor(
    readonly undoCount: number,
    readonly restores: readonly (() => void)[],
  ) {}
}

/**
 * How to go back to earlier states. What changes piece by piece records how to undo each first change since the latest
 * snapshot; what can tell its whole state in a few words has it captured at each snapshot. Until there is a snapshot
 * nothing is recorded, and going back costs what changed since, whatever the size of the whole.
 */
export class UndoJournal {
  readonly #undos: (() => void)[] = [];
  readonly #snapshots: Snapshot[] = [];
  readonly #captures: (() => () => void)[] = [];
  /** Goes up at each snapshot and each return: what was recorded before counts for an older state. */
  generation = 0;

  get isRecording(): boolean {
    return this.#snapshots.length > 0;
  }

  /** At each snapshot, `capture` gives a way back to the state it finds; that may be taken more than once. */
  track(capture: () => () => void): void {
    this.#captures.push(capture);
  }

  record(undo: () => void): void {
    this.#undos.push(undo);
  }

  mark(): Snapshot {
    const restores = this.#captures.map((capture) => capture());
    const snapshot = new Snapshot(this.#undos.length, restores);
    this.#snapshots.push(snapshot);
    this.generation++;
    return snapshot;
  }

  /**
   * Takes back everything since `snapshot`. The snapshot stays good, later ones do not.
   * Throws `unknown-snapshot` for one of another VM, or made after a state that was left.
   */
  rewind(snapshot: Snapshot): void {
    const index = this.#snapshots.indexOf(snapshot);
    if (index < 0) {
      throw new CallgateError("unknown-snapshot", "the snapshot is of another VM, or of a state that was reverted");
    }
    while (this.#undos.length > snapshot.undoCount) this.#undos.pop()!();
    for (const restore of snapshot.restores) restore();
    this.#snapshots.length = index + 1;
    this.generation++;
  }
}
