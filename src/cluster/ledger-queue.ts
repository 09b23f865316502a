/** Does things with a ledger one after the other, at once if it is that fast. After a failure nothing is done any more. */
export class LedgerQueue {
  #latest: Promise<void> | undefined;
  #failure: { readonly reason: unknown } | undefined;

  constructor(private readonly onFailure: (reason: unknown) => void) {}

  /** Does something after all that is under way, then tells of it. */
  run(action: () => void | Promise<void>, tell: () => void): void {
    if (this.#latest !== undefined) {
      this.#enqueue(this.#latest.then(action).then(tell));
      return;
    }
    const kept = begun(action);
    if (kept === undefined) tell();
    else this.#enqueue(kept.then(tell));
  }

  #enqueue(promise: Promise<void>): void {
    const latest = promise.then(
      () => {
        if (this.#latest === latest) this.#latest = undefined;
      },
      (reason) => {
        this.#fail(reason);
        throw reason;
      },
    );
    // Whoever waits hears of it; whoever does not is told by `onFailure`.
    latest.catch(() => {});
    this.#latest = latest;
  }

  #fail(reason: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { reason };
    this.onFailure(reason);
  }

  /** Resolves when nothing is under way; undefined when that is so already. Rejects if the ledger failed. */
  settled(): Promise<void> | undefined {
    return this.#latest;
  }

  /** Throws what the ledger failed with. */
  assertWorks(): void {
    if (this.#failure !== undefined) throw this.#failure.reason;
  }
}

/** What throws at once fails as what does so later. */
function begun(action: () => void | Promise<void>): void | Promise<void> {
  try {
    return action();
  } catch (reason) {
    return Promise.reject(reason);
  }
}
