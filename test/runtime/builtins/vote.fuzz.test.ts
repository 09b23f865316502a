import { describe, expect, test } from "vitest";
import { FeatureSet } from "../../../src/solana/feature-set.js";
import { type FeatureName, featureNamed } from "../../../src/solana/features.js";
import { mainnetFeatures, type Run, type Summary, VoteOracle } from "./vote-oracle.js";
import { Random, randomRun } from "./vote-random.js";

const RUNS = Number(process.env.VOTE_FUZZ_RUNS ?? 500);

/** What the vote program asks about. */
const GATES: readonly FeatureName[] = [
  "deprecate_legacy_vote_ixs",
  "delay_commission_updates",
  "bls_pubkey_management_in_vote_account",
  "commission_rate_in_basis_points",
  "custom_commission_collector",
  "block_revenue_sharing",
  "vote_account_initialize_v2",
];

function without(features: FeatureSet, ...gates: FeatureName[]): FeatureSet {
  for (const gate of gates) features.deactivate(featureNamed(gate).id);
  return features;
}

const FEATURE_SETS: Record<string, FeatureSet> = {
  mainnet: mainnetFeatures(),
  "all features": FeatureSet.allEnabled(),
  "all features but the end of legacy votes": without(FeatureSet.allEnabled(), "deprecate_legacy_vote_ixs"),
  "none of the vote program's gates": without(mainnetFeatures(), ...GATES),
};

describe.each(Object.keys(FEATURE_SETS))("vote under %s", (name) => {
  test(`${RUNS} random instructions end as in LiteSVM`, () => {
    const oracle = new VoteOracle(FEATURE_SETS[name]!);
    const random = new Random(Object.keys(FEATURE_SETS).indexOf(name) + Number(process.env.VOTE_FUZZ_SEED ?? 1) * 1000);
    const outcomes = new Map<string, number>();
    for (let i = 0; i < RUNS; i++) {
      const run = randomRun(random);
      const theirs = oracle.theirs(run);
      const ours = oracle.ours(run);
      if (!isPipelineError(theirs)) expect(ours, describeRun(run)).toEqual(theirs);
      const outcome = `${run.instruction.data[0]}: ${JSON.stringify(theirs.error ?? "ok")}`;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    const errors = new Set([...outcomes.keys()].map((outcome) => outcome.replace(/^\w+: /, "")));
    if (process.env.VOTE_FUZZ_SHOW)
      console.log(
        [...outcomes]
          .sort()
          .map(([what, n]) => `${n}\t${what}`)
          .join("\n"),
      );
    // Enough different ends to be worth the while.
    expect(errors.size).toBeGreaterThan(20);
  });
});

/** The check of balances after a transaction, which these runs do without. */
function isPipelineError({ error }: Summary): boolean {
  return typeof error === "object" && "InsufficientFundsForRent" in error;
}

function describeRun({ instruction, computeUnits }: Run): string {
  return `data ${Buffer.from(instruction.data).toString("hex")}, ${instruction.accounts.length} accounts, ${computeUnits} units`;
}
