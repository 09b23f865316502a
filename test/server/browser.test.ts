import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { AccessOptions } from "../../src/server/access.js";
import { noChromium, visit } from "../package/chromium.js";
import { serve } from "./support.js";

if (noChromium) console.log(`skipped, browsers and the server: ${noChromium}`);

/** What a page tries, and what it says came of it. */
const PAGE = `<!doctype html><script type="module">
  const [host, rpcPort, pubsubPort] = location.hash.slice(1).split(",");
  const call = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "getSlot" });
  const post = (type, mode) =>
    fetch("http://" + host + ":" + rpcPort, { method: "POST", mode, headers: { "Content-Type": type }, body: call })
      .then((reply) => (reply.type === "opaque" ? "opaque" : reply.text()), () => "refused");
  const socket = (port) => new Promise((resolve) => {
    const socket = new WebSocket("ws://" + host + ":" + port);
    socket.onopen = () => resolve("open");
    socket.onerror = () => resolve("refused");
  });
  console.log("json " + (await post("application/json", "cors")).trim());
  console.log("text " + (await post("text/plain", "no-cors")));
  console.log("sockets " + (await socket(rpcPort)) + " " + (await socket(pubsubPort)));
  console.log("done");
</script>`;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** What a page of `pageHost` comes to that asks for the server as `host`; whether anything was done. */
async function pageOf(pageHost: string, host: string, access: Partial<AccessOptions> = {}) {
  let calls = 0;
  const rpc = {
    handle: async () => {
      calls++;
      return "[]";
    },
  };
  const { server } = await serve({ server: { rpc, access } });
  const pages = createServer((_request, response) => response.setHeader("Content-Type", "text/html").end(PAGE));
  pages.listen(0, "127.0.0.1");
  closers.push(() => pages.close());
  await once(pages, "listening");
  const { port } = pages.address() as AddressInfo;
  const url = `http://${pageHost}:${port}/#${host},${server.rpcPort},${server.pubsubPort}`;
  const { lines } = await visit(url, ["--host-resolver-rules=MAP evil.test 127.0.0.1"]);
  return { lines, calls };
}

describe.skipIf(noChromium)("a page in a browser", () => {
  it("of this machine may use the server", async () => {
    const { lines, calls } = await pageOf("localhost", "127.0.0.1");
    expect(lines).toEqual(["json []", "text opaque", "sockets open open"]);
    expect(calls).toBe(1);
  });

  it.each(["127.0.0.1", "localhost", "evil.test"])("of elsewhere may not, under the name %s", async (host) => {
    const { lines, calls } = await pageOf("evil.test", host);
    expect(lines).toEqual(["json refused", "text opaque", "sockets refused refused"]);
    expect(calls).toBe(0);
  });

  it("of elsewhere may if its origin and the name are allowed", async () => {
    const access = { allowedOrigins: "any", allowedHosts: ["evil.test"] } as const;
    const { lines, calls } = await pageOf("evil.test", "evil.test", access);
    expect(lines).toEqual(["json []", "text opaque", "sockets open open"]);
    expect(calls).toBe(1);
  });
});
