import { once } from "node:events";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.js";
import { generateKeypair } from "../../src/crypto/ed25519.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { SOL } from "../rpc/subscriptions/support.js";
import { http, rawSocket, readAll, serve, until, WebSocketClient } from "./support.js";

const slotOf = (message: JsonObject) => ((message.params as JsonObject).result as JsonObject).slot;

describe("WebSockets", () => {
  it("subscribe on the port after the one of JSON-RPC, and on that one too", async () => {
    const { server, cluster, hub, errors } = await serve();
    const clients = [await WebSocketClient.open(server.pubsubPort), await WebSocketClient.open(server.rpcPort)];
    for (const client of clients) expect((await client.call("slotSubscribe")).result).toBe(0);
    expect([server.peerCount, hub.subscriptionCount]).toEqual([2, 2]);
    cluster.completeSlot();
    cluster.completeSlot();
    for (const client of clients) {
      await until(() => client.messages.length === 2);
      expect(client.messages.map(slotOf)).toEqual([2, 3]);
      client.socket.close();
    }
    await until(() => server.peerCount === 0 && hub.subscriptionCount === 0);
    expect(errors).toEqual([]);
  });

  it("stay open when a client pings by a call, take texts in binary frames as Agave does, and answer in order", async () => {
    const { server } = await serve();
    const client = await WebSocketClient.open(server.pubsubPort);
    client.socket.send('{"jsonrpc":"2.0","method":"ping"}');
    client.socket.send(Buffer.from('{"jsonrpc":"2.0","id":"b","method":"ping"}'));
    client.socket.send("nonsense");
    await until(() => client.messages.length === 2);
    expect(client.messages).toMatchObject([
      { id: "b", error: { code: -32601 } },
      { id: null, error: { code: -32700 } },
    ]);
    expect((await client.call("getVersion")).result).toMatchObject({ "solana-core": "4.3.0" });
  });

  it.each([
    ["a message that is longer than the limit", "x".repeat(4097), 1009],
    ["bytes that are not UTF-8", Buffer.of(0x22, 0xff, 0x22), 1007],
  ])("are closed after %s", async (_name, data, code) => {
    const { server, hub } = await serve();
    const [client, other] = [
      await WebSocketClient.open(server.pubsubPort),
      await WebSocketClient.open(server.pubsubPort),
    ];
    await client.call("slotSubscribe");
    await other.call("slotSubscribe");
    client.socket.send(data);
    expect(await client.closed()).toBe(code);
    await until(() => hub.subscriptionCount === 1);
    expect((await other.call("rootSubscribe")).result).toBe(1);
  });

  it("are told to upgrade when they ask like HTTP", async () => {
    const { server } = await serve();
    expect((await http({ port: server.pubsubPort, body: "{}" })).status).toBe(426);
    const socket = await rawSocket(server.pubsubPort);
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
    expect(await readAll(socket)).toContain("400 Bad Request");
    const incomplete = await rawSocket(server.pubsubPort);
    incomplete.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    expect(await readAll(incomplete)).toContain("400 Bad Request");
  });

  it("that answer no ping are cut off, others are not", async () => {
    const { server } = await serve({ server: { limits: { pingIntervalMilliseconds: 250 } } });
    const dead = await WebSocketClient.open(server.pubsubPort, { autoPong: false });
    const alive = await WebSocketClient.open(server.pubsubPort);
    expect(await dead.closed()).toBe(1006);
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(alive.closeCode).toBeUndefined();
    expect(server.peerCount).toBe(1);
  });

  it("are told that the server goes away", async () => {
    const { server } = await serve({ server: { limits: { closeTimeoutMilliseconds: 60_000 } } });
    const client = await WebSocketClient.open(server.pubsubPort);
    const begin = Date.now();
    await server.close();
    expect(await client.closed()).toBe(1001);
    expect(Date.now() - begin).toBeLessThan(20_000);
    await expect(once(new WebSocketClient(server.pubsubPort).socket, "open")).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
  });

  it("that do not answer the goodbye are cut off", async () => {
    const { server } = await serve({ server: { limits: { closeTimeoutMilliseconds: 200 } } });
    const client = await WebSocketClient.open(server.pubsubPort);
    client.socket.pause();
    await server.close();
    client.socket.resume();
    expect(await client.closed()).toBeGreaterThanOrEqual(1001);
  });
});

describe("many subscriptions", () => {
  it("get every notification, 1,000 of them, on few and on many sockets", async () => {
    const { server, cluster, hub } = await serve();
    const clients = await Promise.all(Array.from({ length: 100 }, () => WebSocketClient.open(server.pubsubPort)));
    const keys = Array.from({ length: 9 }, () => generateKeypair().publicKey);
    const config = { encoding: "base64", commitment: "processed" };
    await Promise.all(
      clients.flatMap((client) => [
        client.call("slotSubscribe"),
        ...keys.map((key) => client.call("accountSubscribe", addressFromPubkey(key), config)),
      ]),
    );
    expect(hub.subscriptionCount).toBe(1000);
    const slots = 20;
    for (let slot = 0; slot < slots; slot++) {
      for (const key of keys) cluster.requestAirdrop(key, SOL);
      cluster.completeSlot();
      if (slot % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const client of clients) {
      await until(() => client.messages.length >= slots * 10);
      const byId = new Map<unknown, unknown[]>();
      for (const { params } of client.messages) {
        const { subscription, result } = params as { subscription: number; result: JsonObject };
        const seen = byId.get(subscription) ?? [];
        byId.set(subscription, seen);
        seen.push(result.slot ?? (result.value as JsonObject).lamports);
      }
      expect(byId.size).toBe(10);
      for (const [id, seen] of byId) {
        const expected = Array.from({ length: slots }, (_, i) => (id === 0 ? i + 2 : (i + 1) * 1e9));
        expect(seen).toEqual(expected);
      }
    }
  });

  it("of a slow reader are cut off at the limit; the rest miss nothing", async () => {
    const { server, cluster, hub, errors } = await serve({ server: { limits: { maxQueueBytes: 1_000_000 } } });
    const slow = await WebSocketClient.open(server.pubsubPort);
    const quick = await WebSocketClient.open(server.pubsubPort);
    const big = generateKeypair().publicKey;
    const config = { encoding: "base64", commitment: "processed" };
    for (const client of [slow, quick]) await client.call("accountSubscribe", addressFromPubkey(big), config);
    slow.socket.pause();
    const change = async (round: number) => {
      const data = new Uint8Array(300_000).fill(round);
      cluster.setAccounts([
        [big, { lamports: SOL, data, owner: new Uint8Array(32), executable: false, rentEpoch: 0n }],
      ]);
      await until(() => quick.messages.length === round);
    };
    let round = 0;
    while (server.peerCount === 2 && round < 100) await change(++round);
    expect(round).toBeLessThan(100);
    expect(hub.subscriptionCount).toBe(1);
    for (let more = 0; more < 5; more++) await change(++round);
    expect(quick.messages.length).toBe(round);
    expect(errors).toEqual([]);
  });
});
