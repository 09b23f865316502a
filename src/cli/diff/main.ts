import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ENGINES, type EngineName } from "../../sbpf/engines.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import { CAMPAIGNS } from "./campaigns.js";
import type { Features } from "./chain.js";
import { type FuzzOptions, fuzz, type Place } from "./fuzzing.js";
import { recordCases } from "./record.js";
import type { Difference } from "./run.js";
import { Tally } from "./tally.js";

const NAMES = Object.keys(CAMPAIGNS);

const USAGE = `usage: diff [--seed N] [--count N] [--features mainnet|all] [--campaigns NAMES] [--engine NAME]
            [--world N] [--details] [--trace FILE]

Runs random transactions on Callgate and on litesvm, and compares everything that they come to.
  --seed N             the same seed gives the same transactions (default 1)
  --count N            how many (default 1000)
  --features PRESET    feature gates: mainnet (default) or all
  --campaigns NAMES    which transactions, separated by commas (default all of them):
                       ${NAMES.join(", ")}
  --engine NAME        what runs programs here: ${Object.keys(ENGINES).join(", ")}
  --world N            only this world, as a difference names it
  --record FILE        with --world and --cases: write these cases for a regression test
  --cases NUMBERS      which cases of the world to record, separated by commas
  --details            count outcomes by kind of transaction
  --trace FILE         write each case to this file before it runs, should the oracle abort the process`;

/** Misuse of the command line: the text is for the user, and the exit code is 2. */
class UsageError extends Error {}

interface Options extends FuzzOptions {
  readonly details: boolean;
  readonly trace: string | undefined;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "1" },
      count: { type: "string", default: "1000" },
      features: { type: "string", default: "mainnet" },
      campaigns: { type: "string", default: NAMES.join(",") },
      engine: { type: "string" },
      world: { type: "string" },
      record: { type: "string" },
      cases: { type: "string", default: "" },
      details: { type: "boolean", default: false },
      trace: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const { details, trace } = values;
  const seed = integer("--seed", values.seed);
  const count = integer("--count", values.count);
  const world = values.world === undefined ? undefined : integer("--world", values.world);
  const options: Options = {
    ...{ seed, count, world, details, trace },
    features: featuresOf(values.features),
    campaigns: campaignsOf(values.campaigns),
    engine: values.engine === undefined ? undefined : engineOf(values.engine),
  };
  if (values.record === undefined) return (await run(options)) === 0 ? 0 : 1;
  if (world === undefined) throw new UsageError("--record wants --world");
  const cases = values.cases.split(",").map((value) => integer("--cases", value));
  writeFileSync(values.record, `${JSON.stringify(recordCases(options, world, cases), null, 1)}\n`);
  return 0;
}

/** The number of differences. */
async function run(options: Options): Promise<number> {
  const { seed, count, trace } = options;
  const tally = new Tally();
  let different = 0;
  await fuzz(options, tally, {
    ...(trace !== undefined && {
      beforeCase: (place, next) => writeFileSync(trace, `${describePlace(place)}\n${next.kind}\n${show(next)}\n`),
    }),
    afterWorld: (done) => progress(`${done} of ${count} cases, ${different} differences`),
    difference: (place, difference) => {
      different++;
      print(seed, place, difference);
    },
  });
  progress("");
  for (const line of options.details ? tally.lines() : tally.summary()) console.log(line);
  console.log(`${tally.cases} cases with seed ${seed}, ${different} differences`);
  return different;
}

function print(seed: number, place: Place, { case: one, keys, paths, expected }: Difference): void {
  progress("");
  console.log(`difference: seed ${seed}, ${describePlace(place)}: ${one.kind}`);
  for (const path of paths.slice(0, 12)) console.log(`  ${named(path, keys)}`);
  if (expected !== undefined) {
    console.log(`  the oracle's error: ${JSON.stringify(expected.error)}, log:`);
    for (const line of expected.logs.slice(-12)) console.log(`    ${line}`);
  }
}

function describePlace({ campaign, world, index }: Place): string {
  return `campaign ${campaign}, world ${world}, case ${index}`;
}

/** With the address in place of an account's number. */
function named(path: string, keys: Difference["keys"]): string {
  return path.replace(/^accounts\.(\d+)/, (_, index) => `account ${addressFromPubkey(keys[Number(index)])}`);
}

function show(one: Difference["case"]): string {
  return "wire" in one ? Buffer.from(one.wire).toString("base64") : one.kind;
}

/** One line that is overwritten; nothing where the output is no terminal. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

function integer(option: string, value: string): number {
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new UsageError(`${option} wants a number, got "${value}"`);
}

function featuresOf(value: string): Features {
  if (value === "mainnet" || value === "all") return value;
  throw new UsageError(`--features wants mainnet or all, got "${value}"`);
}

function engineOf(value: string): EngineName {
  if (Object.hasOwn(ENGINES, value)) return value as EngineName;
  throw new UsageError(`--engine does not know "${value}"`);
}

function campaignsOf(value: string): string[] {
  const names = value.split(",");
  const unknown = names.find((name) => !Object.hasOwn(CAMPAIGNS, name));
  if (unknown === undefined) return names;
  throw new UsageError(`--campaigns does not know "${unknown}"`);
}

async function start(): Promise<number> {
  try {
    return await main();
  } catch (error) {
    const isMisuse = error instanceof UsageError || (error instanceof TypeError && "code" in error);
    if (!isMisuse) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

process.exitCode = await start();
