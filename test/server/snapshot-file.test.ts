import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { bytesEqual } from "../../src/base/bytes.js";
import { MemoryLedger } from "../../src/cluster/memory-ledger.js";
import { LmdbLedger } from "../../src/server/lmdb-ledger/lmdb-ledger.js";
import { exportSnapshot, importSnapshot, readSnapshot } from "../../src/server/snapshot-file.js";
import { anAccount, blockAt, checkpointAt } from "../cluster/ledger-battery.js";
import { account, checkpoint, key } from "../cluster/ledger-samples.js";

const root = mkdtempSync(join(tmpdir(), "callgate-snapshot-"));
afterAll(() => rmSync(root, { recursive: true }));
const path = join(root, "snapshot");

it("holds all accounts and the checkpoint", async () => {
  const accounts = fc.uniqueArray(fc.tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), account), {
    selector: ([address]) => address.join(),
    maxLength: 20,
  });
  const run = fc.asyncProperty(
    accounts,
    checkpoint,
    fc.bigInt({ min: 0n, max: 1000n }),
    async (changes, rest, slot) => {
      const from = new MemoryLedger();
      from.append(undefined, changes, { ...rest, slot });
      exportSnapshot(from, path);
      const to = new MemoryLedger();
      await importSnapshot(to, path);
      expect(to.checkpoint).toEqual(from.checkpoint);
      expect([...to.accounts()]).toEqual([...from.accounts()]);
    },
  );
  await fc.assert(run, { numRuns: 100 });
  expect(readdirSync(root)).toEqual(["snapshot"]);
});

it("goes from one kind of ledger to another, larger accounts than it writes at once included", async () => {
  const changes = Array.from({ length: 5 }, (_, i) => {
    return [key(i), { ...anAccount(), data: new Uint8Array(i * 700_000).fill(i) }] as const;
  });
  const from = new MemoryLedger();
  from.append(blockAt(4n), changes, checkpointAt(4n));
  exportSnapshot(from, path);
  const to = new LmdbLedger(join(root, "ledger"));
  await importSnapshot(to, path);
  expect(to.checkpoint).toEqual(from.checkpoint);
  const restored = [...to.accounts()].map(([, { data }], i) => bytesEqual(data, changes[i][1].data));
  expect(restored).toEqual([true, true, true, true, true]);
  to.append(blockAt(5n), [], checkpointAt(5n));
  await expect(importSnapshot(to, path)).rejects.toMatchObject({ code: "ledger-not-empty" });
  await to.close();
});

describe("what is no snapshot", () => {
  function snapshotBytes(): Buffer {
    const ledger = new MemoryLedger();
    ledger.append(undefined, [[key(1), anAccount()]], checkpointAt(1n));
    exportSnapshot(ledger, path);
    return readFileSync(path);
  }

  function reading(bytes: Uint8Array): () => void {
    writeFileSync(path, bytes);
    return () => readSnapshot(path);
  }

  it("is refused when any byte differs or is missing", () => {
    const bytes = snapshotBytes();
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] ^= 1;
      const code = at >= 8 && at < 12 ? /snapshot-(corrupt|too-new)/ : /snapshot-corrupt/;
      expect(reading(changed)).toThrow(expect.objectContaining({ code: expect.stringMatching(code) }));
      expect(reading(bytes.subarray(0, at))).toThrow(expect.objectContaining({ code: "snapshot-corrupt" }));
    }
    expect(reading(Buffer.concat([bytes, Buffer.of(0)]))).toThrow("its checksum differs");
  });

  it("is named when it is newer, missing or not to be written", () => {
    const bytes = snapshotBytes();
    bytes[8] = 2;
    expect(reading(bytes)).toThrow(`the snapshot ${path} has format 2; this version of Callgate reads formats up to 1`);
    const missing = join(root, "missing", "file");
    expect(() => readSnapshot(missing)).toThrow(expect.objectContaining({ code: "snapshot-unavailable" }));
    const ledger = new MemoryLedger();
    expect(() => exportSnapshot(ledger, path)).toThrow(expect.objectContaining({ code: "empty-ledger" }));
    ledger.append(undefined, [], checkpointAt(1n));
    expect(() => exportSnapshot(ledger, missing)).toThrow(expect.objectContaining({ code: "snapshot-unavailable" }));
  });
});
