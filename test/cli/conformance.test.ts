import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { runSuite } from "../../src/cli/conformance/run-suite.js";
import { Comparison, failed, PASSED, type Suite, skipped } from "../../src/cli/conformance/suite.js";
import { renderReports } from "../../src/cli/conformance/table.js";
import { readLines } from "../../src/cli/conformance/vectors.js";
import { vmExecuteSuite } from "../../src/cli/conformance/vm/execute.js";
import { ENGINES } from "../../src/sbpf/engines.js";

/** Does what the line says. */
const obedient: Suite = {
  matches: (fileName) => fileName.startsWith("obedient"),
  runsPrograms: false,
  run(line) {
    const { does } = line as { does: string };
    if (does === "throw") throw new Error("out of order");
    if (does === "skip") return skipped("told to");
    return does === "pass" ? PASSED : failed(`told to ${does}`);
  },
};

const LINES = [
  { does: "pass" },
  { name: "second", does: "fail" },
  { does: "skip" },
  { does: "throw" },
  { does: "skip" },
];

test("counts verdicts, names failures, takes a throw for one", () => {
  const progress: number[] = [];
  const report = runSuite("obedient", obedient, LINES, { engine: ENGINES.interpreter, elfFolder: null }, (done) =>
    progress.push(done),
  );
  expect(report).toMatchObject({ name: "obedient", passed: 1, skips: new Map([["told to", 2]]) });
  expect(report.failures.map(({ name }) => name)).toEqual(["second", "line 4"]);
  expect(report.failures[1].reason).toMatch("out of order");
  expect(progress).toEqual([1, 2, 3, 4, 5]);
});

test("prints a table, the reasons of skips and some failures", () => {
  const failures = [1, 2, 3].map((i) => ({ name: `line ${i}`, reason: "why" }));
  const text = renderReports([{ name: "one", passed: 10, failures, skips: new Map([["no file", 4]]) }], 2);
  expect(text.split("\n")).toEqual([
    "suite  passed  failed  skipped",
    "one        10       3        4",
    "",
    "one",
    "  skipped 4: no file",
    "  failed line 1: why",
    "  failed line 2: why",
    "  and 1 more failures",
  ]);
});

test("reads lines, packed or not, with or without a last newline", () => {
  const folder = mkdtempSync(join(tmpdir(), "callgate-"));
  try {
    writeFileSync(join(folder, "a.jsonl"), '{"a":1}\n\n{"a":"ü"}');
    writeFileSync(join(folder, "b.jsonl.gz"), gzipSync('{"b":1}\n'));
    expect([...readLines(join(folder, "a.jsonl"))]).toEqual([{ a: 1 }, { a: "ü" }]);
    expect([...readLines(join(folder, "b.jsonl.gz"))]).toEqual([{ b: 1 }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a comparison tells every difference", () => {
  const comparison = new Comparison();
  comparison.expect("same", [1, undefined], [1, null]);
  comparison.expect("r0", "1", "2");
  comparison.expect("err", undefined, "Fault");
  expect(comparison.verdict).toEqual({
    status: "failed",
    reason: 'r0: expected "1", got "2"; err: expected undefined, got "Fault"',
  });
});

/** `mov64 r0, 5; exit` with everything that is expected of it. */
const VM_LINE = {
  name: "five",
  sbpfVersion: "V0",
  config: {},
  elf: null,
  text: "b7000000050000009500000000000000",
  textVaddr: 4294967296,
  entryPc: 0,
  functions: [[1910755201, "entrypoint", 0]],
  syscalls: [],
  input: [],
  budget: 2,
  expected: {
    ok: "5",
    instructionCount: 2,
    steps: 2,
    lastRegs: ["5", "17179869184", "0", "0", "0", "0", "0", "0", "0", "0", "8589938688", "1"],
    traceSha256: "a79f4ee5fd5bf3f9d0ab0d1ef7e0d1a0",
    inputAfter: "unchanged",
  },
};

test("a line of the machine that differs anywhere fails", () => {
  const run = (line: unknown) => vmExecuteSuite.run(line, { engine: ENGINES.interpreter, elfFolder: null });
  const verdict = run(VM_LINE);
  const traceSha256 = /traceSha256: .* got "(\w+)"/.exec(verdict.status === "failed" ? verdict.reason : "")?.[1];
  const expected = { ...VM_LINE.expected, traceSha256 };
  expect(run({ ...VM_LINE, expected })).toEqual(PASSED);
  for (const change of [{ ok: "6" }, { instructionCount: 3 }, { steps: 1 }, { err: "X" }, { inputAfter: ["00"] }]) {
    expect(run({ ...VM_LINE, expected: { ...expected, ...change } }).status).toBe("failed");
  }
  const elf = { file: "sbpf/tests/elfs/none.so", sha256: "" };
  expect(run({ ...VM_LINE, elf }).status).toBe("skipped");
});
