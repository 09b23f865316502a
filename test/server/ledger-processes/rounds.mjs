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
/** After the first block. */
const MAX_MILLISECONDS = 100;
/** Then a new ledger is begun: to compare whole chains takes longer and longer. */
const MAX_SLOTS = 1000n;

const rounds = Number(process.argv[2] ?? 200);
const root = mkdtempSync(join(tmpdir(), "callgate-kill-"));
let folder = join(root, "0");
let slots = 0n;
let reported = 0n;
for (let round = 0; round < rounds; round++) {
  const before = reported;
  reported = await killedWriter(folder, reported);
  const ledger = new LmdbLedger(folder, { maxTransactions: MAX_TRANSACTIONS });
  checkLedger(ledger, reported, MAX_TRANSACTIONS);
  reported = ledger.checkpoint?.slot ?? 0n;
  slots += reported - before;
  await ledger.close();
  if (reported < MAX_SLOTS) continue;
  folder = join(root, String(round + 1));
  reported = 0n;
}
rmSync(root, { recursive: true });
console.log(JSON.stringify({ rounds, slots: Number(slots) }));

/** Runs a writer, kills it at any time, and gives the latest slot that it reported. */
async function killedWriter(folder, already) {
  const child = spawn(process.execPath, [WRITER, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
  let latest = already;
  const lines = createInterface({ input: child.stdout });
  const begun = new Promise((resolve) => lines.once("line", resolve));
  lines.on("line", (line) => {
    latest = BigInt(line);
  });
  const { code, signal } = await Promise.race([
    begun
      .then(() => setTimeout(Math.random() * MAX_MILLISECONDS))
      .then(() => child.kill("SIGKILL"))
      .then(() => ended),
    ended,
  ]);
  if (signal !== "SIGKILL") throw new Error(`the writer ended with ${code ?? signal}`);
  return latest;
}
