import { expect, test } from "vitest";
import { CallgateError } from "../../src/base/errors.js";
import { CAMPAIGNS } from "../../src/cli/diff/campaigns.js";
import { makeWorld } from "../../src/cli/diff/fuzzing.js";
import { Oracle } from "../../src/cli/diff/oracle.js";
import { runCampaign } from "../../src/cli/diff/run.js";
import { Subject } from "../../src/cli/diff/subject.js";
import { isOnCurve } from "../../src/crypto/is-on-curve.js";
import {
  type ExplainedTransaction,
  type Explanation,
  explain,
  explainTransaction,
  type Fix,
  type FixedTransaction,
  formatExplanation,
} from "../../src/explain/index.js";
import { pubkeyFromAddress } from "../../src/solana/pubkey.js";
import type { Svm, TransactionResult } from "../../src/svm/index.js";
import type { Trace } from "../../src/trace/index.js";
import { framesOf } from "../trace/agreement.js";
import { applyByHand, isOfPrograms } from "./fix-application.js";

/** Explains whatever fails. */
class ExplainingSubject extends Subject {
  readonly codes = new Map<string, number>();
  /** Fixes that were applied by hand, by what they are. */
  readonly fixes = new Map<string, number>();
  readonly odd: string[] = [];

  protected override sendWire(wire: Uint8Array): TransactionResult {
    const dry = dryRun(this.svm, wire);
    if (dry?.fixed) this.#tryByHand(wire, dry.explanation!, dry.fixed);
    const result = this.svm.sendTransaction(wire, { trace: { syscalls: true, functions: true } });
    // What it would come to is what it comes to, and trying fixes has left nothing behind.
    if (dry !== undefined) {
      expect(dry.error).toEqual(result.ok ? null : result.error);
      expect(dry.trace).toEqual(result.trace);
    }
    const explanation = explain(result, this.svm);
    expect(explanation === null).toBe(result.ok);
    if (explanation === null) return result;
    this.#look(explanation, result.trace!);
    // Without the VM less is known, and it is the same kind of failure, unless only the code or the data could tell.
    const alone = explain(result.trace!)!;
    expect(alone.where).toEqual(explanation.where);
    this.#look(alone, result.trace!);
    return result;
  }

  /** What is said to let it pass does, and what is said not to does not. */
  #tryByHand(wire: Uint8Array, explanation: Explanation, { passes, fixes }: FixedTransaction): void {
    expect(fixes[0]).toEqual(explanation.fix);
    for (const fix of fixes) this.#lookAtFix(fix);
    if (fixes.some(isOfPrograms)) return;
    const snapshot = this.svm.snapshot();
    const edited = applyByHand(this.svm, wire, fixes);
    const result = this.svm.simulateTransaction(edited, { signatureVerification: false });
    this.svm.revert(snapshot);
    if (result.ok !== passes) this.odd.push(`${formatExplanation(explanation)}\n${JSON.stringify([fixes, result.ok])}`);
    for (const { kind } of fixes) this.fixes.set(kind, (this.fixes.get(kind) ?? 0) + 1);
  }

  /** Nobody is told to sign with a key that cannot be. */
  #lookAtFix(fix: Fix): void {
    if (fix.kind === "sign")
      for (const address of fix.addresses) expect(isOnCurve(pubkeyFromAddress(address))).toBe(true);
  }

  #look(explanation: Explanation, trace: Trace): void {
    const text = formatExplanation(explanation);
    if (/undefined|\[object|NaN/.test(text)) this.odd.push(text);
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
    expectFactsOf(explanation, trace);
    this.codes.set(explanation.code, (this.codes.get(explanation.code) ?? 0) + 1);
  }
}

/** What an explanation says agrees with what the trace says. */
function expectFactsOf({ error, where, facts, code, fix }: Explanation, trace: Trace): void {
  expect(error).toEqual(trace.error);
  const frames = framesOf(trace.frames);
  const failed = frames.find(({ id }) => id === where?.frame);
  expect(failed === undefined).toBe(where === null);
  if (failed !== undefined) {
    expect(failed.outcome).toMatchObject({ failure: { cause: null } });
    expect(where!.path.at(-1)!.program).toBe(failed.program);
    expect(where!.instructionIndex).toBe(failed.instructionIndex);
    if ("program" in facts && failed.outcome.kind === "failed") expect(facts.program).toBe(failed.program);
  }
  const known = [...trace.accounts, ...frames.flatMap(({ accounts }) => accounts)].map(({ address }) => address);
  // Before anything is loaded the trace has no accounts.
  if (typeof facts.address === "string" && trace.accounts.length > 0) expect(known).toContain(facts.address);
  if (typeof facts.onCurve === "boolean")
    expect(facts.onCurve).toBe(isOnCurve(pubkeyFromAddress(facts.address as string)));
  if (code === "custom-error") expect(failed!.outcome).toMatchObject({ failure: { error: { Custom: facts.number } } });
  if (code === "out-of-compute-units") expect(facts.limit).toBe(trace.limits.computeUnits);
  if (code === "insufficient-funds-for-rent" && trace.accounts.length > 0) {
    const account = trace.accounts.find(({ address }) => address === facts.address);
    expect(facts.lamportsAfter).toBe(account?.after?.lamports ?? "0");
  }
  if (fix?.kind === "makeWritable") {
    expect(trace.accounts.find(({ address }) => address === fix.address)?.isWritable).toBe(false);
  }
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

const fixes = new Map<string, number>();

test.each(Object.keys(CAMPAIGNS))("every failure of random transactions has an explanation: %s", (name) => {
  const options = { seed: 23, count: 0, features: "mainnet" as const, campaigns: [name] };
  const { campaign, settings } = makeWorld(options, 0);
  const subject = new ExplainingSubject(settings);
  runCampaign(campaign, new Oracle(settings), subject, { count: 60 });
  expect(subject.odd.slice(0, 3)).toEqual([]);
  expect([...subject.codes.keys()].filter((code) => code === "change-refused")).toEqual([]);
  for (const [kind, count] of subject.fixes) fixes.set(kind, (fixes.get(kind) ?? 0) + count);
});

test("fixes of many kinds were applied by hand", () => {
  expect([...fixes.keys()].length).toBeGreaterThan(5);
});
