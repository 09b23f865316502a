import {
  type ClientWithAirdrop,
  type ClientWithFetchAccounts,
  type ClientWithGetMinimumBalance,
  type ClientWithIdentity,
  type ClientWithPayer,
  type ClientWithRpc,
  type ClientWithRpcSubscriptions,
  type ClientWithTransactionPlanning,
  type ClientWithTransactionSending,
  createClientWithInterfacesFromRpc,
  createTransactionMessage,
  createTransactionPlanner,
  type ExtendedClient,
  extendClient,
  generateKeyPairSigner,
  type SolanaRpcApi,
  type SolanaRpcSubscriptionsApi,
  setTransactionMessageFeePayerSigner,
  type TransactionSigner,
  withCleanup,
} from "@solana/kit";
import type { Cluster } from "../../cluster/cluster.js";
import { LocalCluster, type LocalClusterOptions } from "../../rpc/local-cluster.js";
import { toPubkey } from "../../svm/inputs.js";
import { know } from "../chains/known-chains.js";
import { checkLocalCluster, checkOptions } from "../checks.js";
import { kitExecutor } from "./kit-executor.js";
import { kitRpc, kitRpcSubscriptions } from "./kit-rpc.js";
import { planning, sending } from "./kit-sending.js";

export interface CallgatePluginOptions extends LocalClusterOptions {
  /** A cluster that is there already. Default: a new one, `instant` and without votes, as the other options say. */
  readonly localCluster?: LocalCluster;
  /** Who pays for what is sent. Default: the client's payer, or else a new key. */
  readonly payer?: TransactionSigner;
  /** What the payer gets if it has nothing. Default 1,000 SOL. */
  readonly payerLamports?: bigint;
}

/** What the plugin adds to a client: Kit's interfaces, and the cluster that answers. */
export type CallgateClient = ClientWithRpc<SolanaRpcApi> &
  ClientWithRpcSubscriptions<SolanaRpcSubscriptionsApi> &
  ClientWithAirdrop &
  ClientWithPayer &
  ClientWithIdentity &
  ClientWithFetchAccounts &
  ClientWithGetMinimumBalance &
  ClientWithTransactionPlanning &
  ClientWithTransactionSending & {
    /** Slots, accounts, programs: `client.cluster.change((svm) => svm.addProgram(…))`. */
    readonly cluster: Cluster;
    /** The same with its doors for clients. */
    readonly localCluster: LocalCluster;
  };

const PAYER_LAMPORTS = 1_000_000_000_000n;

/**
 * A plugin for Kit's clients: `await createClient().use(callgatePlugin())` has a cluster in this process, an RPC and
 * subscriptions to it, a payer with lamports, and plans and sends transactions. Disposing of the client closes the cluster
 * that it made. Throws `invalid-argument`.
 */
export function callgatePlugin(
  options: CallgatePluginOptions = {},
): <T extends object>(client: T) => Promise<ExtendedClient<ExtendedClient<T, CallgateClient>, Disposable>> {
  checkOptions(options);
  if (options.localCluster !== undefined) checkLocalCluster(options.localCluster);
  const { localCluster, payer, payerLamports = PAYER_LAMPORTS, ...clusterOptions } = options;
  return async <T extends object>(client: T) => {
    const local = know(localCluster ?? newCluster(clusterOptions));
    const signer = payer ?? payerOf(client) ?? (await generateKeyPairSigner());
    fund(local.cluster, signer, payerLamports);
    const extended = extendClient(client, parts(local, signer));
    return withCleanup(extended, () => {
      if (localCluster === undefined) void local.close();
    });
  };
}

/** Slots pass with time unless it is `instant`. */
function newCluster(options: LocalClusterOptions): LocalCluster {
  const local = new LocalCluster({ instant: true, votes: false, ...options });
  return local.cluster.instant ? local : local.start();
}

function payerOf(client: object): TransactionSigner | undefined {
  return (client as Partial<ClientWithPayer>).payer;
}

function fund(cluster: Cluster, { address }: TransactionSigner, lamports: bigint): void {
  if (cluster.svm.getBalance(address) > 0n) return;
  cluster.change((svm) => void svm.airdrop(address, lamports));
}

function parts(localCluster: LocalCluster, payer: TransactionSigner): CallgateClient {
  const { cluster } = localCluster;
  const doors = { rpc: kitRpc(localCluster), rpcSubscriptions: kitRpcSubscriptions(localCluster) };
  const planned = planning(
    createTransactionPlanner({
      createTransactionMessage: () =>
        setTransactionMessageFeePayerSigner(payer, createTransactionMessage({ version: 0 })),
    }),
  );
  return {
    cluster,
    localCluster,
    ...doors,
    payer,
    identity: payer,
    ...createClientWithInterfacesFromRpc(doors.rpc),
    airdrop: async (address, amount, abortSignal) => {
      abortSignal?.throwIfAborted();
      toPubkey(address);
      return doors.rpc.requestAirdrop(address, amount).send();
    },
    ...planned,
    ...sending(planned, kitExecutor(localCluster, doors)),
  };
}
