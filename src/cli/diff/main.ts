import { Command, InvalidArgumentError } from "commander";
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

const command = new Command("diff")
  .description("Runs random transactions on Callgate and on litesvm, and compares everything that they come to.")
  .option("--seed <number>", "first seed; the same seed gives the same transactions", integer, 1)
  .option("--count <number>", "transactions", integer, 1000)
  .option("--features <preset>", "feature gates: mainnet or all", featuresOf, "mainnet" as Features)
  .option("--campaign <name>", `which transactions: ${Object.keys(CAMPAIGNS).join(", ")}, or all`, campaignOf, "all")
  .action((options: Options) => {
    process.exitCode = run(options) === 0 ? 0 : 1;
  });

command.parse();

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

function integer(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError("expected an integer from 0 on.");
}

function featuresOf(text: string): Features {
  if (text === "mainnet" || text === "all") return text;
  throw new InvalidArgumentError("expected mainnet or all.");
}

function campaignOf(text: string): string {
  if (text === "all" || Object.hasOwn(CAMPAIGNS, text)) return text;
  throw new InvalidArgumentError(`expected ${Object.keys(CAMPAIGNS).join(", ")} or all.`);
}
