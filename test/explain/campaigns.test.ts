import { expect, test } from "vitest";
import { CallgateError } from "../../src/base/errors.js";
import { CAMPAIGNS } from "../../src/cli/diff/campaigns.js";
import { makeWorld } from "../../src/cli/diff/fuzzing.js";
import { Oracle } from "../../src/cli/diff/oracle.js";
import { runCampaign } from "../../src/cli/diff/run.js";
import { Subject } from "../../src/cli/diff/subject.js";
import {
  type ExplainedTransaction,
  type Explanation,
  explain,
  explainTransaction,
  formatExplanation,
} from "../../src/explain/index.js";
import type { Svm, TransactionResult } from "../../src/svm/index.js";

/** Explains whatever fails. */
class ExplainingSubject extends Subject {
  readonly codes = new Map<string, number>();
  readonly odd: string[] = [];

  protected override sendWire(wire: Uint8Array): TransactionResult {
    const dry = dryRun(this.svm, wire);
    const result = this.svm.sendTransaction(wire, { trace: { syscalls: true } });
    // What it would come to is what it comes to, and trying a fix has left nothing behind.
    if (dry !== undefined) {
      expect(dry.error).toEqual(result.ok ? null : result.error);
      expect(dry.trace).toEqual(result.trace);
      // A fix mends what it is for: what fails then is something else.
      if (dry.fixed?.explanation)
        if (sameFailure(dry.fixed.explanation, dry.explanation!))
          this.odd.push(formatExplanation(dry.explanation!, dry.fixed));
      expect(dry.fixed === null || dry.fixed.passes === (dry.fixed.explanation === null)).toBe(true);
    }
    const explanation = explain(result, this.svm);
    expect(explanation === null).toBe(result.ok);
    if (explanation === null) return result;
    this.#look(explanation);
    // Without the VM less is known, and it is the same kind of failure, unless only the code or the data could tell.
    const alone = explain(result.trace!)!;
    expect(alone.where).toEqual(explanation.where);
    this.#look(alone);
    return result;
  }

  #look(explanation: NonNullable<ReturnType<typeof explain>>): void {
    const text = formatExplanation(explanation);
    if (/undefined|\[object|NaN/.test(text)) this.odd.push(text);
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
    this.codes.set(explanation.code, (this.codes.get(explanation.code) ?? 0) + 1);
  }
}

function sameFailure(a: Explanation, b: Explanation): boolean {
  return a.title === b.title && JSON.stringify([a.where, a.fix]) === JSON.stringify([b.where, b.fix]);
}

/** Undefined for bytes that only the VM has an answer for. */
function dryRun(svm: Svm, wire: Uint8Array): ExplainedTransaction | undefined {
  try {
    return explainTransaction(svm, wire);
  } catch (thrown) {
    if (thrown instanceof CallgateError && thrown.code === "invalid-transaction") return undefined;
    throw thrown;
  }
}

test.each(Object.keys(CAMPAIGNS))("every failure of random transactions has an explanation: %s", (name) => {
  const options = { seed: 23, count: 0, features: "mainnet" as const, campaigns: [name] };
  const { campaign, settings } = makeWorld(options, 0);
  const subject = new ExplainingSubject(settings);
  runCampaign(campaign, new Oracle(settings), subject, { count: 60 });
  expect(subject.odd.slice(0, 3)).toEqual([]);
  expect([...subject.codes.keys()].filter((code) => code === "change-refused")).toEqual([]);
});
