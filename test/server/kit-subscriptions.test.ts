import { setMaxListeners } from "node:events";
import {
  address,
  appendTransactionMessageInstruction,
  assertIsTransactionWithBlockhashLifetime,
  createSolanaRpc,
  createSolanaRpcSubscriptions,
  createSolanaRpcSubscriptions_UNSTABLE,
  createTransactionMessage,
  generateKeyPairSigner,
  getBase64EncodedWireTransaction,
  getSignatureFromTransaction,
  lamports,
  pipe,
  sendAndConfirmTransactionFactory,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from "@solana/kit";
import { getTransferSolInstruction } from "@solana-program/system";
import { describe, expect, it } from "vitest";
import { pubkeyFromAddress } from "../../src/solana/pubkey.js";
import { serve, until } from "./support.js";

/** A cluster whose slots take 50 ms, and Kit as it is. */
async function scene() {
  const { server, cluster, errors } = await serve({ cluster: { rootDistance: 3 } });
  const rpc = createSolanaRpc(`http://127.0.0.1:${server.rpcPort}`);
  const subscriptions = createSolanaRpcSubscriptions_UNSTABLE(`ws://127.0.0.1:${server.pubsubPort}`);
  const slots = setInterval(() => cluster.completeSlot(), 50);
  const payer = await generateKeyPairSigner();
  const airdrop = cluster.requestAirdrop(pubkeyFromAddress(payer.address), 10_000_000_000n);
  await until(() => cluster.signatureStatus(airdrop));
  const transfer = async () => {
    const { address: destination } = await generateKeyPairSigner();
    const { value: blockhash } = await rpc.getLatestBlockhash().send();
    const message = pipe(
      createTransactionMessage({ version: "legacy" }),
      (empty) => setTransactionMessageFeePayerSigner(payer, empty),
      (paid) => setTransactionMessageLifetimeUsingBlockhash(blockhash, paid),
      (timed) =>
        appendTransactionMessageInstruction(
          getTransferSolInstruction({ source: payer, destination, amount: lamports(1_000_000_000n) }),
          timed,
        ),
    );
    const transaction = await signTransactionMessageWithSigners(message);
    assertIsTransactionWithBlockhashLifetime(transaction);
    return { destination, transaction, signature: getSignatureFromTransaction(transaction) };
  };
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  const end = () => {
    abort.abort();
    clearInterval(slots);
  };
  return { server, cluster, rpc, subscriptions, payer, transfer, abortSignal: abort.signal, end, errors };
}

/** What a subscription gives, as it comes; Kit ends it with an error when the server goes away. */
function collect<T>(notifications: AsyncIterable<T>): T[] {
  const seen: T[] = [];
  void (async () => {
    for await (const notification of notifications) seen.push(notification);
  })().catch(() => {});
  return seen;
}

describe("Kit", () => {
  it("sends and confirms a transaction, at each level", async () => {
    const { server, rpc, transfer, end, errors } = await scene();
    const rpcSubscriptions = createSolanaRpcSubscriptions(`ws://127.0.0.1:${server.pubsubPort}`);
    const sendAndConfirm = sendAndConfirmTransactionFactory({ rpc, rpcSubscriptions });
    for (const commitment of ["processed", "confirmed", "finalized"] as const) {
      const { destination, transaction } = await transfer();
      await sendAndConfirm(transaction, { commitment });
      expect((await rpc.getBalance(destination, { commitment }).send()).value).toBe(1_000_000_000n);
    }
    end();
    expect(errors).toEqual([]);
  });

  it("is told by every subscription", async () => {
    const { cluster, rpc, subscriptions, payer, transfer, abortSignal, end, errors } = await scene();
    const { destination, transaction, signature } = await transfer();
    const commitment = "confirmed";
    const open = async <T>(pending: { subscribe(options: { abortSignal: AbortSignal }): Promise<AsyncIterable<T>> }) =>
      collect(await pending.subscribe({ abortSignal }));
    const account = await open(subscriptions.accountNotifications(destination, { commitment, encoding: "base64" }));
    const parsed = await open(subscriptions.accountNotifications(destination, { commitment, encoding: "jsonParsed" }));
    const zstd = await open(subscriptions.accountNotifications(destination, { commitment, encoding: "base64+zstd" }));
    const program = await open(
      subscriptions.programNotifications(address("11111111111111111111111111111111"), {
        commitment,
        encoding: "base64",
        filters: [{ dataSize: 0n }],
      }),
    );
    const logs = await open(subscriptions.logsNotifications({ mentions: [payer.address] }, { commitment }));
    const allLogs = await open(subscriptions.logsNotifications("all", { commitment: "processed" }));
    const slot = await open(subscriptions.slotNotifications());
    const root = await open(subscriptions.rootNotifications());
    const updates = await open(subscriptions.slotsUpdatesNotifications());
    const votes = await open(subscriptions.voteNotifications());
    const blocks = await open(
      subscriptions.blockNotifications("all", { commitment, transactionDetails: "signatures", showRewards: true }),
    );
    const mentioning = await open(
      subscriptions.blockNotifications(
        { mentionsAccountOrProgram: destination },
        {
          commitment,
          encoding: "jsonParsed",
          maxSupportedTransactionVersion: 0,
          transactionDetails: "full",
          showRewards: false,
        },
      ),
    );
    const status = await open(
      subscriptions.signatureNotifications(signature, { commitment, enableReceivedNotification: true }),
    );
    await rpc.sendTransaction(getBase64EncodedWireTransaction(transaction), { encoding: "base64" }).send();
    await until(() => status.length === 2 && mentioning.length === 1 && root.length > 0 && zstd.length > 0);

    const lamportsSent = 1_000_000_000n;
    const at = { context: { slot: expect.any(BigInt) } };
    expect(account).toMatchObject([
      { ...at, value: { lamports: lamportsSent, data: ["", "base64"], rentEpoch: 2n ** 64n - 1n } },
    ]);
    expect(parsed).toMatchObject([{ ...at, value: { lamports: lamportsSent, space: 0n } }]);
    expect(zstd).toMatchObject([{ ...at, value: { data: [expect.any(String), "base64+zstd"] } }]);
    expect(program).toContainEqual(
      expect.objectContaining({
        value: { pubkey: destination, account: expect.objectContaining({ lamports: lamportsSent }) },
      }),
    );
    expect(logs).toMatchObject([{ ...at, value: { signature, err: null, logs: expect.any(Array) } }]);
    expect(allLogs).toMatchObject([{ value: { signature } }]);
    expect(slot[0]).toEqual({ slot: expect.any(BigInt), parent: expect.any(BigInt), root: expect.any(BigInt) });
    expect(root[0]).toEqual(expect.any(BigInt));
    expect(new Set(updates.map(({ type }) => type)).size).toBe(5);
    expect(votes[0]).toMatchObject({
      votePubkey: expect.any(String),
      slots: expect.any(Array),
      hash: expect.any(String),
    });
    expect(blocks[0]).toMatchObject({
      ...at,
      value: {
        err: null,
        block: { signatures: expect.arrayContaining([expect.any(String)]), rewards: expect.any(Array) },
      },
    });
    expect(mentioning).toMatchObject([
      {
        value: {
          block: {
            transactions: [{ transaction: { signatures: [signature] }, meta: { err: null }, version: "legacy" }],
          },
        },
      },
    ]);
    expect(status).toMatchObject([
      { ...at, value: "receivedSignature" },
      { ...at, value: { err: null } },
    ]);
    const slots = slot.map((info) => info.slot);
    expect(slots).toEqual(slots.map((_, i) => slots[0]! + BigInt(i)));
    expect(cluster.slotOf("processed")).toBeGreaterThan(3n);
    end();
    expect(errors).toEqual([]);
  });
});
