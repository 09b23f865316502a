import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { TransactionResult } from "../../src/svm/index.js";
import { writeUnits } from "../../src/testing/assertions/units-table.js";
import { assertStaysWithinUnits, type CallgateMatchers, callgateMatchers } from "../../src/testing/index.js";
import { tallyStage } from "./stage.js";

declare module "vitest" {
  interface Matchers<T> extends CallgateMatchers<T> {}
}

expect.extend(callgateMatchers);

let folder: string;
let table: string;
let result: TransactionResult;
let printed: string[];

beforeAll(async () => {
  const stage = await tallyStage();
  result = await stage.send(stage.add(1n));
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "callgate-units-"));
  table = join(folder, "units.json");
  printed = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const units = () => result.computeUnitsConsumed;
const write = (entries: object) => writeFileSync(table, JSON.stringify(entries));
const read = (): Record<string, number> => JSON.parse(readFileSync(table, "utf8"));

test("what the table has passes without a word, more too, and tells the change", () => {
  write({ add: units() });
  expect(result).toStayWithinUnits("add", { table });
  expect(printed).toEqual([]);
  write({ add: units() + 1000 });
  expect(result).toStayWithinUnits("add", { table });
  const before = (units() + 1000).toLocaleString("en");
  const percent = ((-100 * 1000) / (units() + 1000)).toFixed(1);
  expect(printed).toEqual([`add: ${before} → ${units().toLocaleString("en")} compute units (-1,000, ${percent} %)`]);
});

test("less fails, and tells the change and how to accept it", () => {
  write({ add: units() - 100 });
  expect(() => expect(result).toStayWithinUnits("add", { table })).toThrow(/→ .* compute units \(\+100, \+\d\.\d %\)/);
  expect(() => assertStaysWithinUnits(result, "add", { table })).toThrow(/CALLGATE_UPDATE_UNITS=1[\s\S]*tally add/);
  expect(result).toStayWithinUnits("add", { table, tolerance: 0.1 });
  expect(() => expect(result).toStayWithinUnits("add", { table, tolerance: -1 })).toThrow("tolerance");
});

test("a name that the table lacks fails, as does a transaction that failed", async () => {
  for (const name of ["add", "toString", "__proto__"]) {
    expect(() => expect(result).toStayWithinUnits(name, { table })).toThrow("run once with CALLGATE_UPDATE_UNITS=1");
  }
  const stage = await tallyStage();
  const failed = await stage.send(stage.add(101n));
  write({ add: 1_000_000 });
  expect(() => expect(failed).toStayWithinUnits("add", { table })).toThrow("to succeed, but it failed");
});

test("the table is written on demand, sorted", () => {
  vi.stubEnv("CALLGATE_UPDATE_UNITS", "1");
  write({ z: 3, b: 1 });
  expect(result).toStayWithinUnits("c", { table });
  expect(printed).toEqual([`c: ${units().toLocaleString("en")} compute units (new)`]);
  expect(readFileSync(table, "utf8")).toBe(`${JSON.stringify({ b: 1, c: units(), z: 3 }, null, 2)}\n`);
  expect(existsSync(`${table}.lock`)).toBe(false);
});

test("without a name it is the test's, without a table the one beside the test", () => {
  vi.stubEnv("CALLGATE_UPDATE_UNITS", "1");
  expect(result).toStayWithinUnits(undefined, { table });
  expect(Object.keys(read())).toEqual(["without a name it is the test's, without a table the one beside the test"]);
  vi.unstubAllEnvs();
  expect(() => expect(result).toStayWithinUnits("nothing")).toThrow(/test.testing.compute-units\.json has no units/);
});

test("a table that is none is told", () => {
  for (const text of ["{", "[]", '{ "a": "b" }', '{ "a": 1.5 }', "null"]) {
    writeFileSync(table, text);
    expect(() => expect(result).toStayWithinUnits("add", { table })).toThrow(
      expect.objectContaining({ code: "invalid-units-table" }),
    );
  }
  const nowhere = join(folder, "no", "units.json");
  expect(() => writeUnits(nowhere, "a", 1)).toThrow(expect.objectContaining({ code: "unwritable-file" }));
});

test("a lock that somebody left is no reason to wait for ever", () => {
  writeFileSync(`${table}.lock`, "");
  utimesSync(`${table}.lock`, 0, 0);
  writeUnits(table, "a", 1);
  expect(read()).toEqual({ a: 1 });
});

test("processes that write at once lose nothing of each other", async () => {
  const module = new URL("../../dist/testing/assertions/units-table.js", import.meta.url).href;
  const script = `const { writeUnits } = await import(${JSON.stringify(module)});
    for (let i = 0; i < 25; i++) writeUnits(process.argv[1], process.argv[2] + i, i);`;
  const run = promisify(execFile);
  await Promise.all(
    ["a", "b", "c"].map((name) => run(process.execPath, ["--input-type=module", "-e", script, table, name])),
  );
  expect(Object.keys(read())).toHaveLength(75);
});
