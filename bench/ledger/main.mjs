// What a ledger costs: node bench/ledger/main.mjs. Appends blocks of 1,000 transfers and of one, as a cluster made them, with
// traces and without, and opens a ledger of 100,000 accounts. Medians of the later blocks, when the oldest ones go as well.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryLedger } from "../../dist/cluster/memory-ledger.js";
import { LmdbLedger } from "../../dist/server/lmdb-ledger/lmdb-ledger.js";
import { recordTransfers } from "./recorded-cluster.mjs";

const ACCOUNTS = 100_000;
const root = mkdtempSync(join(tmpdir(), "callgate-bench-"));

for (const trace of ["none", "all"]) {
  await measureBlocks(30, 1000, trace);
  await measureBlocks(300, 1, trace);
}
await measureOpening();
rmSync(root, { recursive: true });

async function measureBlocks(blocks, transfers, trace) {
  const steps = recordTransfers({ blocks, transfers, trace });
  // Traces are made when they are first looked at: that is no cost of the ledger.
  for (const { block } of steps) for (const each of block?.transactions ?? []) each.trace;
  const folder = join(root, `${transfers}-${trace}`);
  const memory = await measure(new MemoryLedger(), steps, transfers);
  const lmdb = await measure(new LmdbLedger(folder), steps, transfers);
  const megabytes = statSync(join(folder, "data.mdb")).size / 1e6;
  const times = `memory ${memory.toFixed(1)}, LMDB ${lmdb.toFixed(1)} µs per transfer`;
  console.log(`append, ${transfers} transfers a block, traces: ${trace}: ${times}; file ${megabytes.toFixed(1)} MB`);
}

/** Microseconds per transfer. */
async function measure(ledger, steps, transfers) {
  const times = [];
  for (const { block, changes, checkpoint } of steps) {
    const start = performance.now();
    await ledger.append(block, changes, checkpoint);
    times.push(performance.now() - start);
  }
  await ledger.close();
  return (median(times.slice(times.length / 2)) * 1000) / transfers;
}

async function measureOpening() {
  const folder = join(root, "accounts");
  const owner = new Uint8Array(32);
  const account = { lamports: 1n, data: new Uint8Array(165), owner, executable: false, rentEpoch: 0n };
  const changes = Array.from({ length: ACCOUNTS }, () => [crypto.getRandomValues(new Uint8Array(32)), account]);
  const counts = { slot: 0n, blockHeight: 0n, transactionCount: 0n, timeOffsetMilliseconds: 0 };
  const made = new LmdbLedger(folder);
  made.append(undefined, changes, { bankHash: owner, genesisHash: owner, blockhashes: [owner], ...counts });
  await made.close();
  const times = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    const ledger = new LmdbLedger(folder);
    const opened = performance.now();
    let read = 0;
    for (const _ of ledger.accounts()) read++;
    if (read !== ACCOUNTS) throw new Error(`${read} accounts`);
    times.push([opened - start, performance.now() - opened]);
    await ledger.close();
  }
  const [open, all] = [0, 1].map((i) => median(times.map((each) => each[i])));
  console.log(`opening ${ACCOUNTS} accounts: ${open.toFixed(1)} ms, and ${all.toFixed(0)} ms to read them all`);
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}
