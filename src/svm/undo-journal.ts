import { CallgateError } from "../base/errors.js";

/** A state to come back to; made by `UndoJournal.mark`, of no use anywhere else. */
export class Snapshot {
  /** @internal */
  constructor(
    readonly journal: UndoJournal,
    readonly position: number,
  ) {}
}

/**
 * How to take back every change since the oldest snapshot. Until there is one, nothing is recorded. Going back costs
 * what changed since, whatever the size of the whole.
 */
export class UndoJournal {
  readonly #undos: (() => void)[] = [];
  readonly #snapshots: Snapshot[] = [];
  /** Goes up at each snapshot and each return: what was recorded before counts for an older state. */
  generation = 0;

  get isRecording(): boolean {
    return this.#snapshots.length > 0;
  }

  record(undo: () => void): void {
    this.#undos.push(undo);
  }

  mark(): Snapshot {
    const snapshot = new Snapshot(this, this.#undos.length);
    this.#snapshots.push(snapshot);
    this.generation++;
    return snapshot;
  }

  /**
   * Takes back everything since `snapshot`, newest first. The snapshot stays good, later ones do not.
   * Throws `unknown-snapshot` for one of another VM, or made after a state that was left.
   */
  rewind(snapshot: Snapshot): void {
    const index = this.#snapshots.indexOf(snapshot);
    if (index < 0) {
      throw new CallgateError("unknown-snapshot", "the snapshot is of another VM, or of a state that was reverted");
    }
    while (this.#undos.length > snapshot.position) this.#undos.pop()!();
    this.#snapshots.length = index + 1;
    this.generation++;
  }
}
