import { base58Encode } from "../../base/base58.js";
import { CallgateError } from "../../base/errors.js";
import type { BankView } from "../../cluster/bank-view.js";
import type { Cluster } from "../../cluster/cluster.js";
import { transactionErrorText } from "../../solana/errors.js";
import { decodeTransaction, type Transaction } from "../../solana/transaction.js";
import { bankWith, commitment, commitmentLevel } from "../configs.js";
import { prepare, type RpcContext } from "../context.js";
import { customErrors, RpcError } from "../errors.js";
import { requireHealthy } from "../health.js";
import { verifyPubkey } from "../keys.js";
import { method } from "../method.js";
import { boolean, defaulted, optional, string, struct, u64, usize } from "../params.js";
import { prepareTransaction, sanitizeTransaction } from "../sanitize-transaction.js";
import { encodePreflightFailure } from "../simulation.js";
import { decodeWire, transactionEncoding } from "../wire-transaction.js";

const sendTransactionConfig = optional(
  struct("RpcSendTransactionConfig", {
    skipPreflight: defaulted(boolean, false),
    preflightCommitment: optional(commitmentLevel),
    encoding: optional(transactionEncoding),
    /** Of no meaning here: a transaction that can run runs at once. */
    maxRetries: optional(usize),
    minContextSlot: optional(u64),
  }),
);

const airdropConfig = optional(struct("RpcRequestAirdropConfig", { recentBlockhash: optional(string), commitment }));

export const sendTransactionMethods = {
  sendTransaction: method({ data: string, config: sendTransactionConfig }, async (context, { data, config }) => {
    const { transaction } = decodeWire(data, config?.encoding ?? "base58", "transaction", decodeTransaction);
    if (context.prepare !== undefined) await prepareTransaction(context, transaction.message);
    const skipsPreflight = config?.skipPreflight ?? false;
    const commitment = skipsPreflight ? "processed" : config?.preflightCommitment;
    const view = bankWith(context, { commitment, minContextSlot: config?.minContextSlot });
    if (skipsPreflight) sanitizeTransaction(view, transaction);
    else preflight(context.cluster, view, transaction);
    requireHealthy(context.cluster);
    // Preflight has verified them.
    context.cluster.send(transaction, skipsPreflight ? {} : { signatureVerification: false });
    await untilReadable(context.cluster);
    return base58Encode(transaction.signatures[0]!);
  }),

  requestAirdrop: method(
    { pubkey: string, lamports: u64, config: airdropConfig },
    async (context, { pubkey, lamports, config }) => {
      const key = verifyPubkey(pubkey);
      if (config?.recentBlockhash !== undefined) verifyPubkey(config.recentBlockhash);
      await prepare(context, [key]);
      requireHealthy(context.cluster);
      const signature = airdrop(context, key, lamports);
      await untilReadable(context.cluster);
      return base58Encode(signature);
    },
  ),
};

/** Simulates, with signatures verified, and throws if that fails (Agave: rpc.rs, `send_transaction`). */
function preflight(cluster: Cluster, view: BankView, transaction: Transaction): void {
  const result = view.simulate(transaction, { signatureVerification: true, trace: false });
  if (result.ok) return;
  // What is no transaction at all is told before what is wrong with one.
  if (result.outcome === "dropped") sanitizeTransaction(view, transaction);
  cluster.refuse(transaction, view.slot);
  const message = `Transaction simulation failed: ${transactionErrorText(result.error)}`;
  throw customErrors.sendTransactionPreflightFailure(message, encodePreflightFailure(result));
}

/** The faucet's transfer. */
function airdrop({ cluster }: RpcContext, key: Uint8Array, lamports: bigint): Uint8Array {
  try {
    return cluster.requestAirdrop(key, lamports);
  } catch (thrown) {
    if (thrown instanceof CallgateError) throw new RpcError(-32603, thrown.message);
    throw thrown;
  }
}

/** Where each transaction has its block, who sent it finds it there. */
async function untilReadable(cluster: Cluster): Promise<void> {
  if (!cluster.instant) return;
  try {
    await cluster.settled();
  } catch {
    throw customErrors.nodeUnhealthy(null);
  }
}
