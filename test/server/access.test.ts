import { once } from "node:events";
import { describe, expect, it } from "vitest";
import type { AccessOptions } from "../../src/server/access.js";
import { GET_SLOT, http, JSON_TYPE, serve, WebSocketClient } from "./support.js";

async function statusOf(headers: Record<string, string>, access: Partial<AccessOptions> = {}, host = "127.0.0.1") {
  const { server } = await serve({ server: { access, host } });
  const reply = await http({ port: server.rpcPort, headers: { ...JSON_TYPE, ...headers }, body: GET_SLOT });
  const socket = new WebSocketClient(server.pubsubPort, { headers });
  const upgrade = await Promise.race([
    once(socket.socket, "open").then(() => 200),
    once(socket.socket, "unexpected-response").then(([, response]) => response.statusCode),
  ]);
  expect(upgrade).toBe(reply.status);
  return reply.status;
}

describe("the Host header", () => {
  it.each(["localhost", "localhost:8899", "LOCALHOST:1", "127.0.0.1:8899", "127.1.2.3", "[::1]:8899", "[::1]"])(
    "%s is this machine",
    async (Host) => {
      expect(await statusOf({ Host })).toBe(200);
    },
  );

  it.each([
    "evil.example",
    "evil.example:8899",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "192.168.0.1:8899",
    "localhost@evil.example",
    "[::1].evil.example",
    "[::2]",
    "a b",
    ":8899",
  ])("%s is refused", async (Host) => {
    expect(await statusOf({ Host })).toBe(403);
  });

  it("may be the one that was bound to, one that is allowed, and any address if all are bound to", async () => {
    expect(await statusOf({ Host: "box.local:8899" }, { allowedHosts: ["Box.local"] })).toBe(200);
    expect(await statusOf({ Host: "other.local:8899" }, { allowedHosts: ["Box.local"] })).toBe(403);
    expect(await statusOf({ Host: "192.168.0.1:8899" }, {}, "0.0.0.0")).toBe(200);
    expect(await statusOf({ Host: "[fe80::1]:8899" }, {}, "0.0.0.0")).toBe(200);
    expect(await statusOf({ Host: "evil.example:8899" }, {}, "0.0.0.0")).toBe(403);
  });
});

describe("the Origin header", () => {
  it.each([
    "http://localhost",
    "http://localhost:3000",
    "https://localhost:5173",
    "http://127.0.0.1:3000",
    "http://[::1]:3000",
  ])("%s is this machine", async (Origin) => {
    expect(await statusOf({ Origin })).toBe(200);
  });

  it.each([
    "https://evil.example",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://evil.example:8899",
    "null",
    "file://",
    "chrome-extension://abc",
    "localhost",
    "http://",
    "javascript:localhost",
  ])("%s is refused", async (Origin) => {
    expect(await statusOf({ Origin })).toBe(403);
  });

  it("may be one that is allowed, or any if all are", async () => {
    const allowedOrigins = ["https://app.example/", "chrome-extension://abc"];
    expect(await statusOf({ Origin: "https://app.example" }, { allowedOrigins })).toBe(200);
    expect(await statusOf({ Origin: "chrome-extension://abc" }, { allowedOrigins })).toBe(200);
    expect(await statusOf({ Origin: "https://app.example:444" }, { allowedOrigins })).toBe(403);
    expect(await statusOf({ Origin: "null" }, { allowedOrigins: "any" })).toBe(200);
    expect(await statusOf({ Origin: "https://evil.example" }, { allowedOrigins: "any" })).toBe(200);
  });

  it("is refused with a sentence, before anything is done", async () => {
    const { server } = await serve({ server: { rpc: { handle: () => Promise.reject(new Error("asked")) } } });
    const headers = { ...JSON_TYPE, Origin: "https://evil.example" };
    const reply = await http({ port: server.rpcPort, headers, body: GET_SLOT });
    expect(reply).toMatchObject({
      status: 403,
      body: 'Pages of the origin "https://evil.example" may not use this server; allow the origin if they shall.\n',
    });
    expect(reply.headers["access-control-allow-origin"]).toBeUndefined();
    for (const method of ["OPTIONS", "GET"]) {
      const other = await http({ port: server.rpcPort, method, path: "/health", headers: { Origin: "null" } });
      expect([other.status, other.headers["access-control-allow-origin"]]).toEqual([403, undefined]);
    }
  });
});

describe("what is allowed", () => {
  it.each([
    [{ allowedOrigins: ["example.com"] }, "invalid-origin"],
    [{ allowedOrigins: ["https://example.com/app"] }, "invalid-origin"],
    [{ allowedOrigins: [""] }, "invalid-origin"],
    [{ allowedHosts: ["example.com:8899"] }, "invalid-host"],
    [{ allowedHosts: ["http://example.com"] }, "invalid-host"],
    [{ allowedHosts: [""] }, "invalid-host"],
  ])("%j is refused by name", async (access, code) => {
    await expect(serve({ server: { access } })).rejects.toMatchObject({ code });
  });

  it("may be an address of IPv6, with brackets", async () => {
    expect(await statusOf({ Host: "[fe80::1]:8899" }, { allowedHosts: ["[fe80::1]"] })).toBe(200);
  });
});

describe("a browser", () => {
  const preflight = {
    Origin: "http://localhost:3000",
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type,solana-client",
    "Access-Control-Request-Private-Network": "true",
  };

  it("is told what a page of this machine may send", async () => {
    const { server } = await serve();
    const reply = await http({ port: server.rpcPort, method: "OPTIONS", headers: preflight });
    expect(reply).toMatchObject({
      status: 200,
      body: "",
      headers: {
        "access-control-allow-origin": "http://localhost:3000",
        "access-control-allow-methods": "OPTIONS, POST",
        "access-control-allow-headers": "content-type,solana-client",
        "access-control-allow-private-network": "true",
        "access-control-max-age": "86400",
        vary: "Origin",
      },
    });
  });

  it("may show the answer to the page that asked, and to no other", async () => {
    const { server } = await serve();
    const headers = { ...JSON_TYPE, Origin: "http://localhost:3000" };
    const reply = await http({ port: server.rpcPort, headers, body: GET_SLOT });
    expect(reply.headers).toMatchObject({ "access-control-allow-origin": "http://localhost:3000", vary: "Origin" });
  });

  it("may show it to any page if all origins are allowed", async () => {
    const { server } = await serve({ server: { access: { allowedOrigins: "any" } } });
    for (const call of [
      { method: "POST", headers: { ...JSON_TYPE, Origin: "https://app.example" }, body: GET_SLOT },
      { method: "OPTIONS", headers: preflight },
    ]) {
      const reply = await http({ port: server.rpcPort, ...call });
      expect([reply.status, reply.headers["access-control-allow-origin"]]).toEqual([200, "*"]);
    }
  });
});
