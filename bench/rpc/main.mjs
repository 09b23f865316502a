// npm run bench -- rpc: the cluster under load, beside what the runtime alone does. See ../README.md.
import { Misuse, parseFlags, wholeNumber } from "../options.mjs";
import { ProgressLine } from "../progress.mjs";
import { load } from "./load.mjs";
import { runtimeAlone } from "./runtime-alone.mjs";

const TRACES = ["all", "failed", "none"];

/** @returns the exit code: 1 if anything was lost, or came twice. Throws `Misuse`. */
export async function rpcBenchmark(args) {
  const { values } = parseFlags({
    args,
    options: {
      clients: { type: "string", default: "100" },
      seconds: { type: "string", default: "60" },
      window: { type: "string", default: "8" },
      trace: { type: "string", default: "all" },
    },
  });
  const clients = wholeNumber("--clients", values.clients);
  const seconds = wholeNumber("--seconds", values.seconds);
  const window = wholeNumber("--window", values.window);
  if (!TRACES.includes(values.trace)) {
    throw new Misuse(`expected --trace to be all, failed or none, got ${values.trace}`);
  }
  const alone = runtimeAlone();
  console.log(`the runtime alone, one transfer after the other  ${format(alone)} transactions/s\n`);
  const line = new ProgressLine();
  const result = await load({
    clients,
    seconds,
    window,
    args: ["--trace", values.trace],
    show: (text) => line.show(text),
  });
  line.clear?.();
  const rows = [
    [`${clients} clients, ${window} transactions under way each, ${seconds} s, traces: ${values.trace}`, ""],
    ["  confirmed", `${format(result.confirmed)} (lost or twice: ${result.losses.length})`],
    ["  per second", `${format(result.perSecond)} (${(result.perSecond / alone).toFixed(2)} of the runtime alone)`],
    ["  sent to confirmed, p50", `${Math.round(result.p50)} ms`],
    ["  sent to confirmed, p99", `${Math.round(result.p99)} ms`],
    ["  processor time of each", `${Math.round(result.cpuMicroseconds)} µs of the cluster's process`],
    ["  memory", memoryText(result.residentBytes)],
  ];
  for (const [name, value] of rows) console.log(`${name.padEnd(28)} ${value}`);
  for (const loss of result.losses.slice(0, 10)) console.error(loss);
  return result.losses.length === 0 ? 0 : 1;
}

const format = (number) => Math.round(number).toLocaleString("en-US");
const memoryText = ({ before, halfway, after, peak }) =>
  `${megabytes(before)} MB before, ${megabytes(halfway)} half way, ${megabytes(after)} after, ${megabytes(peak)} at most`;
const megabytes = (bytes) => format(bytes / 1e6);
