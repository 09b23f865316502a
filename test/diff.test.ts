import { expect, it } from "vitest";
import { CAMPAIGNS } from "../src/cli/diff/campaigns.js";
import type { Features } from "../src/cli/diff/chain.js";
import { fuzz } from "../src/cli/diff/fuzzing.js";
import { Tally } from "../src/cli/diff/tally.js";

const NAMES = Object.keys(CAMPAIGNS);
const RUNS: readonly (readonly [features: Features, seed: number, casesPerWorld: number])[] = [
  ["mainnet", 1, 50],
  ["mainnet", 2, 40],
  ["all", 3, 15],
];

it.each(RUNS)(
  "random transactions come to the same here and in LiteSVM (%s, seed %i)",
  async (features, seed, each) => {
    const tally = new Tally();
    const differences: string[] = [];
    const count = NAMES.length * each;
    const options = { seed, count, casesPerWorld: each, features, campaigns: NAMES };
    await fuzz(options, tally, {
      difference: ({ campaign, world, index }, { paths }) =>
        differences.push(`campaign ${campaign}, world ${world}, case ${index}: ${paths.slice(0, 4).join("; ")}`),
    });
    console.log(`npm run diff -- --seed ${seed} --features ${features}, ${each} cases a campaign:`);
    for (const line of tally.summary()) console.log(line);
    expect(differences).toEqual([]);
    expect(tally.cases).toBe(count);
  },
);
