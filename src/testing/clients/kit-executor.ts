import {
  assertIsSendableTransaction,
  assertIsTransactionWithBlockhashLifetime,
  createTransactionPlanExecutor,
  getBase64EncodedWireTransaction,
  getSignatureFromTransaction,
  getSolanaErrorFromTransactionError,
  type Rpc,
  type RpcSubscriptions,
  type SolanaRpcApi,
  type SolanaRpcSubscriptionsApi,
  sendAndConfirmTransactionFactory,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
  type TransactionMessage,
  type TransactionMessageWithFeePayer,
  type TransactionMessageWithLifetime,
  type TransactionPlanExecutor,
} from "@solana/kit";
import { base58Decode } from "../../base/base58.js";
import type { LocalCluster } from "../../rpc/local-cluster.js";

type Message = TransactionMessage & TransactionMessageWithFeePayer;
type Signed = Awaited<ReturnType<typeof signTransactionMessageWithSigners>>;

export interface KitDoors {
  readonly rpc: Rpc<SolanaRpcApi>;
  readonly rpcSubscriptions: RpcSubscriptions<SolanaRpcSubscriptionsApi>;
}

/** Signs, sends and confirms what was planned, one transaction after the other. */
export function kitExecutor(local: LocalCluster, doors: KitDoors): TransactionPlanExecutor {
  const send = local.cluster.instant ? sendInstantly(local, doors) : sendAndConfirm(doors);
  return createTransactionPlanExecutor({
    async executeTransactionMessage(context, message, config) {
      const lasting = await withLifetime(message, doors);
      context.message = lasting;
      const transaction = await signTransactionMessageWithSigners(lasting, config);
      context.transaction = transaction;
      const signature = getSignatureFromTransaction(transaction);
      context.signature = signature;
      await send(transaction, config?.abortSignal);
      return { ...context, signature };
    },
  });
}

async function withLifetime(message: Message, { rpc }: KitDoors): Promise<Message & TransactionMessageWithLifetime> {
  if ("lifetimeConstraint" in message) return message as Message & TransactionMessageWithLifetime;
  const { value } = await rpc.getLatestBlockhash({ commitment: "confirmed" }).send();
  return setTransactionMessageLifetimeUsingBlockhash(value, message);
}

type Send = (transaction: Signed, abortSignal: AbortSignal | undefined) => Promise<void>;

/** Where each transaction has its block, there is nothing to wait for. */
function sendInstantly({ cluster }: LocalCluster, { rpc }: KitDoors): Send {
  return async (transaction, abortSignal) => {
    assertIsSendableTransaction(transaction);
    const wire = getBase64EncodedWireTransaction(transaction);
    const signature = await rpc
      .sendTransaction(wire, { encoding: "base64" })
      .send(abortSignal === undefined ? {} : { abortSignal });
    const error = cluster.signatureStatus(base58Decode(signature)!)?.err ?? null;
    if (error === null) return;
    throw getSolanaErrorFromTransactionError(error as Parameters<typeof getSolanaErrorFromTransactionError>[0]);
  };
}

function sendAndConfirm(doors: KitDoors): Send {
  const confirm = sendAndConfirmTransactionFactory(doors);
  return async (transaction, abortSignal) => {
    assertIsSendableTransaction(transaction);
    assertIsTransactionWithBlockhashLifetime(transaction);
    await confirm(transaction, { commitment: "confirmed", ...(abortSignal === undefined ? {} : { abortSignal }) });
  };
}
