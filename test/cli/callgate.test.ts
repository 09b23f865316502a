import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Keypair, SystemProgram, Transaction } from "@solana/web3.js";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { createSvm } from "../../src/svm/index.js";
import { traceFromJson } from "../../src/trace/index.js";

const MAIN = fileURLToPath(new URL("../../dist/cli/callgate/main.js", import.meta.url));
const ASSETS = fileURLToPath(new URL("../../assets/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "callgate-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function callgate(...args: string[]): Promise<Ran> {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], { env: { PATH, COLUMNS: "90" } as NodeJS.ProcessEnv });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (data) => (output.stdout += data));
  child.stderr.on("data", (data) => (output.stderr += data));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...output })));
}

function file(name: string, content: string | object): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const [ana, ben] = [1, 2].map((byte) => Keypair.fromSeed(new Uint8Array(32).fill(byte))) as [Keypair, Keypair];
const names = { [ana.publicKey.toBase58()]: "Ana", [ben.publicKey.toBase58()]: "Ben" };

function transfer(lamports: number): Transaction {
  const transaction = new Transaction({ feePayer: ana.publicKey, recentBlockhash: createSvm().latestBlockhash() });
  transaction.add(SystemProgram.transfer({ fromPubkey: ana.publicKey, toPubkey: ben.publicKey, lamports }));
  transaction.sign(ana);
  return transaction;
}

const base64 = (transaction: Transaction) => transaction.serialize().toString("base64");
const scenario = (more: object = {}) => ({
  lamports: { [ana.publicKey.toBase58()]: 2_000_000_000 },
  names,
  transactions: [base64(transfer(1_000_000)), base64(transfer(1_000_000_000))],
  ...more,
});

describe("callgate", () => {
  test("--help and help say what there is, and what runs without a command", async () => {
    const { code, stdout } = await callgate("--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(/Without a command it starts a\s+cluster/);
    for (const command of ["validator", "trace", "disassemble", "snapshot"]) {
      const help = await callgate("help", command);
      expect(help).toEqual(await callgate(command, "--help"));
      expect(help.stdout).toContain(`Usage: callgate ${command}`);
    }
  });

  test("--version is the package's", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(await callgate("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test.each([["trcae"], ["trcae", "good.json", "--tree"]])(
    "%s is no command: exit code 2, and nothing starts",
    async (...args) => {
      const { code, stderr } = await callgate(...args);
      expect(stderr).toBe("error: 'trcae' is no command (callgate --help lists them)\n");
      expect(code).toBe(2);
    },
  );
});

describe("callgate trace", () => {
  test("a scenario: its last transaction, with its names", async () => {
    const { code, stdout, stderr } = await callgate("trace", file("good.json", scenario()));
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("└─ #0 System transfer (lamports: 1000000000)");
    expect(stdout).toMatch(/Ben +\+1 SOL {2}0.001 → 1.001 {2}#0/);
    expect(Math.max(...stdout.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(90);
  });

  test("a scenario's earlier transactions that fail are told in a line each", async () => {
    const transactions = [transfer(5_000_000_000), transfer(1_000_000), transfer(6_000_000_000), transfer(2)].map(
      base64,
    );
    const path = file("earlier.json", scenario({ transactions }));
    const { code, stdout, stderr } = await callgate("trace", path);
    const failed = "System (11111111111111111111111111111111) failed with ResultWithNegativeLamports (error 1)";
    expect(stderr).toBe([0, 2].map((i) => `${path}: transaction ${i} failed: ${failed}\n`).join(""));
    expect([code, stdout.includes("✔ success")]).toEqual([0, true]);
    // What reads the trace is not disturbed.
    expect(traceFromJson((await callgate("trace", path, "--json")).stdout).error).toBeNull();
  });

  test("--json writes a trace, which can be read again; --tree and --logs are parts", async () => {
    const path = file("parts.json", scenario());
    const { stdout } = await callgate("trace", path, "--json");
    expect(traceFromJson(stdout).frames).toHaveLength(1);
    const saved = file("trace.json", stdout);
    expect((await callgate("trace", saved)).stdout).toContain("#0 System transfer");
    const tree = await callgate("trace", path, "--tree");
    expect(tree.stdout).not.toContain("changes");
    const logs = await callgate("trace", path, "--logs");
    expect(logs.stdout).toBe(
      "Program 11111111111111111111111111111111 invoke [1]\nProgram 11111111111111111111111111111111 success\n",
    );
    const picture = await callgate("trace", path, "--svg");
    expect(picture.stdout).toMatch(/^<svg (.|\n)*System<\/tspan>(.|\n)*<\/svg>\n+$/);
    const all = await callgate("trace", path, "--authority", "all");
    expect(all.stdout).toContain("signature 0 of the transaction");
  });

  test("--units tells where units went, as text, as a flame graph and as collapsed stacks", async () => {
    const memo = Keypair.fromSeed(new Uint8Array(32).fill(3)).publicKey;
    const transaction = new Transaction({ feePayer: ana.publicKey, recentBlockhash: createSvm().latestBlockhash() });
    transaction.add({ keys: [], programId: memo, data: Buffer.from("hello") }).sign(ana);
    const path = file(
      "units.json",
      scenario({
        programs: { [memo.toBase58()]: join(ASSETS, "memo.so") },
        names: { [memo.toBase58()]: "Note" },
        transactions: [base64(transaction)],
      }),
    );
    const text = (await callgate("trace", path, "--units")).stdout;
    expect(text).toMatch(/\n *[\d,]+ {2}100\.0% {2}#0 Note\n/);
    expect(text).toMatch(/\n *[\d,]+ +[\d.]+% {6}entrypoint\n/);
    expect(text).not.toContain("authority");
    const [total] = /[\d,]+(?= {2}100\.0%)/.exec(text)!;

    const collapsed = (await callgate("trace", path, "--collapsed")).stdout;
    expect(collapsed).toMatch(/^(Note;entrypoint\S* \d+\n)+$/);
    const units = collapsed
      .trimEnd()
      .split("\n")
      .map((line) => Number(line.split(" ").at(-1)));
    expect(units.reduce((sum, own) => sum + own, 0)).toBe(Number(total.replaceAll(",", "")));
    expect((await callgate("trace", path, "--units", "--collapsed")).stdout).toBe(collapsed);

    const picture = (await callgate("trace", path, "--units", "--svg")).stdout;
    expect(picture).toMatch(/^<svg (.|\n)*<title>#0 Note\n(.|\n)*<\/svg>\n+$/);
    const saved = file("units-trace.json", (await callgate("trace", path, "--json")).stdout);
    expect((await callgate("trace", saved, "--collapsed")).stdout).toContain(";entrypoint");
  });

  test("a transaction in base64 meets a chain where nobody has anything", async () => {
    const { code, stdout } = await callgate("trace", file("transaction.txt", `${base64(transfer(5))}\n`));
    expect(code).toBe(0);
    expect(stdout).toContain("✘ dropped");
    expect(stdout).toContain("Attempt to debit an account but found no record of a prior credit.");
  });

  test("a scenario's programs and accounts", async () => {
    const memo = Keypair.fromSeed(new Uint8Array(32).fill(3)).publicKey;
    const transaction = new Transaction({ feePayer: ana.publicKey, recentBlockhash: createSvm().latestBlockhash() });
    transaction.add({ keys: [], programId: memo, data: Buffer.from("hello") }).sign(ana);
    const account = { lamports: 9_000_000_000, data: ["", "base64"], owner: SystemProgram.programId.toBase58() };
    const { code, stdout } = await callgate(
      "trace",
      file("programs.json", {
        features: "all",
        slot: 400_000_000,
        programs: { [memo.toBase58()]: join(ASSETS, "memo.so") },
        accounts: [{ pubkey: ana.publicKey.toBase58(), account: { ...account, executable: false, rentEpoch: 0 } }],
        transactions: [base64(transaction)],
      }),
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/› Memo \(len 5\): "hello"|hello/);
    expect(stdout).toContain("✔ success");
  });

  test("a failure is explained, with names and a fix that was tried", async () => {
    const lamports = { [ana.publicKey.toBase58()]: 2_000_000 };
    const { code, stdout } = await callgate(
      "trace",
      file("poor.json", scenario({ lamports, transactions: [base64(transfer(5_000_000))] })),
    );
    expect(code).toBe(0);
    expect(stdout).toContain("✘ failed");
    expect(stdout).toContain("  Fix: give Ana (from) 3005000 lamports more.\n  With that the transaction passes.\n");
    expect(Math.max(...stdout.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(90);
    expect(stdout).not.toMatch(/ \n/);
  });

  test.each([
    ["no such file", () => "nothing.json", /no file nothing.json, and it is no signature/],
    ["no JSON", () => file("broken.json", "{ nope"), /broken.json is no JSON/],
    ["neither", () => file("other.txt", "not base64!"), /expected a transaction in base64, a scenario or a trace/],
    ["no transactions", () => file("empty.json", {}), /expected in "transactions" a list of at least one/],
    ["an unknown field", () => file("more.json", scenario({ acounts: [] })), /has no "acounts"; it has features/],
    ["a wrong field", () => file("slot.json", scenario({ slot: "1" })), /expected in "slot" a slot/],
    ["a wrong preset", () => file("preset.json", scenario({ features: "x" })), /features/],
    [
      "a missing program",
      () => file("elf.json", scenario({ programs: { [ana.publicKey.toBase58()]: "x.so" } })),
      /x\.so/,
    ],
    ["bytes that are no transaction", () => file("short.txt", "AAAA"), /transaction/],
  ])("%s is a sentence and exit code 1", async (_, make, message) => {
    const { code, stdout, stderr } = await callgate("trace", make());
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: .+\n$/);
  });

  test.each([
    [[]],
    [["a", "b"]],
    [["a", "--authority", "some"]],
    [["a", "--json", "--tree"]],
    [["a", "--what"]],
    [["a", "--units", "--json"]],
    [["a", "--units", "--logs"]],
    [["a", "--collapsed", "--svg"]],
    [["a", "--collapsed", "--tree"]],
  ])("a wrong command line %j is exit code 2, with where the options are listed", async (args) => {
    const { code, stderr } = await callgate("trace", ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: .*\n\(callgate trace --help lists the options\)\n$/);
  });

  test.each(["nowhere", "ws://127.0.0.1:8900"])("--url %s is none", async (url) => {
    const { code, stderr } = await callgate("trace", "1".repeat(64), "--url", url);
    const expected = "expected an HTTP URL or localhost, devnet, testnet, mainnet-beta";
    expect(stderr).toBe(`error: --url: ${expected}, got ${url}\n`);
    expect(code).toBe(1);
  });

  test("the scheme of --url in any case", async () => {
    const { stderr } = await callgate("trace", "1".repeat(64), "--url", "HTTP://127.0.0.1:1");
    expect(stderr).toMatch(/^error: no answer from HTTP:/);
  });
});

describe("callgate trace SIGNATURE", () => {
  let server: Server | undefined;
  afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))));

  /** A cluster that answers what it is told. */
  async function cluster(answers: Readonly<Record<string, unknown>>): Promise<string> {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (data) => (body += data));
      request.on("end", () => response.end(JSON.stringify(answers[JSON.parse(body).method])));
    });
    await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const signature = "5".repeat(88);
  const wallet = { lamports: 3_000_000_000, data: ["", "base64"], owner: SystemProgram.programId.toBase58() };

  test("runs it again with the cluster's accounts", async () => {
    const url = await cluster({
      getTransaction: {
        result: { slot: 5, blockTime: 1_700_000_000, transaction: [base64(transfer(9_000_000)), "base64"], meta: {} },
      },
      getMultipleAccounts: {
        result: { value: [{ ...wallet, executable: false, rentEpoch: 18446744073709552000 }, null, null] },
      },
    });
    const { code, stdout, stderr } = await callgate("trace", signature, "--url", url);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("#0 System transfer (lamports: 9000000)");
    expect(stdout).toContain("✔ success");
  });

  test.each([
    ["that it does not know", { getTransaction: { result: null } }, /knows no transaction/],
    ["whose transaction it refuses", { getTransaction: { error: { code: -32015, message: "too new" } } }, /too new/],
    ["with an answer of another kind", { getTransaction: 7 }, /refused getTransaction: 7/],
    ["with a result of another kind", { getTransaction: { result: 7 } }, /something else than a transaction/],
  ])("%s", async (_, answers, message) => {
    const { code, stderr } = await callgate("trace", signature, "--url", await cluster(answers));
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });

  test("no cluster there", async () => {
    const { code, stderr } = await callgate("trace", signature, "--url", "http://127.0.0.1:1");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: no answer from http:\/\/127\.0\.0\.1:1 to getTransaction: .+\n$/);
  });
});

describe("callgate disassemble", () => {
  test("labels, syscalls by name, and where jumps come from", async () => {
    const { code, stdout } = await callgate("disassemble", join(ASSETS, "memo.so"));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^entrypoint:\n {7}0 {2}mov64 r7, r1\n/);
    expect(stdout).toContain("syscall sol_log_");
    const [, at, from] = /\nlbb_(\d+): +; from (\d+)/.exec(stdout)!;
    expect(stdout).toMatch(new RegExp(`\n +${from} {2}j\\w+ .*lbb_${at}\n`));
  });

  test.each([
    ["text.so", "not at all", /^error: .*text\.so is no ELF file\n$/],
    ["cut.so", "\x7fELF", /^error: .*cut\.so is no program that the runtime loads: .+\n$/],
  ])("what is no program is a sentence: %s", async (name, content, text) => {
    const { code, stderr } = await callgate("disassemble", file(name, content));
    expect(code).toBe(1);
    expect(stderr).toMatch(text);
  });
});
