import type { ClusterEvents } from "./events.js";

/** Those who want to know what a cluster does, in the order in which they came. */
export class Listeners {
  readonly #listeners = new Set<Partial<ClusterEvents>>();

  /** Removes the listener again. */
  add(listener: Partial<ClusterEvents>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit<E extends keyof ClusterEvents>(event: E, ...facts: Parameters<ClusterEvents[E]>): void {
    for (const listener of this.#listeners) {
      const listen = listener[event] as ((...facts: Parameters<ClusterEvents[E]>) => void) | undefined;
      listen?.(...facts);
    }
  }
}
