import {
  createRpcSubscriptionsTransportFromChannelCreator,
  createSolanaRpcFromTransport,
  createSolanaRpcSubscriptionsFromTransport,
  getRpcSubscriptionsChannelWithBigIntJSONSerialization,
  type Rpc,
  type RpcSubscriptions,
  type SolanaRpcApi,
  type SolanaRpcSubscriptionsApi,
} from "@solana/kit";
import type { LocalCluster } from "../../rpc/local-cluster.js";

type RawChannel = Parameters<typeof getRpcSubscriptionsChannelWithBigIntJSONSerialization>[0];
type Transport = Parameters<typeof createSolanaRpcSubscriptionsFromTransport>[0];

/** Kit's RPC of a cluster in this process. */
export function kitRpc(cluster: LocalCluster): Rpc<SolanaRpcApi> {
  return createSolanaRpcFromTransport(cluster.transport) as Rpc<SolanaRpcApi>;
}

/** Kit's subscriptions to a cluster in this process. */
export function kitRpcSubscriptions(cluster: LocalCluster): RpcSubscriptions<SolanaRpcSubscriptionsApi> {
  const transport = createRpcSubscriptionsTransportFromChannelCreator(async (config) => {
    const channel = await cluster.createChannel(config);
    return getRpcSubscriptionsChannelWithBigIntJSONSerialization(channel as RawChannel);
  });
  return createSolanaRpcSubscriptionsFromTransport(
    transport as Transport,
  ) as RpcSubscriptions<SolanaRpcSubscriptionsApi>;
}
