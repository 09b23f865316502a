import { decodeTransaction } from "../../solana/transaction.js";
import type { Campaign, Case, Chain } from "./chain.js";
import { differences, type Outcome } from "./outcome.js";

/** A case on which two chains disagree. */
export interface Difference {
  readonly index: number;
  readonly case: Case;
  readonly paths: readonly string[];
  readonly expected: Outcome;
}

export interface RunSummary {
  readonly cases: number;
  /** How many cases ended in each way, as the oracle has it. */
  readonly outcomes: Map<string, number>;
  readonly differences: Difference[];
}

/** Runs `count` cases of a campaign on both chains. Stops at the first difference: what follows would depend on it. */
export function runCampaign(campaign: Campaign, oracle: Chain, subject: Chain, count: number): RunSummary {
  campaign.prepare(oracle);
  campaign.prepare(subject);
  const summary: RunSummary = { cases: count, outcomes: new Map(), differences: [] };
  for (let index = 0; index < count; index++) {
    const next = campaign.next((key) => oracle.account(key));
    const keys = keysOf(next.wire);
    const expected = oracle.send(next.wire, keys);
    const paths = differences(expected, subject.send(next.wire, keys));
    const way = `${next.kind} ${describe(expected)}`;
    summary.outcomes.set(way, (summary.outcomes.get(way) ?? 0) + 1);
    if (paths.length > 0) {
      summary.differences.push({ index, case: next, paths, expected });
      break;
    }
  }
  return summary;
}

/** The way an outcome ended, short enough to count. */
export function describe({ error }: Outcome): string {
  if (error === null) return "success";
  if (typeof error === "string") return error;
  if (!("InstructionError" in error)) return Object.keys(error)[0];
  const [, reason] = error.InstructionError;
  return typeof reason === "string" ? reason : "Custom";
}

function keysOf(wire: Uint8Array): readonly Uint8Array[] {
  const decoded = decodeTransaction(wire);
  return decoded.ok ? decoded.transaction.message.accountKeys : [];
}
