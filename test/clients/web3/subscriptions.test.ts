import {
  type AccountInfo,
  type Connection,
  type Context,
  Keypair,
  LAMPORTS_PER_SOL,
  type Logs,
  type PublicKey,
  type SignatureSubscriptionCallback,
  type SlotInfo,
  type SlotUpdate,
  SystemProgram,
  sendAndConfirmTransaction,
  Transaction,
} from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { until } from "../support/until.js";
import { type ClientStage, startClientStage } from "../support/validator.js";

describe("subscriptions", () => {
  let stage: ClientStage;
  let connection: Connection;
  let payer: Keypair;

  beforeAll(async () => {
    stage = await startClientStage();
    connection = stage.connect();
    payer = await stage.fund(5);
  });

  const transferTo = (toPubkey: PublicKey, lamports: number) =>
    new Transaction().add(SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey, lamports }));

  const send = (transaction: Transaction, ...others: Keypair[]) =>
    sendAndConfirmTransaction(stage.connect(), transaction, [payer, ...others]);

  /** Waits until the server has a client's newest subscription: what comes before is not told. */
  const subscribed = (client: Connection) => {
    const { _subscriptionsByHash: all } = client as unknown as {
      _subscriptionsByHash: Record<string, { state: string }>;
    };
    return until(() => Object.values(all).every(({ state }) => state === "subscribed"));
  };

  it("slots, and their stages", async () => {
    const slots: SlotInfo[] = [];
    const updates: SlotUpdate[] = [];
    const roots: number[] = [];
    const ids = [
      connection.onSlotChange((info) => slots.push(info)),
      connection.onSlotUpdate((update) => updates.push(update)),
      connection.onRootChange((root) => roots.push(root)),
    ] as const;
    await until(() => roots.length > 5 && slots.length > 5);
    await connection.removeSlotChangeListener(ids[0]);
    await connection.removeSlotUpdateListener(ids[1]);
    await connection.removeRootChangeListener(ids[2]);
    const [first] = slots;
    expect(slots.map(({ slot }) => slot)).toEqual(slots.map((_, i) => first!.slot + i));
    for (const { slot, parent, root } of slots) {
      expect(parent).toBe(slot - 1);
      expect(root).toBeLessThan(slot);
    }
    expect(roots).toEqual(roots.map((_, i) => roots[0]! + i));
    const types = new Set(updates.map(({ type }) => type));
    expect([...types].toSorted()).toEqual(["completed", "createdBank", "frozen", "optimisticConfirmation", "root"]);
    const frozen = updates.find((update) => update.type === "frozen")!;
    expect(frozen).toMatchObject({
      slot: expect.any(Number),
      timestamp: expect.any(Number),
      stats: { numSuccessfulTransactions: expect.any(Number), numTransactionEntries: expect.any(Number) },
    });
    expect(Math.abs(frozen.timestamp - Date.now())).toBeLessThan(30_000);
    const count = slots.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(slots.length).toBe(count);
  });

  it("an account, as it is at the end of each slot that changes it", async () => {
    const key = Keypair.generate().publicKey;
    const seen: [AccountInfo<Buffer>, Context][] = [];
    const id = connection.onAccountChange(key, (info, context) => seen.push([info, context]), "confirmed");
    await subscribed(connection);
    const signatures = [await send(transferTo(key, 1_000_000)), await send(transferTo(key, 500_000))];
    await until(() => seen.length === 2);
    expect(seen.map(([{ lamports }]) => lamports)).toEqual([1_000_000, 1_500_000]);
    expect(seen[0]![0]).toMatchObject({ owner: SystemProgram.programId, executable: false, data: Buffer.alloc(0) });
    const { value } = await connection.getSignatureStatuses(signatures);
    expect(seen.map(([, { slot }]) => slot)).toEqual(value.map((status) => status!.slot));
    await connection.removeAccountChangeListener(id);
    await send(transferTo(key, 1));
    expect(seen).toHaveLength(2);
  });

  it("the accounts of a program, filtered", async () => {
    const programId = Keypair.generate().publicKey;
    const seen: [PublicKey, number][] = [];
    const filters = [{ dataSize: 9 }, { memcmp: { offset: 0, bytes: "1" } }];
    const id = connection.onProgramAccountChange(
      programId,
      ({ accountId, accountInfo }) => seen.push([accountId, accountInfo.data.length]),
      { commitment: "processed", filters },
    );
    await subscribed(connection);
    const accounts = [Keypair.generate(), Keypair.generate()] as const;
    const create = (account: Keypair, space: number) =>
      SystemProgram.createAccount({
        fromPubkey: payer.publicKey,
        newAccountPubkey: account.publicKey,
        lamports: LAMPORTS_PER_SOL / 100,
        space,
        programId,
      });
    await send(new Transaction().add(create(accounts[0], 8), create(accounts[1], 9)), ...accounts);
    await until(() => seen.length > 0);
    expect(seen).toEqual([[accounts[1].publicKey, 9]]);
    await connection.removeProgramAccountChangeListener(id);
  });

  it("logs, of all, of all with votes, of transactions that mention an account", async () => {
    const key = Keypair.generate().publicKey;
    const seen: Record<"all" | "withVotes" | "mentions", Logs[]> = { all: [], withVotes: [], mentions: [] };
    const ids = [
      connection.onLogs("all", (logs) => seen.all.push(logs), "processed"),
      connection.onLogs("allWithVotes", (logs) => seen.withVotes.push(logs), "processed"),
      connection.onLogs(key, (logs) => seen.mentions.push(logs), "processed"),
    ];
    await subscribed(connection);
    const signature = await send(transferTo(key, 1_000_000));
    const tooMuch = await stage
      .connect()
      .sendTransaction(transferTo(key, 6 * LAMPORTS_PER_SOL), [payer], { skipPreflight: true });
    await until(() => seen.mentions.length === 2);
    expect(seen.mentions).toEqual([
      {
        signature,
        err: null,
        logs: [
          "Program 11111111111111111111111111111111 invoke [1]",
          "Program 11111111111111111111111111111111 success",
        ],
      },
      expect.objectContaining({ signature: tooMuch, err: { InstructionError: [0, { Custom: 1 }] } }),
    ]);
    expect(seen.all.map((logs) => logs.signature)).toEqual([signature, tooMuch]);
    expect(seen.withVotes.length).toBeGreaterThan(2);
    for (const id of ids) await connection.removeOnLogsListener(id);
  });

  it("signatures: received, then at a commitment, once", async () => {
    const client = stage.connect();
    const transaction = transferTo(payer.publicKey, 7);
    const { blockhash } = await client.getLatestBlockhash();
    transaction.recentBlockhash = blockhash;
    transaction.feePayer = payer.publicKey;
    transaction.sign(payer);
    const { base58 } = await import("@scure/base");
    const signature = base58.encode(transaction.signature!);
    const results: unknown[] = [];
    const notifications: Parameters<SignatureSubscriptionCallback>[0][] = [];
    client.onSignature(signature, ({ err }, { slot }) => results.push([err, slot]), "finalized");
    // web3.js ends this one with the first notification.
    const options = { commitment: "confirmed" as const, enableReceivedNotification: true };
    client.onSignatureWithOptions(signature, (notification) => notifications.push(notification), options);
    const dropped = client.onSignature(signature, () => results.push("dropped"), "processed");
    await subscribed(client);
    await client.removeSignatureListener(dropped);
    expect(await client.sendRawTransaction(transaction.serialize())).toBe(signature);
    await until(() => results.length === 1);
    const status = (await client.getSignatureStatus(signature)).value!;
    expect(status.confirmationStatus).toBe("finalized");
    expect(results).toEqual([[null, expect.any(Number)]]);
    expect(notifications[0]).toEqual({ type: "received" });
    // Of one that is there already.
    client.onSignature(signature, ({ err }) => results.push(err), "confirmed");
    await until(() => results.length === 2);
    expect(results[1]).toBeNull();
  });

  it("survive a ping and the loss of their socket", async () => {
    const client = stage.connect();
    const slots: number[] = [];
    const id = client.onSlotChange(({ slot }) => slots.push(slot));
    await until(() => slots.length > 2);
    const { _rpcWebSocket: webSocket } = client as unknown as {
      _rpcWebSocket: { notify(method: string): Promise<void>; socket: { terminate(): void } };
    };
    await webSocket.notify("ping");
    await until(goesOn(slots));
    webSocket.socket.terminate();
    await until(goesOn(slots));
    await client.removeSlotChangeListener(id);
  });
});

/** Whether more came since this was called. */
function goesOn(list: readonly unknown[]): () => boolean {
  const { length } = list;
  return () => list.length > length + 2;
}
