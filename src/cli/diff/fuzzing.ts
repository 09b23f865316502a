import { setImmediate } from "node:timers/promises";
import type { EngineName } from "../../sbpf/engines.js";
import { CAMPAIGNS } from "./campaigns.js";
import type { Case, Features } from "./chain.js";
import { Oracle } from "./oracle.js";
import { Random } from "./random.js";
import { type Difference, runCampaign } from "./run.js";
import { Subject } from "./subject.js";
import type { Tally } from "./tally.js";

const CASES_PER_WORLD = 300;

export interface FuzzOptions {
  readonly seed: number;
  /** Of cases. */
  readonly count: number;
  readonly features: Features;
  /** Names of campaigns, which take turns. */
  readonly campaigns: readonly string[];
  /** Cases on one pair of chains before fresh ones are made. Default 300. */
  readonly casesPerWorld?: number;
  /** What runs programs on Callgate's chain; its default if absent. */
  readonly engine?: EngineName | undefined;
  /** Only this world. */
  readonly world?: number | undefined;
}

/** The campaign of a world with this number. */
export function makeWorld({ seed, features, campaigns, engine }: FuzzOptions, world: number) {
  const name = campaigns[world % campaigns.length];
  // Worlds of different seeds do not overlap.
  const campaign = CAMPAIGNS[name](new Random(seed * 1_000_003 + world), features);
  return { name, campaign, settings: { features, checks: campaign.checks, engine } };
}

/** Where a case stands: the options and these give it again. */
export interface Place {
  readonly campaign: string;
  readonly world: number;
  readonly index: number;
}

export interface FuzzWatcher {
  beforeCase?(place: Place, next: Case): void;
  afterWorld?(done: number): void;
  difference(place: Place, difference: Difference): void;
}

/** Runs worlds of the campaigns in turn until so many cases are done. */
export async function fuzz(options: FuzzOptions, tally: Tally, watcher: FuzzWatcher): Promise<void> {
  const { count, casesPerWorld = CASES_PER_WORLD } = options;
  let done = 0;
  for (let world = options.world ?? 0; done < count; world++) {
    const { name, campaign, settings } = makeWorld(options, world);
    const cases = Math.min(casesPerWorld, count - done);
    const { outcomes, difference } = runCampaign(campaign, new Oracle(settings), new Subject(settings), {
      count: cases,
      watch: (next, index) => watcher.beforeCase?.({ campaign: name, world, index }, next),
    });
    tally.add(name, outcomes);
    if (difference !== undefined) watcher.difference({ campaign: name, world, index: difference.index }, difference);
    done += cases;
    watcher.afterWorld?.(done);
    if (options.world !== undefined) return;
    // LiteSVM's memory is given back between turns of the event loop only.
    await setImmediate();
  }
}
