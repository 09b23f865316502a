import { Worker } from "node:worker_threads";
import { Random } from "../helpers/random.js";

/**
 * How many mutated transactions, programs and account files there are in all: CALLGATE_FUZZ_CASES=100000 for a long
 * run. CALLGATE_FUZZ_SEED makes other ones; CALLGATE_FUZZ_ONLY runs the one case of a failure, by its number.
 */
export const CASES = Number(process.env.CALLGATE_FUZZ_CASES ?? 4000);
const SEED = Number(process.env.CALLGATE_FUZZ_SEED ?? 1);
const ONLY = process.env.CALLGATE_FUZZ_ONLY;
const SAYS_MORE = process.env.CALLGATE_FUZZ_CASES !== undefined;

/** Milliseconds that vitest gives a test with `count` cases. */
export const timeoutFor = (count: number): number => 60_000 + count * 100;

/** Milliseconds after which a case counts as hanging. */
const HANG = 30_000;

/** How often each ending came. */
export type Tally = ReadonlyMap<string, number>;

/**
 * Runs `count` cases, each with random choices of its own; `body` names the ending. A case that hangs kills the process
 * and says which it was.
 */
export async function forEachCase(title: string, count: number, body: (random: Random) => string): Promise<Tally> {
  const tally = new Map<string, number>();
  const watchdog = new Watchdog(title);
  let slowest = { milliseconds: 0, number: 0 };
  const numbers = ONLY === undefined ? Array.from({ length: Math.ceil(count) }, (_, i) => i) : [Number(ONLY)];
  for (const number of numbers) {
    watchdog.begin(number);
    const started = performance.now();
    const ending = runCase(title, number, body);
    const milliseconds = performance.now() - started;
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, number };
    tally.set(ending, (tally.get(ending) ?? 0) + 1);
    // Lets what belongs to garbage be freed.
    if (number % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await watchdog.end();
  if (SAYS_MORE) report(title, numbers.length, tally, slowest);
  return tally;
}

function runCase(title: string, number: number, body: (random: Random) => string): string {
  try {
    return body(new Random(seedOf(title) + SEED * 0x9e3779b1 + number * 0x85ebca6b));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${title}: case ${number} of seed ${SEED}: ${message}`, { cause });
  }
}

/** Cases of different titles have nothing in common. */
function seedOf(title: string): number {
  return [...title].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 0);
}

function report(
  title: string,
  count: number,
  tally: Tally,
  slowest: { readonly milliseconds: number; readonly number: number },
): void {
  const endings = [...tally].sort(([, a], [, b]) => b - a).map(([ending, times]) => `  ${times} ${ending}`);
  const slow = `slowest ${slowest.milliseconds.toFixed(0)} ms (case ${slowest.number})`;
  console.info([`${title}: ${count} cases, ${slow}`, ...endings].join("\n"));
}

/** A thread that looks whether cases come to an end: nothing in this one could tell while a loop runs. */
class Watchdog {
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  readonly #worker: Worker;

  constructor(title: string) {
    this.#worker = new Worker(WATCH, { eval: true, workerData: { state: this.#state, title, hang: HANG, seed: SEED } });
    this.#worker.unref();
  }

  begin(number: number): void {
    this.#state[0] = number;
    Atomics.add(this.#state, 1, 1);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

const WATCH = `
  const { workerData: { state, title, hang, seed } } = require("node:worker_threads");
  let last = -1;
  let since = Date.now();
  setInterval(() => {
    if (Atomics.load(state, 1) !== last) {
      last = Atomics.load(state, 1);
      since = Date.now();
    } else if (Date.now() - since > hang) {
      require("node:fs").writeSync(2, title + ": case " + state[0] + " of seed " + seed + " hangs\\n");
      process.kill(process.pid, "SIGKILL");
    }
  }, 500);
`;
