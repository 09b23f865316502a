// What comes of transactions, by signatureSubscribe over one WebSocket.
import WebSocket from "ws";

/** Resolves when the socket is open. */
export async function openConfirmations(pubsubUrl) {
  const socket = new WebSocket(pubsubUrl);
  const [requests, waiting] = [new Map(), new Map()];
  let id = 0;
  socket.on("message", (text) => {
    const message = JSON.parse(text);
    if (message.method === "signatureNotification") {
      const { subscription, result } = message.params;
      waiting.get(subscription)?.({ slot: result.context.slot, err: result.value.err });
      waiting.delete(subscription);
    } else {
      requests.get(message.id)?.(message.result);
      requests.delete(message.id);
    }
  });
  await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
  return {
    /** Resolves once the transaction is confirmed, with its error or null and the slot that is confirmed then. */
    of(signature) {
      return new Promise((resolve) => {
        const request = {
          jsonrpc: "2.0",
          id: ++id,
          method: "signatureSubscribe",
          params: [signature, { commitment: "confirmed" }],
        };
        requests.set(id, (subscription) => waiting.set(subscription, resolve));
        socket.send(JSON.stringify(request));
      });
    },
    close: () => socket.close(),
  };
}
