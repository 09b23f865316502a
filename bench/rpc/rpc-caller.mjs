// JSON-RPC over one kept connection.
import { Agent, request } from "node:http";

/** Calls methods, one after the other, over a socket of its own. */
export function rpcCaller(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { hostname, port } = new URL(url);
  let id = 0;
  const post = (body) =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const sent = request({ hostname, port, agent, method: "POST", path: "/", headers }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk) => (text += chunk));
        response.on("end", () => resolve(text));
        response.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(body);
    });
  return {
    async call(method, ...params) {
      const { result, error } = JSON.parse(await post(JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params })));
      if (error !== undefined) throw Object.assign(new Error(`${method}: ${error.message}`), { code: error.code });
      return result;
    },
    close: () => agent.destroy(),
  };
}
