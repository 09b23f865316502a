import type { Cluster } from "./cluster.js";

/** Mainnet's slots take 400 ms. */
export const DEFAULT_SLOT_MILLISECONDS = 400;

/**
 * Completes a cluster's slots as time passes. Slots that the host was too busy for are not made up for: the next one
 * just comes late, as on a network whose leader is slow.
 */
export class SlotClock {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueMilliseconds = 0;

  constructor(
    private readonly cluster: Cluster,
    readonly slotMilliseconds: number = DEFAULT_SLOT_MILLISECONDS,
  ) {}

  /** Whether slots pass. */
  get isRunning(): boolean {
    return this.#timer !== undefined;
  }

  /** The working slot ends `slotMilliseconds` from now. */
  start(): void {
    if (this.isRunning) return;
    this.#dueMilliseconds = performance.now() + this.slotMilliseconds;
    this.#schedule();
  }

  /** No slot ends by itself any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => void this.#tick(), Math.max(this.#dueMilliseconds - performance.now(), 0));
  }

  /** The next slot does not end before this one is kept: a slow disk slows the slots, and nothing piles up. */
  async #tick(): Promise<void> {
    const { slotMilliseconds } = this;
    try {
      this.cluster.completeSlot();
      await this.cluster.settled();
    } catch {
      // The cluster has told its listeners what the ledger failed with, and stands still.
      this.stop();
      return;
    }
    if (!this.isRunning) return;
    this.#dueMilliseconds = Math.max(this.#dueMilliseconds + slotMilliseconds, performance.now());
    this.#schedule();
  }
}
