import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { startValidator } from "../../src/server/validator.js";

test("who ends its half of the connection after a request still gets the answer, a batch's too", async () => {
  const validator = await startValidator({ rpcPort: 0, cluster: { instant: true } });
  try {
    const call = (id: number) => ({ jsonrpc: "2.0", id, method: "getSlot" });
    for (const body of [call(1), Array.from({ length: 500 }, (_, i) => call(i))].map((each) => JSON.stringify(each))) {
      const socket = connect(validator.server.rpcPort, "127.0.0.1");
      const chunks: Buffer[] = [];
      socket.on("data", (chunk: Buffer) => chunks.push(chunk));
      const head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n";
      socket.end(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
      await once(socket, "close");
      const reply = Buffer.concat(chunks).toString();
      expect(reply).toMatch(/^HTTP\/1\.1 200 /);
      expect(reply.match(/"result":0/g)).toHaveLength(body.startsWith("[") ? 500 : 1);
    }
  } finally {
    await validator.close();
  }
});
