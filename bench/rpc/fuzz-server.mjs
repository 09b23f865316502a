// The process that must not die: a cluster behind sockets. Tells its ports, then its memory whenever it is asked.
import { Cluster } from "../../dist/cluster/cluster.js";
import { METHODS } from "../../dist/rpc/methods.js";
import { Rpc } from "../../dist/rpc/rpc.js";
import { SubscriptionHub } from "../../dist/rpc/subscriptions/hub.js";
import { startRpcServer } from "../../dist/server/rpc-server.js";

const bugs = [];
const onBug = (thrown, where) => bugs.push(`${where}: ${thrown?.stack ?? thrown}`);
const cluster = new Cluster({ votes: false, trace: "none" });
const context = { cluster, version: { solanaCore: "4.3.0", featureSet: 0 }, slotMilliseconds: 100 };
const rpc = new Rpc(context, { onBug });
const hub = new SubscriptionHub(context, { onBug });
// Long, or a busy machine is taken for a client that sends half a request.
const limits = { requestTimeoutMilliseconds: 600_000 };
const server = await startRpcServer({ rpc, hub, rpcPort: 0, limits, onError: onBug });
const slots = setInterval(() => cluster.completeSlot(), 100);

process.on("message", async (message) => {
  if (message === "memory") {
    globalThis.gc();
    const { heapUsed, external } = process.memoryUsage();
    const { peerCount } = server;
    process.send({ bytes: heapUsed + external, peerCount, subscriptionCount: hub.subscriptionCount, bugs });
  } else {
    clearInterval(slots);
    await server.close();
    process.disconnect();
  }
});
// Ours change the chain itself, of which the client that behaves would have to be told.
const methods = Object.keys(METHODS).filter((name) => !name.includes("_"));
process.send({
  rpcPort: server.rpcPort,
  pubsubPort: server.pubsubPort,
  methods,
  subscriptions: Object.keys(hub.methods),
});
