import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { startRpcServer } from "../../src/server/rpc-server.js";
import { GET_SLOT, http, JSON_TYPE, rawSocket, readAll, serve } from "./support.js";

const PATIENCE = { timeout: 20_000 };

describe("HTTP", () => {
  it("answers JSON-RPC that is posted to any path", async () => {
    const { server } = await serve();
    const reply = await http({ port: server.rpcPort, body: GET_SLOT, path: "/some/where?x" });
    expect(reply).toMatchObject({
      status: 200,
      headers: { "content-type": "application/json; charset=utf-8" },
      body: '{"jsonrpc":"2.0","result":0,"id":1}\n',
    });
    expect(reply.headers["access-control-allow-origin"]).toBeUndefined();
    const batch = await http({ port: server.rpcPort, body: `[${GET_SLOT},${GET_SLOT}]` });
    expect(JSON.parse(batch.body)).toHaveLength(2);
    const notification = await http({ port: server.rpcPort, body: '{"jsonrpc":"2.0","method":"getSlot"}' });
    expect([notification.status, notification.body]).toEqual([200, ""]);
    const noJson = await http({ port: server.rpcPort, body: "{" });
    expect([noJson.status, JSON.parse(noJson.body).error.code]).toEqual([200, -32700]);
  });

  it("tells that it is well", async () => {
    const { server } = await serve();
    const reply = await http({ port: server.rpcPort, method: "GET", path: "/health", headers: {} });
    expect([reply.status, reply.body]).toEqual([200, "ok"]);
  });

  it.each([
    ["application/json", 200],
    ["application/json; charset=utf-8", 200],
    ["Application/JSON;charset=UTF-8", 200],
    ["text/plain", 415],
    ["application/json; charset=latin1", 415],
    ["application/x-www-form-urlencoded", 415],
    [undefined, 415],
  ])("of content of the type %s is answered with %i", async (type, status) => {
    const { server } = await serve();
    const headers: Record<string, string> = type === undefined ? {} : { "Content-Type": type };
    expect((await http({ port: server.rpcPort, headers, body: GET_SLOT })).status).toBe(status);
  });

  it.each(["GET", "PUT", "DELETE", "PATCH"])("refuses %s", async (method) => {
    const { server } = await serve();
    expect(await http({ port: server.rpcPort, method })).toMatchObject({
      status: 405,
      headers: { allow: "OPTIONS, POST" },
    });
  });

  it("refuses bodies beyond the limit, told or not, and ones that are not UTF-8", async () => {
    const { server } = await serve({ server: { limits: { maxRequestBodyBytes: 100 } } });
    const port = server.rpcPort;
    expect((await http({ port, body: " ".repeat(100) })).status).toBe(200);
    expect(await http({ port, body: " ".repeat(101) })).toMatchObject({
      status: 413,
      body: "The body of the request is larger than 100 bytes.\n",
      headers: { connection: "close" },
    });
    const chunked = { ...JSON_TYPE, "Transfer-Encoding": "chunked" };
    expect((await http({ port, headers: chunked, body: " ".repeat(101) })).status).toBe(413);
    expect((await http({ port, body: Uint8Array.of(0x22, 0xff, 0x22) })).status).toBe(400);
  });

  it("refuses more bytes at one time than it may hold", async () => {
    const limits = { maxRequestBodyBytes: 100, maxPendingBodyBytes: 120 };
    const { server } = await serve({ server: { limits } });
    const half = await rawSocket(server.rpcPort);
    half.write(
      `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n${" ".repeat(80)}`,
    );
    const post = () => http({ port: server.rpcPort, body: " ".repeat(60) });
    await expect.poll(async () => (await post()).status, PATIENCE).toBe(503);
    half.destroy();
    await expect.poll(async () => (await post()).status, PATIENCE).toBe(200);
  });

  it("tells of a bug, and answers that there was one", async () => {
    const bug = new Error("a bug");
    const rpc = { handle: () => Promise.reject(bug) };
    const { server, errors } = await serve({ server: { rpc } });
    const reply = await http({ port: server.rpcPort, body: GET_SLOT });
    expect(JSON.parse(reply.body)).toEqual({
      jsonrpc: "2.0",
      error: { code: -32603, message: "Internal error" },
      id: null,
    });
    expect(errors).toEqual([bug]);
  });

  it("keeps connections for 300 s of silence, and says so", async () => {
    const { server } = await serve();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports: (number | undefined)[] = [];
    for (let i = 0; i < 3; i++) {
      const sent = request({ host: "127.0.0.1", port: server.rpcPort, method: "POST", headers: JSON_TYPE, agent });
      sent.end(GET_SLOT);
      const [response] = await once(sent, "response");
      expect(response.headers["keep-alive"]).toBe("timeout=300");
      ports.push(response.socket.localPort);
      response.resume();
      await once(response, "end");
    }
    agent.destroy();
    expect(new Set(ports).size).toBe(1);
  });

  it("cuts off half a request after a while", async () => {
    const { server } = await serve({ server: { limits: { requestTimeoutMilliseconds: 300 } } });
    const halfHeaders = await rawSocket(server.rpcPort);
    halfHeaders.write("POST / HTTP/1.1\r\nHost: loc");
    const halfBody = await rawSocket(server.rpcPort);
    halfBody.write(
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
    );
    expect(await Promise.all([readAll(halfHeaders), readAll(halfBody)])).toEqual([
      expect.stringContaining("HTTP/1.1 408"),
      expect.stringContaining("HTTP/1.1 408"),
    ]);
  });

  it("cuts off who does not take its reply", async () => {
    const rpc = { handle: async () => " ".repeat(50_000_000) };
    const { server } = await serve({ server: { rpc, limits: { keepAliveTimeoutMilliseconds: 300 } } });
    const socket = await rawSocket(server.rpcPort);
    socket.pause();
    socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    socket.resume();
    expect((await readAll(socket)).length).toBeLessThan(50_000_000);
  });

  it("drops connections beyond the limit", async () => {
    const { server } = await serve({ server: { limits: { maxConnections: 2 } } });
    const held = [await rawSocket(server.rpcPort), await rawSocket(server.rpcPort)];
    expect(await readAll(await rawSocket(server.rpcPort))).toBe("");
    held[0]!.destroy();
    const status = () =>
      http({ port: server.rpcPort, body: GET_SLOT }).then(
        (reply) => reply.status,
        () => "dropped",
      );
    await expect.poll(status, PATIENCE).toBe(200);
  });
});

describe("ports", () => {
  it("are the next two free ones if any will do", async () => {
    const servers = await Promise.all([serve(), serve(), serve()]);
    for (const { server } of servers) {
      expect(server.pubsubPort).toBe(server.rpcPort + 1);
      expect((await http({ port: server.rpcPort, body: GET_SLOT })).status).toBe(200);
    }
  });

  it("that are taken are named, and what was opened is closed again", async () => {
    const { server, rpc, hub } = await serve();
    await expect(startRpcServer({ rpc, hub, rpcPort: server.rpcPort })).rejects.toMatchObject({
      code: "port-in-use",
      message: `port ${server.rpcPort} of 127.0.0.1 is in use by another process`,
    });
    const [free] = await freePorts(1);
    await expect(startRpcServer({ rpc, hub, rpcPort: free!, pubsubPort: server.rpcPort })).rejects.toMatchObject({
      code: "port-in-use",
      context: { port: server.rpcPort },
    });
    const [another] = await freePorts(1);
    const second = await startRpcServer({ rpc, hub, rpcPort: free!, pubsubPort: another! });
    expect([second.rpcPort, second.pubsubPort]).toEqual([free, another]);
    await second.close();
  });

  it.each([
    [{ rpcPort: 65_536 }, "invalid-port"],
    [{ rpcPort: -1 }, "invalid-port"],
    [{ rpcPort: 1.5 }, "invalid-port"],
    [{ rpcPort: 0, host: "192.0.2.1" }, "invalid-host"],
    [{ rpcPort: 0, host: "no.such.host.invalid" }, "invalid-host"],
  ])("and hosts like %j are refused by name", async (options, code) => {
    const { rpc, hub } = await serve();
    await expect(startRpcServer({ rpc, hub, ...options })).rejects.toMatchObject({ code });
  });
});

describe("closing", () => {
  it("finishes what is under way and takes nothing new", async () => {
    let answer: (reply: string) => void = () => {};
    const rpc = { handle: () => new Promise<string>((resolve) => (answer = resolve)) };
    const { server } = await serve({ server: { rpc, limits: { closeTimeoutMilliseconds: 5_000 } } });
    const idle = await rawSocket(server.rpcPort);
    const reply = http({ port: server.rpcPort, body: GET_SLOT, headers: { ...JSON_TYPE, Connection: "keep-alive" } });
    await expect.poll(() => answer.length, PATIENCE).toBe(1);
    const closed = server.close();
    expect(server.close()).toBe(closed);
    await expect(http({ port: server.rpcPort, body: GET_SLOT })).rejects.toMatchObject({ code: "ECONNREFUSED" });
    answer('"done"');
    expect(await reply).toMatchObject({ status: 200, body: '"done"\n', headers: { connection: "close" } });
    await closed;
    expect(idle.destroyed || idle.readableEnded || (await readAll(idle)) === "").toBe(true);
  });

  it("does not wait for ever", async () => {
    let isAsked = false;
    const handle = () => {
      isAsked = true;
      return new Promise<string>(() => {});
    };
    const { server } = await serve({ server: { rpc: { handle }, limits: { closeTimeoutMilliseconds: 100 } } });
    const reply = expect(http({ port: server.rpcPort, body: GET_SLOT })).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect.poll(() => isAsked, PATIENCE).toBe(true);
    const begin = Date.now();
    await server.close();
    expect(Date.now() - begin).toBeLessThan(5_000);
    await reply;
  });
});

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
