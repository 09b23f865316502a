// npm run bench: Callgate beside litesvm, growth, and what the machine itself would need. See README.md here.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { EXIT_CODES, exitCode } from "./exit-code.mjs";
import { Disagreement } from "./measure/agree.mjs";
import { checkBundle, Misuse, readOptions, USAGE } from "./options.mjs";
import { ProgressLine } from "./progress.mjs";
import { header, isReached, summary, tableLine } from "./table.mjs";

process.exitCode = await main(process.argv.slice(2)).catch((thrown) => {
  if (!(thrown instanceof Misuse)) throw thrown;
  console.error(`${thrown.message}\n\n${USAGE}`);
  return EXIT_CODES.misused;
});

/** @returns the exit code */
async function main(args) {
  if (args.includes("--help")) {
    console.log(USAGE);
    return EXIT_CODES.good;
  }
  if (args[0] === "rpc") return (await import("./rpc/main.mjs")).rpcBenchmark(args.slice(1));
  if (args[0] === "rpc-faults") return (await import("./rpc/faults.mjs")).faults(args.slice(1));
  const options = readOptions(args);
  // What is imported from here on looks at these, and so do the processes that are started.
  if (options.cpu) process.env.CALLGATE_BENCH_CPU = "1";
  if (options.modules) process.env.CALLGATE_BENCH_MODULES = "1";
  else checkBundle();
  const { GROUPS } = await import("./rows/index.mjs");
  const groups = select(GROUPS, options);
  const results = await measureAll(groups, options);
  if (!options.json) console.log(`\n${summary(Object.values(results).flat())}`);
  else console.log(JSON.stringify({ environment: environment(options), ...results }, null, 2));
  if (options.plot !== undefined) await plot(options, results.growth);
  return exitCode(Object.values(results).flat(), options);
}

/** The rows that are asked for. */
function select(groups, { only, plot }) {
  const selected = groups.map(({ kind, rows }) => ({ kind, rows: rows.filter(({ name }) => name.includes(only)) }));
  const rows = selected.flatMap((group) => group.rows);
  if (rows.length === 0) throw new Misuse(`no row has ${only} in its name`);
  if (plot !== undefined && !rows.some(({ isPlotted }) => isPlotted)) {
    throw new Misuse(`--plot draws "time by …", which --only ${only} leaves out`);
  }
  return selected;
}

/** Results by kind, printed as they come. */
async function measureAll(groups, options) {
  const results = {};
  for (const { kind, rows } of groups) {
    if (rows.length > 0 && !options.json) console.log(`\n${header(kind)}`);
    results[kind] = [];
    for (const row of rows) {
      const line = await measure(row, options);
      results[kind].push(line);
      if (!options.json) console.log(tableLine(kind, line));
    }
  }
  return results;
}

/** One row; that the sides disagree is a result too. */
async function measure({ run, skip, ...row }, { rounds, quick }) {
  const skipped = skip?.();
  if (skipped !== undefined) return { ...row, skipped };
  const line = new ProgressLine();
  const effort = {
    rounds,
    quick,
    roundMs: quick ? 0 : 12,
    warmupMs: quick ? 0 : 1000,
    progress: (text) => line.show(`${row.name}: ${text}`),
  };
  try {
    const result = { ...row, ...(await run(effort)) };
    return { ...result, reached: isReached(result) };
  } catch (thrown) {
    if (!(thrown instanceof Disagreement)) throw thrown;
    return { ...row, failure: thrown.message };
  } finally {
    line.clear();
  }
}

async function plot({ plot: path, json }, growth) {
  const { svgOf } = await import("./plot.mjs");
  writeFileSync(path, svgOf(growth.flatMap((line) => line.plot ?? [])));
  if (!json) console.log(`${path} shows how time grows`);
}

function environment({ rounds, quick, cpu, modules }) {
  const { node, v8 } = process.versions;
  const litesvm = createRequire(import.meta.url)("litesvm/package.json").version;
  return { node, v8, litesvm, processor: cpus()[0].model, cores: cpus().length, rounds, quick, cpu, modules };
}
