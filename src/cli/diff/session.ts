import { CAMPAIGNS } from "./campaigns.js";
import type { Case, Features } from "./chain.js";
import { Oracle } from "./oracle.js";
import { Random } from "./random.js";
import { type Difference, runCampaign } from "./run.js";
import { Subject } from "./subject.js";
import type { Tally } from "./tally.js";

/** Cases on one pair of chains before fresh ones are made. */
const CASES_PER_WORLD = 300;

export interface SessionOptions {
  readonly seed: number;
  /** Of cases. */
  readonly count: number;
  readonly features: Features;
  /** Names of campaigns, which take turns. */
  readonly campaigns: readonly string[];
  /** Only this world. */
  readonly world?: number | undefined;
}

/** Where a case stands: the options and these give it again. */
export interface Place {
  readonly campaign: string;
  readonly world: number;
  readonly index: number;
}

export interface SessionWatcher {
  beforeCase?(place: Place, next: Case): void;
  afterWorld?(done: number): void;
  difference(place: Place, difference: Difference): void;
}

/** Runs worlds of the campaigns in turn until so many cases are done. */
export function runSession(options: SessionOptions, tally: Tally, watcher: SessionWatcher): void {
  const { seed, count, features, campaigns } = options;
  let done = 0;
  for (let world = options.world ?? 0; done < count; world++) {
    const campaign = campaigns[world % campaigns.length];
    const cases = Math.min(CASES_PER_WORLD, count - done);
    // Worlds of different seeds do not overlap.
    const made = CAMPAIGNS[campaign](new Random(seed * 1_000_003 + world), features);
    const settings = { features, checks: made.checks };
    const { outcomes, difference } = runCampaign(made, new Oracle(settings), new Subject(settings), {
      count: cases,
      watch: (next, index) => watcher.beforeCase?.({ campaign, world, index }, next),
    });
    tally.add(campaign, outcomes);
    if (difference !== undefined) watcher.difference({ campaign, world, index: difference.index }, difference);
    done += cases;
    watcher.afterWorld?.(done);
    if (options.world !== undefined) return;
  }
}
