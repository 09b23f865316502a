import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Line {
  readonly name: string;
  readonly failure?: string;
  readonly skipped?: string;
  readonly ratio?: number;
  readonly value?: number;
  readonly aim?: number;
  readonly atMost?: number;
  readonly reached?: boolean;
}

interface Results {
  readonly rows: readonly Line[];
  readonly growth: readonly Line[];
  readonly yardsticks: readonly Line[];
}

/** The benchmark of what `tsc -b` wrote. */
function bench(...args: readonly string[]) {
  const flags = args[0]?.startsWith("rpc") ? [] : ["--modules"];
  const { status, stdout, stderr } = spawnSync("node", ["bench/main.mjs", ...flags, ...args], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/** What must reach which ratio, as the project's aims say. */
const AIMS: Readonly<Record<string, number | undefined>> = {
  "System transfer": 4,
  "p-token transfer": 3,
  "Associated token account creation (4 CPIs)": 2.5,
  "Token-2022 transferChecked with a fee": 2,
  "chain of 4 nested CPIs": 2.5,
  "60 CPIs in one transaction": 2.5,
  "swap of two tokens (2 token CPIs)": 2,
  "System transfer, default history": undefined,
  "p-token transfer, with a trace": undefined,
  "1.4 M units of arithmetic": 1,
  "1.4 M units of branches": 1,
  "1.4 M units of nested calls": 1,
  "1.4 M units of loads and stores": 3,
  "find_program_address, 60 times": 1,
  "sha256 of 32 bytes, 2500 times": 1,
  "sha256 of 1 KiB, 500 times": 1,
  "keccak256 of 32 bytes, 2500 times": 1,
  "keccak256 of 1 KiB, 500 times": 1,
  "blake3 of 32 bytes, 2500 times": 1,
  "blake3 of 1 KiB, 500 times": 1,
  "Poseidon of 2 numbers, 100 times": 1,
  "Poseidon of 12 numbers, 100 times": 1,
  "other syscalls: bn254 addition in G1, 5 times": undefined,
  "other syscalls: bn254 multiplication in G1, 5 times": undefined,
  "other syscalls: bn254 pairing of 2, 5 times": undefined,
  "other syscalls: BLS12-381 addition in G1, 5 times": undefined,
  "other syscalls: BLS12-381 multiplication in G1, 5 times": undefined,
  "other syscalls: BLS12-381 multiplication in G2, 5 times": undefined,
  "other syscalls: BLS12-381 pairing of 1, 5 times": undefined,
  "other syscalls: big_mod_exp of 2048 bits, exponent 65537, 5 times": undefined,
  "other syscalls: big_mod_exp of 512 bits, exponent as long, 5 times": undefined,
  "System transfer, signatures on, sodium-native": 1,
  "System transfer, signatures on, portable": 0.65,
  "System transfer, signatures on, sodium-native, 5,000 payers": 1,
  "System transfer, signatures on, portable, 500 payers": 0.65,
  "System transfer, signatures on, portable, 5,000 payers": 0.65,
  "cold process: import, create, first token transfer": 1,
  "cold process: import, create, 100 transactions of four kinds": undefined,
  "load Token-2022 and call it for the first time": 1,
  "snapshot and revert around a transfer, 10,000 accounts": 1000,
};

const GROWTH: Readonly<Record<string, number>> = {
  "time per transfer: 1,000,000 accounts / 1,000": 1.3,
  "memory per empty account beyond its key (bytes)": 400,
  "time per transfer: after 1,000,000 transactions / 10,000": 1.1,
  "memory: after 1,000,000 transactions / 10,000": 1.1,
  "time by accounts: worst distance from a straight line": 0.1,
  "time by data: worst distance from a straight line": 0.1,
};

const YARDSTICKS = [
  "arithmetic, plain WebAssembly",
  "branches, plain WebAssembly",
  "nested calls, plain WebAssembly",
  "loads and stores, plain WebAssembly",
  "p-token transfer: reading the wire and the accounts",
  "p-token transfer: hashing the message",
  "p-token transfer: copying all of it in and out",
];

describe("npm run bench", () => {
  const svg = join(mkdtempSync(join(tmpdir(), "callgate-bench-")), "growth.svg");
  const { status, stdout, stderr } = bench("--quick", "--json", "--plot", svg);

  it("runs every row, and both sides agree", () => {
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const { rows, growth, yardsticks } = JSON.parse(stdout) as Results;
    expect(Object.fromEntries(rows.map(({ name, aim }) => [name, aim]))).toStrictEqual(AIMS);
    expect(Object.fromEntries(growth.map(({ name, atMost }) => [name, atMost]))).toEqual(GROWTH);
    expect(yardsticks.map(({ name }) => name)).toEqual(YARDSTICKS);
    for (const line of [...rows, ...growth, ...yardsticks]) {
      expect(line.failure).toBeUndefined();
      expect(line.skipped === undefined || line.name.endsWith("sodium-native")).toBe(true);
      if (line.skipped === undefined) expect(Number.isFinite(line.ratio ?? line.value)).toBe(true);
    }
  });

  it("draws time by accounts and by data", () => {
    const text = readFileSync(svg, "utf8");
    expect(text).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(text.match(/<circle/g)!.length).toBe(2 * 2 * (3 + 1));
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("prints a table", () => {
    const { status, stdout } = bench("--quick", "--cpu", "--only", "System transfer");
    expect(status).toBe(0);
    expect(stdout).toMatch(/ratio +quartiles +aim +Callgate +LiteSVM +native class +ratio to it\n/);
    expect(stdout).toMatch(/\nSystem transfer +\d+\.\d+ +\d+\.\d+–\d+\.\d+ +≥ 4 +(reached|below) /);
  });

  it.each([
    [["--rounds", "0"], "expected --rounds to be a whole number from 1 on, got 0"],
    [["--rounds", "many"], "expected --rounds to be a whole number from 1 on, got many"],
    [["--only", "nothing like it"], "no row has nothing like it in its name"],
    [["--only", "System", "--plot"], '--plot draws "time by …", which --only System leaves out'],
    [["--plot", "no/such/folder/growth.svg"], "cannot write no/such/folder/growth.svg: ENOENT"],
    [["--fast"], "Unknown option '--fast'"],
    [["fast"], "expected no fast"],
    [["rpc", "--fast"], "Unknown option '--fast'"],
    [["rpc", "--clients", "many"], "expected --clients to be a whole number from 1 on, got many"],
    [["rpc", "--trace", "some"], "expected --trace to be all, failed or none, got some"],
    [["rpc-faults", "--rounds", "x"], "expected --rounds to be a whole number from 1 on, got x"],
  ])("%j is misuse", (args, message) => {
    const { status, stdout, stderr } = bench(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});
