// Many clients over sockets: transactions per second that are confirmed, how long that takes, what is lost.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startCluster } from "./cluster-process.mjs";

const CLIENTS = fileURLToPath(new URL("load-clients.mjs", import.meta.url));
const PROCESSES = 2;

/** @returns figures of `clients` clients for `seconds`, each with `window` transactions under way. */
export async function load({ clients, seconds, window, args = [], show }) {
  const folder = mkdtempSync(join(tmpdir(), "callgate-load-"));
  const cluster = await startCluster(["--ledger", join(folder, "ledger"), ...args]);
  try {
    const count = Math.ceil(clients / PROCESSES);
    const children = Array.from({ length: PROCESSES }, (_, i) => {
      const { rpcUrl, pubsubUrl } = cluster;
      return fork(CLIENTS, [JSON.stringify({ rpcUrl, pubsubUrl, first: i * count, count, seconds, window })]);
    });
    await Promise.all(children.map(messageOf));
    const cpuBefore = cluster.cpuSeconds();
    const memory = watchMemory(cluster, seconds, show);
    const reports = children.map(messageOf);
    for (const child of children) child.send("go");
    const results = await Promise.all(reports);
    const latencies = results.flatMap((result) => result.latencies).sort((a, b) => a - b);
    return {
      confirmed: latencies.length,
      perSecond: latencies.length / seconds,
      p50: latencies[latencies.length >> 1],
      p99: latencies[Math.floor(latencies.length * 0.99)],
      cpuMicroseconds: ((cluster.cpuSeconds() - cpuBefore) * 1e6) / latencies.length,
      residentBytes: memory.stop(),
      losses: results.flatMap((result) => result.losses),
    };
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The next message of a process that may end instead: when its channel is closed, all that it sent has come. */
async function messageOf(child) {
  const ended = once(child, "disconnect").then(() => {
    throw new Error("a process of clients ended, and told nothing");
  });
  const [message] = await Promise.race([once(child, "message"), ended]);
  return message;
}

/** `stop` tells the bytes at the beginning, half way, at the end, and the most. */
function watchMemory(cluster, seconds, show) {
  const began = performance.now();
  const samples = [cluster.residentBytes()];
  const timer = setInterval(() => {
    samples.push(cluster.residentBytes());
    show(`${Math.round((performance.now() - began) / 1000)} of ${seconds} s, ${Math.round(samples.at(-1) / 1e6)} MB`);
  }, 500);
  return {
    stop() {
      clearInterval(timer);
      samples.push(cluster.residentBytes());
      return {
        before: samples[0],
        halfway: samples[samples.length >> 1],
        after: samples.at(-1),
        peak: Math.max(...samples),
      };
    },
  };
}
