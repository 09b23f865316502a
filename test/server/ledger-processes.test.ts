import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { LmdbLedger } from "../../src/server/lmdb-ledger/lmdb-ledger.js";

// Processes that end while they write. They run what `npm run build` made.

const root = mkdtempSync(join(tmpdir(), "callgate-ledger-"));
afterAll(() => rmSync(root, { recursive: true }));

function script(name: string): string {
  return fileURLToPath(new URL(`./ledger-processes/${name}.mjs`, import.meta.url));
}

it("keeps what was appended when the process is killed at any time", () => {
  const output = execFileSync(process.execPath, [script("rounds"), "10"], { encoding: "utf8" });
  const { rounds, slots } = JSON.parse(output);
  expect(rounds).toBe(10);
  // All writers but three have kept at least one block.
  expect(slots).toBeGreaterThanOrEqual(7);
}, 60_000);

// Windows has no limit on the size of files.
it.skipIf(process.platform === "win32")(
  "says that the disk is full, and loses nothing then",
  async () => {
    const folder = join(root, "full");
    const run = `ulimit -f 1000 && exec "$0" "$@"`;
    const output = execFileSync("/bin/sh", ["-c", run, process.execPath, script("filler"), folder], {
      encoding: "utf8",
    });
    const [first, second] = JSON.parse(output);
    expect(first).toMatchObject({ code: "ledger-full", message: expect.stringContaining("no space left") });
    expect(second).toEqual(first);
    expect(first.kept).toBeGreaterThan(10);
    const ledger = new LmdbLedger(folder);
    expect(ledger.checkpoint!.slot).toBe(BigInt(first.kept));
    await ledger.close();
  },
  60_000,
);

it("is of one process at a time, and free when that was killed", async () => {
  const folder = join(root, "in-use");
  const writer = spawn(process.execPath, [script("writer"), folder], { stdio: ["ignore", "pipe", "inherit"] });
  await once(writer.stdout, "data");
  const message = `the ledger ${folder} is in use by process ${writer.pid}`;
  expect(() => new LmdbLedger(folder)).toThrow(expect.objectContaining({ code: "ledger-in-use", message }));
  writer.stdout.resume();
  writer.kill("SIGKILL");
  await once(writer, "exit");
  const ledger = new LmdbLedger(folder);
  expect(ledger.checkpoint!.slot).toBeGreaterThan(0n);
  await ledger.close();
}, 60_000);

it("is of one of many processes that find the lock of one that is gone", async () => {
  const folder = join(root, "race");
  for (let round = 0; round < 3; round++) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "owner.json"), '{"pid":4194305}');
    const writers = Array.from({ length: 5 }, () => {
      return spawn(process.execPath, [script("writer"), folder], { stdio: ["ignore", "pipe", "ignore"] });
    });
    const ends = writers.map((writer) => once(writer, "exit").then(() => "ended"));
    const outputs = writers.map((writer) => once(writer.stdout, "data").then(() => "writes"));
    const outcomes = await Promise.all(ends.map((end, i) => Promise.race([end, outputs[i]])));
    expect([...outcomes].sort()).toEqual(["ended", "ended", "ended", "ended", "writes"]);
    for (const writer of writers) writer.kill("SIGKILL");
    await Promise.all(ends);
  }
}, 60_000);
