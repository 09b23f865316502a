import { describe, expect, it } from "vitest";
import { readJson } from "../../../src/base/json.js";
import { newKey } from "../../helpers/transactions.js";
import { addressOf, NOW, Scene, SOL, signatureOf } from "./support.js";

describe("subscriptions to how the node gets on", () => {
  it("tells of each slot that begins, with its parent and the root", async () => {
    const scene = new Scene();
    scene.completeSlots(5);
    const peer = scene.connect();
    const id = await peer.subscribe("slotSubscribe");
    scene.completeSlots(1);
    scene.cluster.warpToSlot(20n);
    const text = (slot: number, parent: number, root: number) =>
      `{"jsonrpc":"2.0","method":"slotNotification","params":{"result":{"slot":${slot},"parent":${parent},"root":${root}},"subscription":${id}}}`;
    expect(peer.take()).toEqual([text(8, 7, 4), text(20, 8, 5)]);
  });

  it("tells of each root", async () => {
    const scene = new Scene();
    const peer = scene.connect();
    const id = await peer.subscribe("rootSubscribe");
    scene.completeSlots(3);
    expect(peer.take()).toEqual(
      [1, 2].map(
        (root) => `{"jsonrpc":"2.0","method":"rootNotification","params":{"result":${root},"subscription":${id}}}`,
      ),
    );
  });

  it("tells of what becomes of slots", async () => {
    const scene = new Scene();
    scene.completeSlots(3);
    const peer = scene.connect();
    await peer.subscribe("slotsUpdatesSubscribe");
    scene.transfer(newKey(), SOL);
    scene.transfer(newKey(), 1_000_000n * SOL);
    scene.completeSlots(1);
    const timestamp = NOW;
    expect(peer.takeResults()).toEqual([
      { type: "createdBank", slot: 6, parent: 5, timestamp },
      { type: "completed", slot: 5, timestamp },
      {
        type: "frozen",
        slot: 5,
        timestamp,
        stats: {
          numTransactionEntries: 3,
          numSuccessfulTransactions: 2,
          numFailedTransactions: 1,
          maxTransactionsPerEntry: 1,
        },
      },
      { type: "optimisticConfirmation", slot: 5, timestamp },
      { type: "root", slot: 3, timestamp },
    ]);
  });

  it("writes the members of an update in Agave's order", async () => {
    const scene = new Scene();
    const peer = scene.connect();
    await peer.subscribe("slotsUpdatesSubscribe");
    scene.completeSlots(1);
    expect(peer.take()[0]).toContain(`{"type":"createdBank","slot":3,"parent":2,"timestamp":${NOW}}`);
  });

  it("tells of each vote", async () => {
    const scene = new Scene();
    scene.completeSlots(3);
    const peer = scene.connect();
    const id = await peer.subscribe("voteSubscribe");
    scene.completeSlots(1);
    const { transactions } = scene.cluster.ledger.block(5n)!;
    const hash = scene.cluster.ledger.block(4n)!.bankHash;
    const [text, ...others] = peer.take();
    expect(others).toEqual([]);
    expect(readJson(text!)).toEqual({
      jsonrpc: "2.0",
      method: "voteNotification",
      params: {
        result: {
          votePubkey: addressOf(scene.cluster.voteAccount),
          slots: [1, 2, 3, 4],
          hash: addressOf(hash),
          timestamp: expect.any(Number),
          signature: signatureOf(transactions[0]!.transaction.signatures[0]!),
        },
        subscription: id,
      },
    });
  });
});
