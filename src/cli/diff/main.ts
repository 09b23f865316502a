import { parseArgs } from "node:util";
import type { Campaign, Features } from "./chain.js";
import { cpiCampaign } from "./cpi-campaign.js";
import { Oracle } from "./oracle.js";
import { Random } from "./random.js";
import { type Difference, runCampaign } from "./run.js";
import { Subject } from "./subject.js";

/** The campaigns, by name. */
const CAMPAIGNS: Readonly<Record<string, (random: Random, features: Features) => Campaign>> = {
  cpi: cpiCampaign,
};

/** Cases on one pair of chains before fresh ones are made. */
const CASES_PER_WORLD = 100;

interface Options {
  readonly seed: number;
  readonly count: number;
  readonly features: Features;
  readonly campaign: string;
}

const USAGE = `usage: diff [--seed N] [--count N] [--features mainnet|all] [--campaign NAME]

Runs random transactions on Callgate and on litesvm, and compares everything that they come to.
  --seed N         the same seed gives the same transactions (default 1)
  --count N        how many transactions (default 1000)
  --features NAME  the active feature gates: mainnet (default) or all
  --campaign NAME  only these transactions: ${Object.keys(CAMPAIGNS).join(", ")}`;

/** Misuse of the command line: the text is for the user, and the exit code is 2. */
class UsageError extends Error {}

function main(): number {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "1" },
      count: { type: "string", default: "1000" },
      features: { type: "string", default: "mainnet" },
      campaign: { type: "string", default: "all" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const { campaign } = values;
  const features = featuresOf(values.features);
  if (campaign !== "all" && !Object.hasOwn(CAMPAIGNS, campaign)) throw new UsageError(`no such campaign: ${campaign}`);
  const options = { seed: integer("seed", values.seed), count: integer("count", values.count), features, campaign };
  return run(options) === 0 ? 0 : 1;
}

/** The number of differences. */
function run({ seed, count, features, campaign }: Options): number {
  const names = campaign === "all" ? Object.keys(CAMPAIGNS) : [campaign];
  const outcomes = new Map<string, number>();
  let done = 0;
  let different = 0;
  for (let world = 0; done < count; world++) {
    const name = names[world % names.length];
    const cases = Math.min(CASES_PER_WORLD, count - done);
    // Worlds of different seeds do not overlap.
    const random = new Random(seed * 1_000_003 + world);
    const summary = runCampaign(CAMPAIGNS[name](random, features), new Oracle(features), new Subject(features), cases);
    for (const [way, times] of summary.outcomes) outcomes.set(way, (outcomes.get(way) ?? 0) + times);
    for (const difference of summary.differences) print(name, seed, world, difference);
    different += summary.differences.length;
    done += cases;
    progress(`${done} of ${count} transactions, ${different} differences`);
  }
  progress("");
  for (const [way, times] of [...outcomes].sort(([, a], [, b]) => b - a))
    console.log(`${`${times}`.padStart(8)}  ${way}`);
  console.log(`${done} transactions with seed ${seed}, ${different} differences`);
  return different;
}

function print(name: string, seed: number, world: number, difference: Difference): void {
  progress("");
  console.log(`difference: campaign ${name}, seed ${seed}, world ${world}, case ${difference.index}`);
  for (const path of difference.paths.slice(0, 12)) console.log(`  ${path}`);
  console.log("  the oracle's log:");
  for (const line of difference.expected.logs.slice(-8)) console.log(`    ${line}`);
  console.log(`  ${Buffer.from(difference.case.wire).toString("base64")}`);
}

/** One line that is overwritten; nothing where the output is no terminal. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

function featuresOf(text: string): Features {
  if (text === "mainnet" || text === "all") return text;
  throw new UsageError(`no such features: ${text}`);
}

function integer(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} wants an integer, got "${text}"`);
}

try {
  process.exitCode = main();
} catch (thrown) {
  const isMisuse = thrown instanceof UsageError || (thrown as { code?: string }).code?.startsWith("ERR_PARSE_ARGS");
  if (!isMisuse) throw thrown;
  console.error(`${(thrown as Error).message}\n\n${USAGE}`);
  process.exitCode = 2;
}
