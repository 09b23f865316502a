import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "lmdb";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { Environment } from "../../src/server/lmdb-ledger/environment.js";
import { formatCodec } from "../../src/server/lmdb-ledger/format.js";
import { LmdbLedger } from "../../src/server/lmdb-ledger/lmdb-ledger.js";
import { Table } from "../../src/server/lmdb-ledger/table.js";
import { anAccount, blockAt, checkpointAt } from "../cluster/ledger-battery.js";
import { key } from "../cluster/ledger-samples.js";

const root = mkdtempSync(join(tmpdir(), "callgate-ledger-"));
afterAll(() => rmSync(root, { recursive: true }));

let folder: string;
let count = 0;
beforeEach(() => {
  folder = join(root, String(count++));
});

const DATA = new Uint8Array(50_000).fill(0xa7);

async function makeLedger(): Promise<void> {
  const ledger = new LmdbLedger(folder);
  ledger.append(blockAt(1n), [[key(1), { ...anAccount(), data: DATA }]], checkpointAt(1n));
  await ledger.close();
}

function opening(): unknown {
  try {
    void new LmdbLedger(folder).close();
  } catch (error) {
    return error;
  }
  return undefined;
}

function failure(code: string, message: string) {
  return expect.objectContaining({ name: "CallgateError", code, message: expect.stringContaining(message) });
}

describe("the owner of a ledger", () => {
  it("is named to a second one in the same process", async () => {
    const ledger = new LmdbLedger(folder);
    expect(opening()).toEqual(failure("ledger-in-use", "in use by this very process"));
    await ledger.close();
    expect(opening()).toBeUndefined();
  });

  it("has the ledger no more when another process got its number", async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, "owner.json"), JSON.stringify({ pid: process.pid, started: "1" }));
    // Only there is it known when a process began.
    const expected = process.platform === "linux" ? undefined : failure("ledger-in-use", "process");
    expect(opening()).toEqual(expected);
  });

  it.each(["", "{", "null", '{"pid":"1"}', '{"pid":-1}', '{"pid":4194305}'])(
    "is nobody if the lock says %j",
    (content) => {
      mkdirSync(folder);
      writeFileSync(join(folder, "owner.json"), content);
      expect(opening()).toBeUndefined();
    },
  );

  it("leaves nothing behind that keeps others out", async () => {
    await makeLedger();
    expect(readdirSync(folder).sort()).toEqual(["data.mdb", "lock.mdb"]);
  });
});

describe("opening what is no ledger of this version", () => {
  it("names the version that made a newer one", async () => {
    await makeLedger();
    const environment = new Environment(folder, false);
    const formats = new Table(environment.openDatabase("format"), "the format", formatCodec);
    environment.transaction("", () => formats.put(new Uint8Array(1), { version: 2, callgate: "9.8.7" }));
    await environment.close();
    expect(opening()).toEqual(
      failure("ledger-too-new", "format 2, made by Callgate 9.8.7; this version reads formats up to 1"),
    );
  });

  it.each([
    ["text", "hello ".repeat(10_000)],
    ["zeros", new Uint8Array(100_000)],
    ["a few bytes", "short"],
    ["noise", crypto.getRandomValues(new Uint8Array(20_000))],
  ])("refuses a file of %s", (_name, content) => {
    mkdirSync(folder);
    writeFileSync(join(folder, "data.mdb"), content);
    expect(opening()).toEqual(failure("ledger-corrupt", "it is no LMDB file"));
  });

  it("refuses another program's LMDB", async () => {
    const other = open({ path: folder, noSubdir: false });
    await other.openDB({ name: "theirs" }).put("key", "value");
    await other.close();
    expect(opening()).toEqual(failure("ledger-corrupt", "does not say its format"));
  });

  it("refuses a path that is a file, and one that cannot be made", () => {
    writeFileSync(folder, "");
    expect(opening()).toEqual(failure("ledger-unavailable", "EEXIST"));
    folder = join(folder, "below");
    expect(opening()).toEqual(failure("ledger-unavailable", "ENOTDIR"));
  });

  it("makes a new one of any of them, if it is told to reset", async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, "data.mdb"), "short");
    const ledger = new LmdbLedger(folder, { reset: true });
    expect(ledger.checkpoint).toBeUndefined();
    await ledger.close();
  });
});

describe("a damaged ledger", () => {
  it("is refused if its file has lost its end", async () => {
    await makeLedger();
    const path = join(folder, "data.mdb");
    const ledger = new LmdbLedger(folder);
    ledger.append(blockAt(2n), [[key(2), { ...anAccount(), data: new Uint8Array(3_000_000) }]], checkpointAt(2n));
    await ledger.close();
    truncateSync(path, statSync(path).size / 2);
    expect(opening()).toEqual(failure("ledger-corrupt", "expected "));
  });

  it("says so when a record is read whose bytes differ", async () => {
    await makeLedger();
    const path = join(folder, "data.mdb");
    const bytes = readFileSync(path);
    bytes[bytes.indexOf(DATA.subarray(0, 1000)) + 500] ^= 1;
    writeFileSync(path, bytes);
    const ledger = new LmdbLedger(folder);
    expect(() => [...ledger.accounts()]).toThrow(failure("ledger-corrupt", "an account cannot be read: its checksum"));
    expect(ledger.checkpoint!.slot).toBe(1n);
    await ledger.close();
  });

  it("answers nothing after it was closed", async () => {
    const ledger = new LmdbLedger(folder);
    await ledger.close();
    await ledger.close();
    expect(() => ledger.block(1n)).toThrow(failure("ledger-closed", "is closed"));
    expect(() => ledger.append(undefined, [], checkpointAt(1n))).toThrow(failure("ledger-closed", "is closed"));
    expect(existsSync(join(folder, "owner.json"))).toBe(false);
  });
});
