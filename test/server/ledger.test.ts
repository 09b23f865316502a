import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { LmdbLedger } from "../../src/server/lmdb-ledger/lmdb-ledger.js";
import { testLedger } from "../cluster/ledger-battery.js";

const root = mkdtempSync(join(tmpdir(), "callgate-ledger-"));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
const folderOf = new WeakMap<object, string>();

async function openIn(folder: string, options: object): Promise<LmdbLedger> {
  const ledger = new LmdbLedger(folder, options);
  folderOf.set(ledger, folder);
  return ledger;
}

testLedger(
  "a ledger in a folder",
  {
    open: (options) => openIn(join(root, String(folders++)), options),
    async reopen(ledger, options) {
      await ledger.close();
      return openIn(folderOf.get(ledger)!, options);
    },
  },
  60,
);
