import {
  Connection,
  Keypair,
  LAMPORTS_PER_SOL,
  type PublicKey,
  SystemProgram,
  sendAndConfirmTransaction,
  Transaction,
} from "@solana/web3.js";
import { describe, expect, it } from "vitest";
import { base58Encode } from "../../src/base/base58.js";
import { serve, until } from "./support.js";

/** A cluster whose slots take 50 ms, and web3.js as it is. */
async function scene() {
  const { server, hub, cluster, errors } = await serve({ cluster: { rootDistance: 3 } });
  const connection = new Connection(`http://127.0.0.1:${server.rpcPort}`, "confirmed");
  const slots = setInterval(() => cluster.completeSlot(), 50);
  const payer = Keypair.generate();
  const airdrop = cluster.requestAirdrop(payer.publicKey.toBytes(), BigInt(10 * LAMPORTS_PER_SOL));
  await until(() => cluster.signatureStatus(airdrop));
  const transfer = (to: PublicKey) => {
    const { publicKey: fromPubkey } = payer;
    const instruction = SystemProgram.transfer({ fromPubkey, toPubkey: to, lamports: LAMPORTS_PER_SOL });
    return new Transaction().add(instruction);
  };
  const send = (to: PublicKey) => sendAndConfirmTransaction(connection, transfer(to), [payer]);
  return { server, hub, cluster, connection, payer, transfer, send, errors, end: () => clearInterval(slots) };
}

describe("web3.js", () => {
  it("confirms a transaction by its subscription", async () => {
    const { server, connection, send, end, errors } = await scene();
    const to = Keypair.generate().publicKey;
    await send(to);
    expect(await connection.getBalance(to)).toBe(LAMPORTS_PER_SOL);
    await until(() => server.peerCount === 0);
    end();
    expect(errors).toEqual([]);
  });

  it("is told by every subscription, and ends them", async () => {
    const { server, hub, connection, payer, transfer, send, end, errors } = await scene();
    const to = Keypair.generate().publicKey;
    const seen: Record<string, unknown[]> = {};
    const see = (name: string) => {
      const list: unknown[] = [];
      seen[name] = list;
      return (...told: unknown[]) => void list.push(told);
    };
    const account = connection.onAccountChange(to, see("account"), { commitment: "processed" });
    const finalAccount = connection.onAccountChange(to, see("final account"), {
      commitment: "finalized",
      encoding: "jsonParsed",
    });
    const program = connection.onProgramAccountChange(SystemProgram.programId, see("program"), {
      commitment: "confirmed",
      filters: [{ dataSize: 0 }],
    });
    const logs = connection.onLogs(to, see("logs"));
    const allLogs = connection.onLogs("all", see("all logs"));
    const votes = connection.onLogs("allWithVotes", see("logs with votes"));
    const slot = connection.onSlotChange(see("slot"));
    const slotUpdate = connection.onSlotUpdate(see("slot update"));
    const root = connection.onRootChange(see("root"));
    const subscriptions = 9;
    await until(() => hub.subscriptionCount === subscriptions);
    await until(() => seen.slot!.length > 1 && seen.root!.length > 0 && seen["slot update"]!.length > 0);

    const signature = await send(to);
    await until(() => seen["final account"]!.length > 0);
    const lamports = LAMPORTS_PER_SOL;
    const context = { slot: expect.any(Number) };
    expect(seen.account).toMatchObject([[{ lamports, owner: SystemProgram.programId }, context]]);
    expect(seen["final account"]).toMatchObject([[{ lamports }, context]]);
    expect(seen.program).toContainEqual([
      { accountId: to, accountInfo: expect.objectContaining({ lamports }) },
      expect.objectContaining(context),
    ]);
    expect(seen.program).toContainEqual([expect.objectContaining({ accountId: payer.publicKey }), expect.anything()]);
    const told = [{ signature, err: null, logs: expect.any(Array) }, expect.objectContaining(context)];
    expect(seen.logs).toEqual([told]);
    expect(seen["all logs"]).toEqual([told]);
    expect(seen["logs with votes"]!.length).toBeGreaterThan(2);
    expect(seen.slot![0]).toMatchObject([
      { slot: expect.any(Number), parent: expect.any(Number), root: expect.any(Number) },
    ]);
    const types = new Set((seen["slot update"] as [{ type: string }][]).map(([{ type }]) => type));
    expect([...types].sort()).toEqual(["completed", "createdBank", "frozen", "optimisticConfirmation", "root"]);

    const transaction = transfer(Keypair.generate().publicKey);
    transaction.recentBlockhash = (await connection.getLatestBlockhash()).blockhash;
    transaction.sign(payer);
    const next = base58Encode(transaction.signature!);
    connection.onSignatureWithOptions(next, see("received"), {
      commitment: "processed",
      enableReceivedNotification: true,
    });
    connection.onSignatureWithOptions(next, see("status"), { commitment: "confirmed" });
    connection.onSignature(next, see("finalized"), "finalized");
    await until(() => hub.subscriptionCount === subscriptions + 3);
    await connection.sendRawTransaction(transaction.serialize());
    await until(() => seen.finalized!.length > 0);
    // web3.js listens no longer after its first notification, whichever it is.
    expect(seen.received).toMatchObject([[{ type: "received" }, context]]);
    expect(seen.status).toMatchObject([[{ type: "status", result: { err: null } }, context]]);
    expect(seen.finalized).toMatchObject([[{ err: null }, context]]);

    await Promise.all([
      connection.removeAccountChangeListener(account),
      connection.removeAccountChangeListener(finalAccount),
      connection.removeProgramAccountChangeListener(program),
      connection.removeOnLogsListener(logs),
      connection.removeOnLogsListener(allLogs),
      connection.removeOnLogsListener(votes),
      connection.removeSlotChangeListener(slot),
      connection.removeSlotUpdateListener(slotUpdate),
      connection.removeRootChangeListener(root),
    ]);
    // With nothing left to hear of, web3.js closes its socket.
    await until(() => server.peerCount === 0);
    end();
    expect(errors).toEqual([]);
  });
});
