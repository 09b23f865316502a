// npm run bench -- rpc-faults: the command is killed under load again and again, and once has no room left. See ../README.md.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseFlags, wholeNumber } from "../options.mjs";
import { ProgressLine } from "../progress.mjs";
import { startCluster } from "./cluster-process.mjs";
import { checkLedger, checkReports } from "./faults-checks.mjs";
import { prepareChain, startLoad } from "./faults-load.mjs";

/** Slots are short, so that there are many moments at which a block is written. */
const SLOT_MILLISECONDS = 40;
/** From the first confirmation on. */
const MAX_LOAD_MILLISECONDS = 1_000;
/** Blocks are run again from genesis after so many rounds, and after the last. */
const ROUNDS_PER_REPLAY = 25;
/** What a disk that is full soon has left. */
const ROOM_KILOBYTES = 1_000;
/** Transactions that a ledger keeps: all. */
const MAX_TRANSACTIONS = 1_000_000_000;
const POLL_MILLISECONDS = 5;
const PATIENCE_MILLISECONDS = 60_000;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @returns the exit code: 1 if anything is wrong. Throws `Misuse`. */
export async function faults(args) {
  const { values } = parseFlags({ args, options: { rounds: { type: "string", default: "200" } } });
  const rounds = wholeNumber("--rounds", values.rounds);
  const root = mkdtempSync(join(tmpdir(), "callgate-faults-"));
  const line = new ProgressLine();
  try {
    const killed = await killRounds(join(root, "killed"), rounds, (text) => line.show(text));
    line.clear();
    report(`${rounds} times killed under load`, killed);
    const full = await fillDisk(join(root, "full"));
    report(`no room left (${JSON.stringify(full.said)}, exit code ${full.code})`, full);
    return killed.problems.length + full.problems.length === 0 ? 0 : 1;
  } finally {
    line.clear();
    rmSync(root, { recursive: true, force: true });
  }
}

function report(what, { problems, reports, blockCount }) {
  const failed = reports.filter(({ err }) => err !== null).length;
  console.log(
    `${what}: ${reports.length} transactions were reported confirmed, ${failed} of them as failed; ` +
      `${blockCount} blocks run again from genesis, problems: ${problems.length}`,
  );
  for (const problem of problems.slice(0, 20)) console.error(problem);
}

function start(ledger, options) {
  const limit = ["--limit-ledger-size", String(MAX_TRANSACTIONS)];
  return startCluster(["--ledger", ledger, "--slot-time", String(SLOT_MILLISECONDS), ...limit], options);
}

/** Each round finds what the one before left. */
async function killRounds(ledger, rounds, show) {
  const found = { problems: [], reports: [], blockCount: 0 };
  let latest = [];
  for (let round = 1; round <= rounds; round++) {
    const cluster = await start(ledger);
    if (round === 1) await prepareChain(cluster);
    found.problems.push(...(await checkReports(cluster, latest)));
    latest = [];
    const load = await loaded(cluster, latest);
    await pause(Math.random() * MAX_LOAD_MILLISECONDS);
    await cluster.stop("SIGKILL");
    found.problems.push(...(await load.stop()));
    found.reports.push(...latest);
    if (round % ROUNDS_PER_REPLAY === 0 || round === rounds) await replay(ledger, found);
    show(`round ${round} of ${rounds}, ${found.reports.length} confirmed, ${found.problems.length} problems`);
    if (found.problems.length > 0) break;
  }
  return found;
}

/** Resolves when the first of its transactions has been confirmed. */
async function loaded(cluster, reports) {
  const load = startLoad(cluster, (told) => reports.push(told));
  for (let waited = 0; reports.length === 0; waited += POLL_MILLISECONDS) {
    if (waited > PATIENCE_MILLISECONDS) throw new Error("the load never got anything confirmed");
    await pause(POLL_MILLISECONDS);
  }
  return load;
}

async function replay(ledger, found) {
  const { problems, blockCount } = await checkLedger(ledger, found.reports);
  found.problems.push(...problems);
  found.blockCount = blockCount;
}

/** The command runs out of room under load: it has to say so and to end, and keeps what it told. */
async function fillDisk(ledger) {
  const first = await start(ledger);
  await prepareChain(first);
  await first.stop();
  const kilobytes = Math.ceil(statSync(join(ledger, "callgate", "data.mdb")).size / 1_000) + ROOM_KILOBYTES;
  const found = { problems: [], reports: [], blockCount: 0 };
  const cluster = await start(ledger, { fileSizeLimitKilobytes: kilobytes });
  const load = startLoad(cluster, (told) => found.reports.push(told));
  const { code, stderr: said } = await cluster.end();
  // What it refuses at the end is none.
  await load.stop();
  if (code !== 1 || !/^error: keeping slot \d+: no space left on the disk\b.*\n$/.test(said)) {
    found.problems.push("it did not say in one sentence that the disk is full, and end with code 1");
  }
  const again = await start(ledger);
  found.problems.push(...(await checkReports(again, found.reports)));
  await again.stop();
  await replay(ledger, found);
  return { ...found, code, said: said.trim() };
}
