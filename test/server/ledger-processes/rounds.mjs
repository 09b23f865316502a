// Kills a process that appends to a ledger, again and again, and checks each time what is there then.
// node test/server/ledger-processes/rounds.mjs [rounds, default 200] [seed]: prints how many rounds and slots it were.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { LmdbLedger } from "../../../dist/server/lmdb-ledger/lmdb-ledger.js";
import { MAX_TRANSACTIONS } from "./chain.mjs";
import { checkLedger } from "./check.mjs";

const WRITER = fileURLToPath(new URL("./writer.mjs", import.meta.url));
/** After the first block; every fourth time after the start, so that some die while they open the ledger. */
const MAX_MILLISECONDS = 100;
const MAX_START_MILLISECONDS = 600;
/** Then a new ledger is begun: to compare whole chains takes longer and longer. */
const ROUNDS_OF_A_LEDGER = 8;

const rounds = Number(process.argv[2] ?? 200);
const root = mkdtempSync(join(tmpdir(), "callgate-kill-"));
let slots = 0;
for (let round = 0; round < rounds; ) {
  const folder = join(root, String(round));
  let kept = 0n;
  for (const last = Math.min(rounds, round + ROUNDS_OF_A_LEDGER); round < last; round++) {
    kept = await checkedSlot(folder, await killedWriter(folder, kept, round % 4 === 0));
  }
  slots += Number(kept);
}
rmSync(root, { recursive: true });
console.log(JSON.stringify({ rounds, slots }));

/** Opens the ledger, which must be right, and gives its latest slot. */
async function checkedSlot(folder, reported) {
  const ledger = new LmdbLedger(folder, { maxTransactions: MAX_TRANSACTIONS });
  checkLedger(ledger, reported, MAX_TRANSACTIONS);
  const kept = ledger.checkpoint?.slot ?? 0n;
  await ledger.close();
  return kept;
}

/** Runs a writer, kills it at any time, and gives the latest slot that it reported. */
async function killedWriter(folder, already, atStart) {
  const child = spawn(process.execPath, [WRITER, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
  let latest = already;
  const lines = createInterface({ input: child.stdout });
  const begun = new Promise((resolve) => lines.once("line", resolve));
  lines.on("line", (line) => {
    latest = BigInt(line);
  });
  const inTime = atStart ? setTimeout(Math.random() * MAX_START_MILLISECONDS) : begun.then(pause);
  const { code, signal } = await Promise.race([inTime.then(() => child.kill("SIGKILL")).then(() => ended), ended]);
  if (signal !== "SIGKILL") throw new Error(`the writer ended with ${code ?? signal}`);
  return latest;
}

function pause() {
  return setTimeout(Math.random() * MAX_MILLISECONDS);
}
