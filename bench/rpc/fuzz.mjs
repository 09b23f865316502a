// Bad input, over real sockets, to a server of its own: node bench/rpc/fuzz.mjs [--count N] [--seed N]
// Ends with code 0 if the server lives, answered what it had to with JSON-RPC, missed no slot and kept its memory.
import { fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { WebSocket } from "ws";
import { Random } from "./fuzz-bytes.mjs";
import { frames, httpBytes, httpText } from "./fuzz-cases.mjs";

const { values } = parseArgs({ options: { count: { type: "string" }, seed: { type: "string" } } });
const count = Number(values.count ?? 100_000);
const seed = Number(values.seed ?? 1);

const PARALLEL = 16;
const PATIENCE_MILLISECONDS = 60_000;
/** Beyond what it was after a tenth of the cases. */
const MEMORY_GROWTH_BYTES = 32 * 1024 * 1024;
const BODY_LIMIT_BYTES = 50 * 1024;

const RUN = {
  "http-json": async ({ body }) => {
    const head = `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`;
    const reply = await exchange(rpcPort, Buffer.concat([Buffer.from(head), body]));
    if (body.length > BODY_LIMIT_BYTES) return expectThat(reply.startsWith("HTTP/1.1 413"), reply);
    expectThat(reply.startsWith("HTTP/1.1 200"), reply);
    checkReply(reply.slice(reply.indexOf("\r\n\r\n") + 4));
  },
  "http-bytes": async ({ bytes }) => {
    const reply = await exchange(rpcPort, bytes);
    expectThat(reply === "" || /^HTTP\/1\.1 \d{3} /.test(reply), reply);
  },
  frames: async ({ bytes }) => {
    const reply = await exchange(pubsubPort, Buffer.concat([Buffer.from(HANDSHAKE), bytes]));
    expectThat(reply.startsWith("HTTP/1.1 101"), reply);
  },
};

const HANDSHAKE =
  "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

const path = fileURLToPath(new URL("fuzz-server.mjs", import.meta.url));
const child = fork(path, { execArgv: ["--expose-gc"] });
let death;
child.once("exit", (code, signal) => {
  death = `the server ended with ${signal ?? code}`;
});
const [{ rpcPort, pubsubPort, methods, subscriptions }] = await once(child, "message");

const random = new Random(seed);
const failures = [];
const counts = {};
const watcher = await watchSlots();
let started = 0;
let early;
await Promise.all(Array.from({ length: PARALLEL }, worker));
const late = await memory();
await finish();

async function worker() {
  while (started < count && failures.length === 0 && death === undefined) {
    const number = started++;
    if (number === Math.floor(count / 10)) early = await memory();
    const kind = random.pick([httpText, httpBytes, frames]);
    const input = kind(random, kind === frames ? subscriptions : methods);
    counts[input.kind] = (counts[input.kind] ?? 0) + 1;
    try {
      await RUN[input.kind](input);
    } catch (thrown) {
      const shown = (input.body ?? input.bytes).toString("latin1").slice(0, 500);
      failures.push(`case ${number} of seed ${seed} (${input.kind}): ${thrown.message}\n${JSON.stringify(shown)}`);
    }
  }
}

/** All that comes back for these bytes, after which the client has nothing more to say. */
async function exchange(port, bytes) {
  const socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  const chunks = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("error", () => {});
  const tooLong = setTimeout(() => socket.destroy(new Error("late")), PATIENCE_MILLISECONDS);
  let isLate = false;
  socket.once("error", ({ message }) => {
    isLate = message === "late";
  });
  socket.end(bytes);
  await once(socket, "close").catch(() => {});
  clearTimeout(tooLong);
  if (isLate) throw new Error(`nothing ended the connection in ${PATIENCE_MILLISECONDS} ms`);
  return Buffer.concat(chunks).toString("latin1");
}

/** Every reply has a result or an error with a code and a message; notifications have none. */
function checkReply(text) {
  if (text === "") return;
  const parsed = JSON.parse(text);
  for (const reply of Array.isArray(parsed) ? parsed : [parsed]) {
    const { error } = reply;
    const isGood =
      error === undefined ? "result" in reply : Number.isInteger(error.code) && typeof error.message === "string";
    expectThat("id" in reply && isGood, text);
  }
}

function expectThat(holds, reply) {
  if (!holds) throw new Error(`unexpected reply ${JSON.stringify(reply.slice(0, 300))}`);
}

/** A client that behaves, all the time. */
async function watchSlots() {
  const socket = new WebSocket(`ws://127.0.0.1:${pubsubPort}`);
  await once(socket, "open");
  const slots = [];
  socket.on("message", (data) => {
    const { params } = JSON.parse(data);
    if (params !== undefined) slots.push(params.result.slot);
  });
  socket.send('{"jsonrpc":"2.0","id":1,"method":"slotSubscribe"}');
  return { socket, slots };
}

async function memory() {
  if (death !== undefined) return undefined;
  child.send("memory");
  const [told] = await once(child, "message");
  return told;
}

async function finish() {
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { slots, socket } = watcher;
  const missed = slots.length === 0 ? "all" : slots.at(-1) - slots[0] + 1 - slots.length;
  if (missed !== 0) failures.push(`the client that behaves missed slots: ${missed}`);
  if (socket.readyState !== WebSocket.OPEN) failures.push("the client that behaves was cut off");
  socket.terminate();
  if (death !== undefined) failures.push(death);
  for (const bug of late?.bugs ?? []) failures.push(`a bug: ${bug}`);
  const growth = (late?.bytes ?? 0) - (early?.bytes ?? 0);
  if (growth > MEMORY_GROWTH_BYTES) failures.push(`memory grew by ${megabytes(growth)}`);
  if (death === undefined) child.send("close");
  await once(child, "exit").catch(() => {});
  for (const failure of failures.slice(0, 10)) console.error(failure);
  console.log(
    `${started} cases (${Object.entries(counts)
      .map(([kind, n]) => `${n} ${kind}`)
      .join(", ")}), ${failures.length} failures, ` +
      `${slots.length} slots seen, memory ${megabytes(early?.bytes ?? 0)} after a tenth, ${megabytes(late?.bytes ?? 0)} at the end`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
}

function megabytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
