import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Connection, Keypair, PublicKey, SystemProgram, sendAndConfirmTransaction, Transaction } from "@solana/web3.js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const COMMAND = fileURLToPath(new URL("../../dist/bundle/cli.js", import.meta.url));
const EXAMPLES = fileURLToPath(new URL("../../dist/examples/", import.meta.url));
const MOVIE_REVIEW = "GY6YypS8V9yjGjnr7We6mNqzxZEtVFtvrXuWPR7dEkSK";
const SOMEBODY = "4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T";

let folder: string;
const running: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "callgate-validator-"));
});

afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** A command that is under way: what it has printed, and how to end it. */
class Running {
  stdout = "";
  stderr = "";

  constructor(readonly child: ChildProcess) {
    child.stdout!.setEncoding("utf8").on("data", (text) => (this.stdout += text));
    child.stderr!.setEncoding("utf8").on("data", (text) => (this.stderr += text));
  }

  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (let waited = 0; waited < 60_000; waited += 20) {
      const found = pattern.exec(this.stdout);
      if (found !== null) return found;
      if (this.child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`never saw ${pattern} in:\n${this.stdout}\n${this.stderr}`);
  }

  async rpcUrl(): Promise<string> {
    return (await this.until(/JSON-RPC +(http:\S+)\n[\s\S]*Slots/))[1]!;
  }

  async exit(signal?: NodeJS.Signals): Promise<number | null> {
    const exited = this.child.exitCode === null ? once(this.child, "exit") : undefined;
    if (signal !== undefined) this.child.kill(signal);
    await exited;
    return this.child.exitCode;
  }
}

function start(...args: string[]): Running {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    env: { PATH, NO_COLOR: "1", COLUMNS: "100" },
  });
  running.push(child);
  return new Running(child);
}

async function call(url: string, method: string, ...params: unknown[]) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  return ((await response.json()) as { result: never }).result;
}

const balanceOf = async (url: string, commitment = "confirmed") =>
  ((await call(url, "getBalance", SOMEBODY, { commitment })) as { value: number }).value;

/** The latest slot that some validator has voted for. */
async function lastVote(url: string): Promise<number> {
  type VoteAccounts = { readonly [standing in "current" | "delinquent"]: readonly { readonly lastVote: number }[] };
  const { current, delinquent }: VoteAccounts = await call(url, "getVoteAccounts", { commitment: "confirmed" });
  return Math.max(0, ...[...current, ...delinquent].map((account) => account.lastVote));
}

async function untilBalance(url: string, lamports: number): Promise<void> {
  for (let waited = 0; (await balanceOf(url)) !== lamports; waited += 20) {
    if (waited > 20_000) throw new Error("the airdrop never came");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("callgate", () => {
  test("starts a cluster, says where, keeps it, and ends at a signal", async () => {
    const first = start("--rpc-port", "0", "--slot-time", "20");
    const url = await first.rpcUrl();
    expect(first.stdout).toMatch(/^Callgate ready in \d+ ms; Ctrl-C ends it\n/);
    expect(first.stdout).toMatch(/Ledger +\S*test-ledger\n/);
    await call(url, "requestAirdrop", SOMEBODY, 2_000_000_000);
    await untilBalance(url, 2_000_000_000);
    expect(await first.exit("SIGINT")).toBe(0);
    for (const file of ["faucet-keypair.json", "validator-keypair.json", "vote-account-keypair.json"]) {
      expect(JSON.parse(readFileSync(join(folder, "test-ledger", file), "utf8"))).toHaveLength(64);
    }
    expect(readFileSync(join(folder, "test-ledger", "validator.log"), "utf8")).toMatch(
      /slot \d+\] \S+ ok\n {2}Program 1111/,
    );

    const again = start("--rpc-port", "0", "--slot-time", "20", "--faucet-sol", "7");
    expect(await balanceOf(await again.rpcUrl(), "finalized")).toBe(2_000_000_000);
    expect(again.stderr).toBe("--faucet-sol has no effect: the ledger is there already; see --reset.\n");
    expect(first.stderr).toBe("");
    expect(await again.exit("SIGTERM")).toBe(0);

    const reset = start("--rpc-port", "0", "--reset");
    expect(await balanceOf(await reset.rpcUrl())).toBe(0);
    expect(await reset.exit("SIGTERM")).toBe(0);
  });

  test("keeps a confirmed transaction through kill -9, and lets nobody else into its ledger", async () => {
    const first = start("--rpc-port", "0", "--slot-time", "20");
    const url = await first.rpcUrl();
    await call(url, "requestAirdrop", SOMEBODY, 3_000_000_000);
    await untilBalance(url, 3_000_000_000);
    const intruder = start("--rpc-port", "0");
    expect(await intruder.exit()).toBe(1);
    expect(intruder.stderr).toMatch(/^error: the ledger \S+ is in use by process \d+\n$/);
    await first.exit("SIGKILL");
    const again = start("--rpc-port", "0");
    expect(await balanceOf(await again.rpcUrl(), "finalized")).toBe(3_000_000_000);
  });

  test("goes on from a snapshot of another ledger, with a validator and a faucet of its own", async () => {
    const first = start("--rpc-port", "0", "--slot-time", "20");
    const url = await first.rpcUrl();
    await call(url, "requestAirdrop", SOMEBODY, 3_000_000_000);
    await untilBalance(url, 3_000_000_000);
    await first.exit("SIGINT");
    const written = start("snapshot", "state.snapshot");
    expect(await written.exit()).toBe(0);
    expect(written.stdout).toMatch(/^state\.snapshot has the accounts at slot \d+\n$/);

    const other = start(
      "--rpc-port",
      "0",
      "--slot-time",
      "20",
      "--ledger",
      "other",
      "--from-snapshot",
      "state.snapshot",
    );
    const otherUrl = await other.rpcUrl();
    expect(await balanceOf(otherUrl, "finalized")).toBe(3_000_000_000);
    await call(otherUrl, "requestAirdrop", SOMEBODY, 1_000_000_000);
    await untilBalance(otherUrl, 4_000_000_000);
    // A vote for a slot comes with the next one.
    for (let waited = 0; (await lastVote(otherUrl)) === 0; waited += 20) {
      if (waited > 20_000) throw new Error("the validator never voted");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await other.exit("SIGINT");

    const again = start("--rpc-port", "0", "--ledger", "other", "--from-snapshot", "state.snapshot");
    expect(await again.exit()).toBe(1);
    expect(again.stderr).toMatch(/^error: .*ledger/);
    const broken = start("--no-ledger", "--rpc-port", "0", "--from-snapshot", "test-ledger/validator.log");
    expect(await broken.exit()).toBe(1);
    expect(broken.stderr).toMatch(/^error: .*snapshot/);
  });

  test("runs a program in TypeScript, and sends the first transactions", async () => {
    const cluster = start(
      ...["--no-ledger", "--rpc-port", "0", "--slot-time", "20"],
      ...["--program", MOVIE_REVIEW, join(EXAMPLES, "movie-review/program.js")],
      ...["--setup", join(EXAMPLES, "movie-review/setup.js")],
    );
    const url = await cluster.rpcUrl();
    await cluster.until(/setup\.js has sent 6 transactions\./);
    const reviews = (await call(url, "getProgramAccounts", MOVIE_REVIEW, {
      commitment: "confirmed",
      encoding: "base64",
    })) as unknown[];
    // A review, its counter, a comment.
    expect(reviews).toHaveLength(3);
    expect(await cluster.exit("SIGINT")).toBe(0);
  });

  test("has the accounts and programs of its flags at genesis", async () => {
    const account = {
      pubkey: SOMEBODY,
      account: { lamports: 42, data: ["AQI=", "base64"], owner: MOVIE_REVIEW, executable: false, rentEpoch: 0 },
    };
    writeFileSync(join(folder, "somebody.json"), JSON.stringify(account));
    const memo = fileURLToPath(new URL("../../assets/memo.so", import.meta.url));
    const cluster = start(
      ...["--no-ledger", "--rpc-port", "0", "--quiet", "--instant", "--account", "-", "somebody.json"],
      ...[
        "--bpf-program",
        MOVIE_REVIEW,
        memo,
        "--slots-per-epoch",
        "64",
        "--faucet-sol",
        "7",
        "--warp-slot",
        "700",
        "--rpc-port",
        "18750",
      ],
    );
    const url = "http://127.0.0.1:18750";
    for (let waited = 0; waited < 20_000; waited += 50) {
      if (
        await fetch(`${url}/health`).then(
          (response) => response.ok,
          () => false,
        )
      )
        break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await balanceOf(url)).toBe(42);
    expect(await call(url, "getBlockHeight", { commitment: "processed" })).toBe(1);
    await call(url, "callgate_step", 1);
    expect(await call(url, "getSlot", { commitment: "processed" })).toBe(700);
    expect(await call(url, "getAccountInfo", MOVIE_REVIEW, { encoding: "base64" })).toMatchObject({
      value: { executable: true },
    });
    expect(await call(url, "getEpochSchedule")).toMatchObject({ slotsPerEpoch: 64, warmup: false });
    expect(await cluster.exit("SIGINT")).toBe(0);
    expect(cluster.stdout).toBe("");
    expect(existsSync(join(folder, "test-ledger"))).toBe(false);
  });

  test("says in a sentence what is wrong, and exits with another code than 0", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    writeFileSync(join(folder, "broken.json"), "{");
    writeFileSync(join(folder, "empty.js"), "export const nothing = 1;");
    const cases: readonly (readonly [args: string[], code: number, text: RegExp])[] = [
      [["--rpc-port", String(port)], 1, /error: port \d+ of 127\.0\.0\.1 is in use/],
      [["--rpc-port", "70000"], 2, /Ports end at 65535/],
      [["--slot-time", "0"], 2, /It is no number above 0/],
      [["--nonsense"], 2, /unknown option '--nonsense'/],
      [["--account", SOMEBODY, "broken.json"], 1, /error: broken\.json: /],
      [["--account", SOMEBODY], 1, /error: --account takes 2 values at a time, got 1/],
      [["--account-dir", "nowhere"], 1, /error: cannot read nowhere/],
      [
        ["--bpf-program", "nobody", "broken.json"],
        1,
        /error: a program: nobody is neither an address nor a keypair file/,
      ],
      [["--bpf-program", SOMEBODY, "broken.json"], 1, /error: the program \S+: expected an ELF file, got 1 bytes/],
      [["--program", SOMEBODY, "empty.js"], 1, /error: empty\.js exports no program/],
      [["--slots-per-epoch", "3"], 1, /error: expected at least 32 slots per epoch, got 3/],
      [["--clone", SOMEBODY], 1, /error: --clone needs --url/],
      [["--url", "http://127.0.0.1:1", "--clone", SOMEBODY], 1, /error: http:\/\/127\.0\.0\.1:1 did not answer/],
      [["--warp-slot", "0"], 1, /error: expected a slot after the working one, 1, got 0/],
      [["--warp-slot"], 1, /error: --warp-slot without a slot needs --url/],
      [["--quiet", "--log"], 2, /cannot be used with/],
    ];
    const outcomes = await Promise.all(
      cases.map(async ([args]) => {
        const failed = start("--no-ledger", ...args);
        return { code: await failed.exit(), stderr: failed.stderr };
      }),
    );
    cases.forEach(([args, code, text], i) => {
      expect.soft(outcomes[i]!.stderr, args.join(" ")).toMatch(text);
      expect.soft(outcomes[i]!.code, args.join(" ")).toBe(code);
    });
    taken.close();
  });

  test("explains in a line why a transaction is refused", async () => {
    const cluster = start("--no-ledger", "--rpc-port", "0", "--slot-time", "20");
    const connection = new Connection(await cluster.rpcUrl(), "confirmed");
    const payer = Keypair.generate();
    await connection.requestAirdrop(payer.publicKey, 1_000_000_000);
    while ((await connection.getBalance(payer.publicKey)) === 0)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const transfer = { fromPubkey: payer.publicKey, toPubkey: new PublicKey(SOMEBODY), lamports: 5_000_000_000 };
    const transaction = new Transaction().add(SystemProgram.transfer(transfer));
    await expect(sendAndConfirmTransaction(connection, transaction, [payer])).rejects.toThrow(
      "custom program error: 0x1",
    );
    const [line] = await cluster.until(/refused slot \d+ \S+ .+\n/);
    expect(line).toMatch(/refused slot \d+ \S+… System failed with ResultWithNegativeLamports .*\n/);
    expect(line.length).toBeLessThanOrEqual(101);

    const options = { skipPreflight: true };
    await expect(sendAndConfirmTransaction(connection, transaction, [payer], options)).rejects.toThrow();
    const [found] = await connection.getSignaturesForAddress(new PublicKey(SOMEBODY));
    const traced = start("trace", found!.signature, "--url", await cluster.rpcUrl());
    expect(await traced.exit()).toBe(0);
    expect(traced.stdout).toMatch(/System transfer/);
    expect(traced.stdout).toMatch(/why\n.*ResultWithNegativeLamports/);
  });

  test("takes flags that make no sense here, and says so", async () => {
    const cluster = start("--no-ledger", "--rpc-port", "0", "--gossip-port", "8001", "--faucet-port", "9900");
    await cluster.rpcUrl();
    expect(cluster.stderr).toMatch(/--faucet-port has no effect[\s\S]*--gossip-port has no effect/);
  });
});
