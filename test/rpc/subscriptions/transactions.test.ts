import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/base/json.js";
import { signTransaction } from "../../../src/cluster/sign.js";
import { sign } from "../../../src/crypto/ed25519.js";
import { compileMessage } from "../../../src/solana/message/compile.js";
import { VOTE_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import {
  decodeTransaction,
  encodeTransaction,
  makeTransaction,
  type Transaction,
} from "../../../src/solana/transaction.js";
import { transfer } from "../../cluster/support.js";
import { newKey } from "../../helpers/transactions.js";
import { addressOf, Scene, SOL, signatureOf } from "./support.js";

function versionedOf(scene: Scene, blockhash: Uint8Array): Transaction {
  const message = compileMessage({ feePayer: scene.payer.publicKey, instructions: [], blockhash, version: 0 });
  const { messageBytes } = makeTransaction(message, []);
  const signed = makeTransaction(message, [sign(messageBytes, scene.payer.secretKey)]);
  const decoded = decodeTransaction(encodeTransaction(signed));
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.transaction;
}

const SYSTEM = "11111111111111111111111111111111";
const LOGS = [`Program ${SYSTEM} invoke [1]`, `Program ${SYSTEM} success`];

describe("logsSubscribe", () => {
  it("tells of each transaction that ran, in Agave's very text", async () => {
    const scene = new Scene();
    const peer = scene.connect();
    const id = await peer.subscribe("logsSubscribe", "all", { commitment: "processed" });
    const signature = signatureOf(scene.transfer(newKey(), SOL));
    const failed = signatureOf(scene.transfer(newKey(), 1_000_000n * SOL));
    scene.completeSlots(1);
    const text = (value: string) =>
      `{"jsonrpc":"2.0","method":"logsNotification","params":{"result":{"context":{"slot":2},"value":${value}},"subscription":${id}}}`;
    const [first, second, ...others] = peer.take();
    expect(first).toBe(text(`{"signature":"${signature}","err":null,"logs":${JSON.stringify(LOGS)}}`));
    expect(second).toMatch(
      `"value":{"signature":"${failed}","err":{"InstructionError":[0,{"Custom":1}]},"logs":["Program 1111`,
    );
    expect(others).toEqual([]);
    scene.completeSlots(4);
    expect(peer.take()).toEqual([]);
  });

  it("tells nothing of a transaction that paid and did not run", async () => {
    const scene = new Scene();
    const peer = scene.connect();
    await peer.subscribe("logsSubscribe", "all", { commitment: "processed" });
    const empty = signatureOf(scene.send([]));
    const signature = signatureOf(scene.send([{ programId: newKey(), accounts: [], data: new Uint8Array(0) }]));
    scene.completeSlots(1);
    expect(peer.takeResults()).toMatchObject([{ value: { signature: empty, err: null, logs: [] } }]);
    await peer.subscribe("signatureSubscribe", signature, { commitment: "processed" });
    expect(peer.takeResults()).toMatchObject([{ value: { err: "ProgramAccountNotFound" } }]);
  });

  it("tells of votes to those who want them, and to those who watch an account of theirs", async () => {
    const scene = new Scene();
    const peers = { all: scene.connect(), votes: scene.connect(), mentions: scene.connect() };
    await peers.all.subscribe("logsSubscribe", "all", { commitment: "confirmed" });
    await peers.votes.subscribe("logsSubscribe", "allWithVotes", { commitment: "confirmed" });
    await peers.mentions.subscribe(
      "logsSubscribe",
      { mentions: [addressOf(VOTE_PROGRAM_ID)] },
      { commitment: "confirmed" },
    );
    scene.completeSlots(1);
    const vote = {
      context: { slot: 2 },
      value: { err: null, logs: [`Program ${addressOf(VOTE_PROGRAM_ID)} invoke [1]`] },
    };
    expect(peers.all.takeResults()).toEqual([]);
    for (const peer of [peers.votes, peers.mentions]) {
      const [result, ...others] = peer.takeResults() as unknown as { value: { logs: string[] } }[];
      expect({ ...result, value: { ...result!.value, logs: result!.value.logs.slice(0, 1) } }).toMatchObject(vote);
      expect(others).toEqual([]);
    }
  });

  it("tells of transactions that mention a key, and of no others, when they are final by default", async () => {
    const scene = new Scene();
    const key = newKey();
    const peer = scene.connect();
    await peer.subscribe("logsSubscribe", { mentions: [addressOf(key)] });
    const signatures = [scene.transfer(key, SOL), scene.transfer(key, 2n * SOL)].map(signatureOf);
    scene.transfer(newKey(), SOL);
    scene.completeSlots(2);
    expect(peer.take()).toEqual([]);
    scene.completeSlots(1);
    expect(peer.takeResults()).toEqual(
      signatures.map((signature) => ({ context: { slot: 2 }, value: { signature, err: null, logs: LOGS } })),
    );
  });
});

describe("signatureSubscribe", () => {
  it("tells once what came of a transaction, and ends", async () => {
    const scene = new Scene();
    const peer = scene.connect();
    const transaction = transfer(scene.payer, newKey(), SOL, scene.cluster.svm.bank.blockhashes.latest);
    const signature = signatureOf(transaction.signatures[0]!);
    const ids: number[] = [];
    for (const commitment of ["processed", "confirmed", "finalized"]) {
      ids.push(await peer.subscribe("signatureSubscribe", signature, { commitment }));
    }
    scene.cluster.send(transaction);
    expect(peer.take()).toEqual([]);
    scene.completeSlots(3);
    const text = (id: number) =>
      `{"jsonrpc":"2.0","method":"signatureNotification","params":{"result":{"context":{"slot":2},"value":{"err":null}},"subscription":${id}}}`;
    expect(peer.take()).toEqual(ids.map(text));
    expect([peer.session.subscriptionCount, scene.hub.subscriptionCount]).toEqual([0, 0]);
    scene.completeSlots(3);
    expect(peer.take()).toEqual([]);
    // A client may not know yet.
    expect(await peer.call("signatureUnsubscribe", ids[0]!)).toMatchObject({ result: true });
  });

  it("tells why a transaction failed", async () => {
    const scene = new Scene();
    const peer = scene.connect();
    const signature = signatureOf(scene.transfer(newKey(), 1_000_000n * SOL));
    await peer.subscribe("signatureSubscribe", signature, { commitment: "processed" });
    scene.completeSlots(1);
    expect(peer.takeResults()).toEqual([
      { context: { slot: 2 }, value: { err: { InstructionError: [0, { Custom: 1 }] } } },
    ]);
  });

  it("tells what is known already after its reply, at the slot where the level is", async () => {
    const scene = new Scene();
    const signature = signatureOf(scene.transfer(newKey(), SOL));
    scene.completeSlots(2);
    const peer = scene.connect();
    const subscribe = (commitment: string) =>
      peer.session.handle(
        JSON.stringify({
          jsonrpc: "2.0",
          id: commitment,
          method: "signatureSubscribe",
          params: [signature, { commitment }],
        }),
      );
    await subscribe("confirmed");
    await subscribe("finalized");
    expect(peer.take().map((text) => JSON.parse(text) as JsonObject)).toMatchObject([
      { id: "confirmed", result: 0 },
      { params: { result: { context: { slot: 3 }, value: { err: null } }, subscription: 0 } },
      { id: "finalized", result: 1 },
    ]);
    scene.completeSlots(1);
    expect(peer.takeResults()).toEqual([{ context: { slot: 2 }, value: { err: null } }]);
  });

  it("tells that a transaction came in to those who ask for it", async () => {
    const scene = new Scene();
    const [asking, other] = [scene.connect(), scene.connect()];
    const transaction = transfer(scene.payer, newKey(), SOL, scene.cluster.svm.bank.blockhashes.latest);
    const signature = signatureOf(transaction.signatures[0]!);
    await asking.subscribe("signatureSubscribe", signature, {
      commitment: "confirmed",
      enableReceivedNotification: true,
    });
    await other.subscribe("signatureSubscribe", signature, { commitment: "confirmed" });
    scene.cluster.send(transaction);
    expect(asking.takeResults()).toEqual([{ context: { slot: 2 }, value: "receivedSignature" }]);
    scene.completeSlots(1);
    expect(asking.takeResults()).toEqual([{ context: { slot: 2 }, value: { err: null } }]);
    expect(other.takeResults()).toEqual([{ context: { slot: 2 }, value: { err: null } }]);
  });

  it("answers in time on a cluster that makes a block for each transaction", async () => {
    const scene = new Scene({ instant: true, rootDistance: 0 });
    const peer = scene.connect();
    const before = transfer(scene.payer, newKey(), SOL, scene.cluster.svm.bank.blockhashes.latest);
    await peer.subscribe("signatureSubscribe", signatureOf(before.signatures[0]!));
    scene.cluster.send(before);
    expect(peer.takeResults()).toMatchObject([{ value: { err: null } }]);
    const after = scene.transfer(newKey(), 2n * SOL);
    await peer.subscribe("signatureSubscribe", signatureOf(after));
    expect(peer.takeResults()).toMatchObject([{ value: { err: null } }]);
  });
});

describe("blockSubscribe", () => {
  it("tells of each block when the level reaches it", async () => {
    const scene = new Scene();
    const peer = scene.connect();
    const config = { commitment: "confirmed", transactionDetails: "signatures", showRewards: false };
    const id = await peer.subscribe("blockSubscribe", "all", config);
    const finalPeer = scene.connect();
    await finalPeer.subscribe("blockSubscribe", "all");
    const signature = signatureOf(scene.transfer(newKey(), SOL));
    scene.completeSlots(1);
    const block = scene.cluster.ledger.block(2n)!;
    const signatures = [signatureOf(block.transactions[0]!.transaction.signatures[0]!), signature];
    expect(peer.take()).toEqual([
      `{"jsonrpc":"2.0","method":"blockNotification","params":{"result":{"context":{"slot":2},"value":{"slot":2,"block":{` +
        `"previousBlockhash":"${addressOf(block.previousBlockhash)}","blockhash":"${addressOf(block.blockhash)}","parentSlot":1,` +
        `"signatures":${JSON.stringify(signatures)},"blockTime":${block.blockTime},"blockHeight":2},"err":null}},"subscription":${id}}}`,
    ]);
    scene.completeSlots(3);
    expect(peer.takeResults()).toMatchObject([3, 4, 5].map((slot) => ({ context: { slot }, value: { slot } })));
    const full = { transactions: [{}, { transaction: [expect.any(String), "base64"], meta: { err: null } }] };
    expect(finalPeer.takeResults()).toMatchObject([
      { value: { slot: 1 } },
      { value: { slot: 2, block: full } },
      { value: { slot: 3 } },
    ]);
  });

  it("tells only of blocks that mention a key, and of these only the transactions that do", async () => {
    const scene = new Scene();
    const key = newKey();
    const peer = scene.connect();
    await peer.subscribe(
      "blockSubscribe",
      { mentionsAccountOrProgram: addressOf(key) },
      { commitment: "confirmed", transactionDetails: "signatures" },
    );
    scene.completeSlots(1);
    expect(peer.take()).toEqual([]);
    scene.transfer(newKey(), SOL);
    const signature = signatureOf(scene.transfer(key, SOL));
    scene.completeSlots(1);
    expect(peer.takeResults()).toMatchObject([{ value: { slot: 3, block: { signatures: [signature] }, err: null } }]);
  });

  it("says why a block cannot be shown", async () => {
    const scene = new Scene();
    const peer = scene.connect();
    await peer.subscribe("blockSubscribe", "all", { commitment: "confirmed" });
    const latest = scene.cluster.svm.bank.blockhashes.latest;
    const legacy = signTransaction([], [scene.payer], latest);
    const versioned = versionedOf(scene, latest);
    expect(scene.cluster.send(versioned).ok).toBe(true);
    expect(scene.cluster.send(legacy).ok).toBe(true);
    scene.completeSlots(1);
    expect(peer.takeResults()).toEqual([
      { context: { slot: 2 }, value: { slot: 2, block: null, err: { UnsupportedTransactionVersion: 0 } } },
    ]);
    scene.completeSlots(1);
    expect(peer.takeResults()).toMatchObject([{ value: { slot: 3, err: null } }]);
  });
});
