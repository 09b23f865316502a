// A cluster in a process of its own, as `npx callgate` starts it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const COMMAND = fileURLToPath(new URL("../../dist/bundle/cli.js", import.meta.url));

/** Starts `callgate` with a free port; resolves when it serves. */
export async function startCluster(args) {
  const child = spawn(
    process.execPath,
    [...(process.env.SERVER_NODE_ARGS?.split(" ") ?? []), COMMAND, "--rpc-port", "0", ...args],
    {
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const { rpcUrl, pubsubUrl } = await addresses(child);
  return {
    pid: child.pid,
    rpcUrl,
    pubsubUrl,
    /** Bytes that the process has in memory now. */
    residentBytes: () => residentBytes(child.pid),
    stop: (signal = "SIGINT") => stop(child, signal),
  };
}

async function addresses(child) {
  let text = "";
  child.stdout.setEncoding("utf8");
  for await (const chunk of child.stdout) {
    text += chunk;
    const found = /JSON-RPC +(\S+)\n[\s\S]*PubSub +(\S+)\n[\s\S]*Slots/.exec(text);
    if (found === null) continue;
    child.stdout.resume();
    return { rpcUrl: found[1], pubsubUrl: found[2] };
  }
  throw new Error(`the cluster ended before it served:\n${text}`);
}

/** Linux alone tells it. */
function residentBytes(pid) {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? Number.NaN) * 1024;
  } catch {
    return Number.NaN;
  }
}

async function stop(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
  return child.exitCode;
}
