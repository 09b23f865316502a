// A cluster in a process of its own, as `npx callgate` starts it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The one of the package; or what `tsc` writes, as `npm run bench -- --modules` does it. */
const COMMAND = fileURLToPath(
  new URL(
    process.env.CALLGATE_BENCH_MODULES ? "../../dist/cli/callgate/main.js" : "../../dist/bundle/cli.js",
    import.meta.url,
  ),
);
/** Linux's USER_HZ. */
const TICKS_PER_SECOND = 100;

/**
 * Starts `callgate` with a free port; resolves when it serves.
 * @param fileSizeLimitKilobytes of any file that it writes; beyond that the operating system says that the disk is full.
 */
export async function startCluster(args, { fileSizeLimitKilobytes } = {}) {
  const nodeArgs = process.env.SERVER_NODE_ARGS?.split(" ") ?? [];
  const command = [process.execPath, ...nodeArgs, COMMAND, "--rpc-port", "0", ...args];
  const [program, ...rest] = fileSizeLimitKilobytes === undefined ? command : limited(command, fileSizeLimitKilobytes);
  const env = { ...process.env, NO_COLOR: "1" };
  const child = spawn(program, rest, { env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  const { rpcUrl, pubsubUrl } = await addresses(child, () => stderr);
  const end = async () => {
    const [code] = await exited;
    return { code, stderr };
  };
  return {
    pid: child.pid,
    rpcUrl,
    pubsubUrl,
    /** Bytes that the process has in memory now, files not counted: what it maps of its ledger the system may take back. */
    residentBytes: () => residentBytes(child.pid),
    /** What the process has taken of processors so far, of its own code and the system's. */
    cpuSeconds: () => cpuSeconds(child.pid),
    /** Resolves when the process has ended, with its exit code and what it said of errors. */
    end,
    stop(signal = "SIGINT") {
      child.kill(signal);
      return end();
    },
  };
}

/** In blocks of 512 bytes, as POSIX has it. */
function limited(command, kilobytes) {
  return ["/bin/sh", "-c", `ulimit -f ${kilobytes * 2} && exec "$0" "$@"`, ...command];
}

/** Resolves with what it prints of where it serves. All that it prints is read, or it would wait. */
function addresses(child, stderr) {
  let text = "";
  return new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error(`the cluster ended before it served:\n${text}${stderr()}`)));
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      if (text === undefined) return;
      text += chunk;
      const found = /JSON-RPC +(\S+)\n[\s\S]*PubSub +(\S+)\n[\s\S]*Slots/.exec(text);
      if (found === null) return;
      text = undefined;
      resolve({ rpcUrl: found[1], pubsubUrl: found[2] });
    });
  });
}

/** Linux alone tells it. */
function residentBytes(pid) {
  return Number(/RssAnon:\s+(\d+) kB/.exec(readProcess(pid, "status"))?.[1] ?? Number.NaN) * 1024;
}

/** The same: the fields behind the command's name, of which utime and stime are the 12th and 13th (proc(5)). */
function cpuSeconds(pid) {
  const fields = readProcess(pid, "stat")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function readProcess(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
