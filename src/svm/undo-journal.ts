import { CallgateError } from "../base/errors.js";

/** A state to come back to; made by `UndoJournal.mark`, of no use anywhere else. */
export class Snapshot {
  readonly #journal: UndoJournal;
  readonly #order: number;

  /** @internal */
  constructor(
    journal: UndoJournal,
    order: number,
    readonly undoCount: number,
    readonly restores: readonly (() => void)[],
  ) {
    this.#journal = journal;
    this.#order = order;
  }

  /**
   * The place of a snapshot among those of `journal`, 0 for what is none of them.
   * @internal
   */
  static orderIn(journal: UndoJournal, snapshot: Snapshot): number {
    const isOwn = typeof snapshot === "object" && snapshot !== null && #journal in snapshot;
    return isOwn && snapshot.#journal === journal ? snapshot.#order : 0;
  }
}

/** Snapshots made one after the other, by their places. */
interface Run {
  readonly first: number;
  last: number;
}

/**
 * How to go back to earlier states. What changes piece by piece records how to undo each first change since the latest
 * snapshot; what can tell its whole state in a few words has it captured at each snapshot. Until there is a snapshot
 * nothing is recorded, and going back costs what changed since, whatever the size of the whole. Nothing is kept of a
 * snapshot but its place, so that making one for each transaction costs no memory.
 */
export class UndoJournal {
  readonly #undos: (() => void)[] = [];
  /** The snapshots that lie on the way back, oldest first; those between belong to states that were left. */
  readonly #onTheWay: Run[] = [];
  #made = 0;
  readonly #captures: (() => () => void)[] = [];
  /** Goes up at each snapshot and each return: what was recorded before counts for an older state. */
  generation = 0;

  get isRecording(): boolean {
    return this.#made > 0;
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
    const order = ++this.#made;
    const latest = this.#onTheWay.at(-1);
    if (latest?.last === order - 1) latest.last = order;
    else this.#onTheWay.push({ first: order, last: order });
    this.generation++;
    return new Snapshot(this, order, this.#undos.length, restores);
  }

  /**
   * Takes back everything since `snapshot`. The snapshot stays good, later ones do not.
   * Throws `unknown-snapshot` for one of another VM, or made after a state that was left.
   */
  rewind(snapshot: Snapshot): void {
    const order = Snapshot.orderIn(this, snapshot);
    const index = this.#onTheWay.findLastIndex(({ first, last }) => first <= order && order <= last);
    if (index < 0) {
      throw new CallgateError("unknown-snapshot", "the snapshot is of another VM, or of a state that was reverted");
    }
    while (this.#undos.length > snapshot.undoCount) this.#undos.pop()!();
    for (const restore of snapshot.restores) restore();
    this.#onTheWay.length = index + 1;
    this.#onTheWay[index]!.last = order;
    this.generation++;
  }
}
