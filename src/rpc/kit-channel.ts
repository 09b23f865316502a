import type { SubscriptionHub } from "./subscriptions/hub.js";

/** A channel of texts, as Kit's `RpcSubscriptionsChannel<string, string>`. */
export interface SubscriptionChannel {
  on(
    channel: "error" | "message",
    listener: (data: never) => void,
    options?: { readonly signal?: AbortSignal },
  ): () => void;
  send(message: string): Promise<void>;
}

/** As Kit's `RpcSubscriptionsChannelCreator<string, string>`. */
export type SubscriptionChannelCreator = (config: {
  readonly abortSignal: AbortSignal;
}) => Promise<SubscriptionChannel>;

/** Channels to the subscriptions of a cluster in this process; each ends when its signal is aborted. */
export function createSubscriptionChannels(hub: SubscriptionHub): SubscriptionChannelCreator {
  return async ({ abortSignal }) => {
    abortSignal.throwIfAborted();
    const listeners = new Set<(message: string) => void>();
    const session = hub.connect((text) => {
      // As over a socket: who sends a request has gone on, and listens, before the answer comes.
      setTimeout(() => {
        for (const listener of listeners) listener(text);
      }, 0);
    });
    abortSignal.addEventListener("abort", () => session.close(), { once: true });
    return {
      on(channel, listener, { signal } = {}) {
        if (channel !== "message") return () => {};
        const own = listener as (message: string) => void;
        listeners.add(own);
        const remove = () => void listeners.delete(own);
        signal?.addEventListener("abort", remove, { once: true });
        return remove;
      },
      async send(message) {
        await session.handle(message);
      },
    };
  };
}
