import {
  airdropFactory,
  createRpcSubscriptionsTransportFromChannelCreator,
  createSolanaRpcFromTransport,
  createSolanaRpcSubscriptionsFromTransport,
  generateKeyPairSigner,
  getRpcSubscriptionsChannelWithBigIntJSONSerialization,
  lamports,
  type RpcSubscriptions,
  type SolanaRpcSubscriptionsApi,
} from "@solana/kit";
import { Connection, Keypair, SystemProgram, Transaction } from "@solana/web3.js";
import { describe, expect, it } from "vitest";
import { createCluster, type LocalCluster } from "../../src/rpc/index.js";

function kitOf(cluster: LocalCluster) {
  const rpc = createSolanaRpcFromTransport(cluster.transport);
  const rpcSubscriptions: RpcSubscriptions<SolanaRpcSubscriptionsApi> = createSolanaRpcSubscriptionsFromTransport(
    createRpcSubscriptionsTransportFromChannelCreator(async (config) =>
      getRpcSubscriptionsChannelWithBigIntJSONSerialization((await cluster.createChannel(config)) as never),
    ) as never,
  );
  return { rpc, rpcSubscriptions };
}

describe("a cluster in this process", () => {
  it("answers web3.js v1 through fetch", async () => {
    const cluster = createCluster({ instant: true });
    const connection = new Connection("http://nowhere.invalid", {
      fetch: cluster.fetch as never,
      commitment: "confirmed",
    });
    const payer = Keypair.generate();
    await connection.requestAirdrop(payer.publicKey, 2_000_000_000);
    expect(await connection.getBalance(payer.publicKey)).toBe(2_000_000_000);
    const to = Keypair.generate().publicKey;
    const transaction = new Transaction().add(
      SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: to, lamports: 1_000_000_000 }),
    );
    const { blockhash, lastValidBlockHeight } = await connection.getLatestBlockhash();
    Object.assign(transaction, { recentBlockhash: blockhash, lastValidBlockHeight, feePayer: payer.publicKey });
    transaction.sign(payer);
    const signature = await connection.sendRawTransaction(transaction.serialize());
    const { value } = await connection.getSignatureStatus(signature);
    expect(value).toMatchObject({ err: null, confirmationStatus: "finalized" });
    expect(await connection.getBalance(to)).toBe(1_000_000_000);
  });

  it("answers Kit through its transports, subscriptions included", async () => {
    const cluster = createCluster({ slotMilliseconds: 20 }).start();
    const { rpc, rpcSubscriptions } = kitOf(cluster);
    const { address } = await generateKeyPairSigner();
    const airdrop = airdropFactory({ rpc, rpcSubscriptions } as never);
    await airdrop({ recipientAddress: address, lamports: lamports(5_000_000_000n), commitment: "confirmed" });
    expect((await rpc.getBalance(address, { commitment: "confirmed" }).send()).value).toBe(5_000_000_000n);
    const slots = await rpcSubscriptions.slotNotifications().subscribe({ abortSignal: AbortSignal.timeout(5_000) });
    for await (const { slot, parent } of slots) {
      expect(slot).toBe(parent + 1n);
      break;
    }
    await cluster.close();
  });

  it("has no blocks while nobody starts it", async () => {
    const cluster = createCluster();
    const { rpc } = kitOf(cluster);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await rpc.getSlot().send()).toBe(0n);
    await expect(rpc.getSlot().send({ abortSignal: AbortSignal.abort() })).rejects.toThrow();
  });
});
