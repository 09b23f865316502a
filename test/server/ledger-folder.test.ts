import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Keypair } from "@solana/web3.js";
import { afterAll, beforeEach, expect, it } from "vitest";
import { openLedgerFolder } from "../../src/server/ledger-folder/ledger-folder.js";
import { checkpointAt } from "../cluster/ledger-battery.js";

const root = mkdtempSync(join(tmpdir(), "callgate-folder-"));
afterAll(() => rmSync(root, { recursive: true }));

const FILES = {
  identity: "validator-keypair.json",
  voteAccount: "vote-account-keypair.json",
  stakeAccount: "stake-account-keypair.json",
  faucet: "faucet-keypair.json",
} as const;

let path: string;
let count = 0;
beforeEach(() => {
  path = join(root, String(count++), "test-ledger");
});

it("makes keypairs as solana-keygen writes them, and finds them again", async () => {
  const first = openLedgerFolder(path);
  await first.close();
  expect(readdirSync(path).sort()).toEqual(["callgate", ...Object.values(FILES)].sort());
  expect(first.logPath).toBe(join(path, "validator.log"));
  for (const [name, file] of Object.entries(FILES)) {
    const bytes = JSON.parse(readFileSync(join(path, file), "utf8"));
    const { publicKey } = Keypair.fromSecretKey(Uint8Array.from(bytes));
    expect(publicKey.toBytes()).toEqual(first.keypairs[name as keyof typeof FILES].publicKey);
    if (process.platform !== "win32") expect(statSync(join(path, file)).mode & 0o777).toBe(0o600);
  }
  const second = openLedgerFolder(path);
  expect(second.keypairs).toEqual(first.keypairs);
  await second.close();
});

it("uses keypairs that are there", async () => {
  await openLedgerFolder(path).close();
  const { secretKey, publicKey } = Keypair.generate();
  writeFileSync(join(path, FILES.faucet), ` ${JSON.stringify([...secretKey])}\n`);
  const folder = openLedgerFolder(path);
  expect(folder.keypairs.faucet.publicKey).toEqual(publicKey.toBytes());
  await folder.close();
});

it.each([
  ["", "expected a JSON array of 64 bytes"],
  ["{}", "expected a JSON array of 64 bytes"],
  [JSON.stringify(new Array(63).fill(1)), "expected a JSON array of 64 bytes"],
  [JSON.stringify(new Array(64).fill(256)), "expected a JSON array of 64 bytes"],
  [JSON.stringify(new Array(64).fill(1)), "the public key is not that of the secret key"],
])("refuses %j as a keypair, and can be opened when it is put right", async (content, reason) => {
  await openLedgerFolder(path).close();
  const file = join(path, FILES.voteAccount);
  writeFileSync(file, content);
  const message = `${file} is no keypair file: ${reason}`;
  expect(() => openLedgerFolder(path)).toThrow(expect.objectContaining({ code: "invalid-keypair-file", message }));
  rmSync(file);
  await new Promise(setImmediate);
  await openLedgerFolder(path).close();
});

it("says which keypair a ledger has lost", async () => {
  const folder = openLedgerFolder(path);
  folder.ledger.append(undefined, [], checkpointAt(0n));
  await folder.close();
  rmSync(join(path, FILES.identity));
  const message = `${join(path, FILES.identity)} is missing: the ledger was made with it`;
  expect(() => openLedgerFolder(path)).toThrow(expect.objectContaining({ code: "missing-keypair-file", message }));
});

it("begins anew when it is reset, and leaves alone what is not its own", async () => {
  const first = openLedgerFolder(path);
  first.ledger.append(undefined, [], checkpointAt(7n));
  await first.close();
  writeFileSync(join(path, "notes.txt"), "mine");
  const second = openLedgerFolder(path, { reset: true, maxTransactions: 5 });
  expect(second.ledger.checkpoint).toBeUndefined();
  for (const name of ["identity", "voteAccount", "stakeAccount", "faucet"] as const) {
    expect(second.keypairs[name]).not.toEqual(first.keypairs[name]);
  }
  expect(existsSync(join(path, "notes.txt"))).toBe(true);
  await second.close();
});

it("is not reset while somebody uses it", async () => {
  const first = openLedgerFolder(path);
  first.ledger.append(undefined, [], checkpointAt(7n));
  expect(() => openLedgerFolder(path, { reset: true })).toThrow(expect.objectContaining({ code: "ledger-in-use" }));
  expect(first.ledger.checkpoint!.slot).toBe(7n);
  await first.close();
});
