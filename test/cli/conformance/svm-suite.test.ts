import { expect, test } from "vitest";
import type { SvmLine } from "../../../src/cli/conformance/svm/line.js";
import { svmSuite } from "../../../src/cli/conformance/svm/suite.js";
import { ENGINES } from "../../../src/sbpf/engines.js";

const SYSTEM = "11111111111111111111111111111111";
const PAYER = "FeePayer11111111111111111111111111111111111";
const NOBODY = "Nobody1111111111111111111111111111111111111";
const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function account(lamports: string) {
  const rentEpoch = "18446744073709551615";
  return { lamports, owner: SYSTEM, executable: false, rentEpoch, len: 0, sha256: EMPTY_SHA256, data: "" };
}

/** A transfer of 1000 lamports to oneself. */
const LINE: SvmLine = {
  name: "transfer",
  config: { base: "minimal", features: "mainnet", computeBudget: { computeUnitLimit: "1000" } },
  accounts: [{ address: PAYER, lamports: "1000000000", owner: SYSTEM, data: "" }],
  transactions: [
    {
      feePayer: PAYER,
      instructions: [
        {
          programId: SYSTEM,
          accounts: [PAYER, PAYER].map((address) => ({ address, isSigner: true, isWritable: true })),
          data: "02000000e803000000000000",
        },
      ],
    },
  ],
  expected: [
    {
      ok: true,
      err: null,
      cu: "150",
      logs: [`Program ${SYSTEM} invoke [1]`, `Program ${SYSTEM} success`],
      returnData: null,
      inner: [[]],
      accounts: { [PAYER]: account("999995000"), [NOBODY]: null },
    },
  ],
};

function expecting(change: Partial<SvmLine["expected"][number]>): SvmLine {
  return { ...LINE, expected: [{ ...LINE.expected[0]!, ...change }] };
}

const run = (line: unknown) => svmSuite.run(line, { engine: ENGINES.interpreter, elfFolder: null });

test("a line that says what happens passes", () => {
  expect(run(LINE)).toEqual({ status: "passed" });
});

test.each<[string, Partial<SvmLine["expected"][number]>]>([
  ["err", { err: "AccountNotFound" }],
  ["cu", { cu: "151" }],
  ["logs", { logs: [] }],
  ["returnData", { returnData: { programId: PAYER, data: "" } }],
  ["inner", { inner: [[{ stackHeight: 2, programId: SYSTEM, accounts: [], data: "" }]] }],
  [`account ${PAYER}`, { accounts: { [PAYER]: account("999995001") } }],
  [`account ${PAYER}`, { accounts: { [PAYER]: null } }],
  [`account ${NOBODY}`, { accounts: { [NOBODY]: account("1") } }],
])("a line with another %s fails", (what, change) => {
  const verdict = run(expecting(change));
  expect(verdict.status).toBe("failed");
  expect(verdict).toMatchObject({ reason: expect.stringContaining(`${what}: expected`) });
});

test("a line that only LiteSVM's rules meet is skipped for those rules", () => {
  const missing = { feePayer: PAYER, instructions: [{ programId: NOBODY, accounts: [], data: "" }] };
  const { expected, ...rest } = expecting({
    ok: false,
    err: "InvalidProgramForExecution",
    cu: "0",
    logs: [],
    inner: [],
    accounts: { [PAYER]: account("1000000000") },
  });
  expect(run({ ...rest, expected, transactions: [missing] })).toEqual({
    status: "skipped",
    reason:
      "Agave differs from LiteSVM: load failures take no fee; " +
      "missing programs and missing executable flags are InvalidProgramForExecution",
  });
});

test("a config that nobody knows is no pass", () => {
  expect(() => run({ ...LINE, config: { ...LINE.config, features: "testnet" } })).toThrow("unknown config");
});

test("knows its files by name", () => {
  const names = ["instr-system.jsonl.gz", "txn-programs.jsonl", "vm-execute.jsonl.gz"];
  expect(names.map((name) => svmSuite.matches(name))).toEqual([true, true, false]);
});
