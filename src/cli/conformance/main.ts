import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import type { Engine } from "../../sbpf/engine.js";
import { ENGINES, type EngineName } from "../../sbpf/engines.js";
import { SUITES } from "./registry.js";
import { runSuite, type SuiteReport } from "./run-suite.js";
import type { Suite } from "./suite.js";
import { renderReports } from "./table.js";
import { readLines } from "./vectors.js";

const USAGE = `usage: conformance FOLDER|FILE… [--elfs DIR] [--only TEXT] [--engine NAME] [--failures N]

Runs conformance vectors (.jsonl or .jsonl.gz) and prints a table.
  --elfs DIR     folder of the ELF files that some lines name (else these lines are skipped)
  --only TEXT    only files whose name contains TEXT
  --engine NAME  run programs by this engine only: ${Object.keys(ENGINES).join(", ")}
  --failures N   how many failures to show per file (default 5)`;

/** Misuse of the command line: the text is for the user, and the exit code is 2. */
class UsageError extends Error {}

interface Job {
  readonly name: string;
  readonly path: string;
  readonly suite: Suite;
  readonly engine: Engine;
}

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      elfs: { type: "string" },
      only: { type: "string", default: "" },
      engine: { type: "string" },
      failures: { type: "string", default: "5" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (positionals.length === 0) throw new UsageError("no folder of vectors was given");
  if (!/^\d+$/.test(values.failures)) throw new UsageError(`--failures wants a number, got "${values.failures}"`);
  const elfFolder = values.elfs === undefined ? null : checkFolder(values.elfs);
  const engines = values.engine === undefined ? Object.values(ENGINES) : [engineNamed(values.engine)];
  const jobs = positionals
    .flatMap(vectorFiles)
    .filter((path) => basename(path).includes(values.only))
    .flatMap((path) => jobsOf(path, engines));
  if (jobs.length === 0) throw new UsageError("no vector files there (.jsonl or .jsonl.gz)");
  const reports = jobs.map((job) => runJob(job, elfFolder));
  console.log(renderReports(reports, Number(values.failures)));
  return reports.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

function checkFolder(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`no such folder: ${path}`);
  return path;
}

function vectorFiles(path: string): string[] {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) throw new UsageError(`no such file or folder: ${path}`);
  if (!status.isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => /\.jsonl(\.gz)?$/.test(name))
    .sort()
    .map((name) => join(path, name));
}

function engineNamed(name: string): Engine {
  if (!Object.hasOwn(ENGINES, name)) throw new UsageError(`no such engine: ${name}`);
  return ENGINES[name as EngineName];
}

/** Every engine runs what runs programs. */
function jobsOf(path: string, engines: readonly Engine[]): Job[] {
  const fileName = basename(path);
  const suite = SUITES.find((candidate) => candidate.matches(fileName));
  if (suite === undefined) throw new UsageError(`no suite knows the file ${fileName}`);
  const name = fileName.replace(/\.jsonl(\.gz)?$/, "");
  if (!suite.runsPrograms) return [{ name, path, suite, engine: engines[0] }];
  return engines.map((engine) => ({ name: `${name}, ${engine.name}`, path, suite, engine }));
}

function runJob({ name, path, suite, engine }: Job, elfFolder: string | null): SuiteReport {
  const report = runSuite(name, suite, readLines(path), { engine, elfFolder }, (done) => {
    if (process.stderr.isTTY && done % 100 === 0) process.stderr.write(`\r${name}: ${done}`);
  });
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  return report;
}

function run(): number {
  try {
    return main();
  } catch (error) {
    const isMisuse = error instanceof UsageError || (error instanceof TypeError && "code" in error);
    if (!isMisuse) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

process.exitCode = run();
