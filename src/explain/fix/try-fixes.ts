import type { Transaction } from "../../solana/transaction.js";
import type { Svm } from "../../svm/svm.js";
import { tell } from "../explain.js";
import type { Explanation, Fix, FixedTransaction, Told } from "../model.js";
import { applyFixes } from "./apply-fixes.js";
import { type Run, runTraced } from "./run-traced.js";

/** Fixes that are tried together, each for what fails with those before it. */
const MAX_FIXES = 16;
/** Runs of one transaction. */
const MAX_RUNS = 60;
/** Derivations that the explanations of all runs try in looking for seeds: some seconds. */
const MAX_DERIVATIONS = 600_000;

/** What a failure is told as, and what may mend it. */
type Failure = { readonly explanation: Explanation; readonly candidates: NonNullable<Told["candidates"]> };

/**
 * Runs a transaction with the fix of its explanation applied, or with each that may be one, and keeps nothing. Where it
 * fails further on, and there is a fix for that, with both. Null if nothing can be applied, or mends anything.
 */
export function tryFixes(svm: Svm, transaction: Transaction, failure: Failure): FixedTransaction | null {
  const trials = new Trials(svm, transaction);
  const { explanation } = failure;
  if (explanation.fix === null) return trials.mend([], failure) ?? null;
  const fixed = trials.follow([explanation.fix], explanation);
  return fixed === undefined || isSame(fixed.explanation, explanation) ? null : fixed;
}

class Trials {
  #runs = 0;
  #derivations = 0;

  constructor(
    private readonly svm: Svm,
    private readonly transaction: Transaction,
  ) {}

  /** With these fixes and those that what fails then asks for; undefined if they cannot be applied. */
  follow(fixes: readonly Fix[], before: Explanation): FixedTransaction | undefined {
    const run = this.#run(fixes);
    if (run === undefined) return undefined;
    const { trace, told } = run;
    if (told === undefined) return this.#exact({ fixes, run });
    const { explanation } = told;
    // One that was tried and has mended nothing is not built upon.
    const isFurther = explanation.fix === null ? !isSameKind(explanation, before) : !isSame(explanation, before);
    const mended = isFurther ? this.mend(fixes, told) : undefined;
    return mended ?? { passes: false, fixes, trace, explanation };
  }

  /** With one more fix, or all that may be one; undefined if that does not let it pass. */
  mend(fixes: readonly Fix[], { explanation, candidates }: Failure): FixedTransaction | undefined {
    const { fix } = explanation;
    const options: readonly (readonly Fix[])[] =
      fix === null ? [...candidates.map((one) => [one]), candidates] : [[fix]];
    return first(options, (more) => {
      const all = more.reduce(withFix, fixes);
      const isMore = all.length <= MAX_FIXES && JSON.stringify(all) !== JSON.stringify(fixes);
      const fixed = isMore ? this.follow(all, explanation) : undefined;
      return fixed?.passes ? fixed : undefined;
    });
  }

  /** Limits were set as high as they can be: as low as they need to be will do, unless the program looks at them. */
  #exact({ fixes, run }: { fixes: readonly Fix[]; run: Run }): FixedTransaction {
    const exact = fixes.map((fix): Fix => {
      if (fix.kind === "computeUnitLimit") return { ...fix, units: Math.max(run.trace.unitsConsumed, 1) };
      if (fix.kind === "loadedAccountsDataSizeLimit") return { ...fix, bytes: run.loadedAccountsDataSize };
      return fix;
    });
    const hasLimits = exact.some((fix, i) => fix !== fixes[i]);
    const lower = hasLimits ? this.#run(exact) : undefined;
    const isEnough = lower?.told === undefined && lower !== undefined;
    const { trace } = isEnough ? lower : run;
    return { passes: true, fixes: isEnough ? exact : fixes, trace, explanation: null };
  }

  #run(fixes: readonly Fix[]): (Run & { readonly told: Failure | undefined }) | undefined {
    if (this.#runs++ >= MAX_RUNS || this.#derivations > MAX_DERIVATIONS) return undefined;
    const { svm } = this;
    const snapshot = svm.snapshot();
    try {
      const fixed = applyFixes(svm, this.transaction, fixes);
      if (fixed === undefined) return undefined;
      const { transaction, recorder } = fixed;
      const options = { verifiesSignatures: false, trace: { syscalls: true }, recorder };
      const run = runTraced(svm.bank, transaction, options);
      const told = tell(run.trace, svm);
      this.#derivations += Number(told?.explanation.facts.searched ?? 0);
      return { ...run, told };
    } finally {
      svm.revert(snapshot);
    }
  }
}

function first<T, R>(values: readonly T[], find: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Rights of an account in the same calls are one fix. */
function withFix(fixes: readonly Fix[], fix: Fix): readonly Fix[] {
  if (fixes.some((one) => JSON.stringify(one) === JSON.stringify(fix))) return fixes;
  if (fix.kind !== "passAccount") return [...fixes, fix];
  const isSamePlace = (one: Fix) =>
    one.kind === "passAccount" &&
    one.program === fix.program &&
    one.callee === fix.callee &&
    one.address === fix.address;
  const earlier = fixes.find(isSamePlace) as typeof fix | undefined;
  if (earlier === undefined) return [...fixes, fix];
  const isSigner = earlier.isSigner || fix.isSigner;
  const isWritable = earlier.isWritable || fix.isWritable;
  return fixes.map((one) => (one === earlier ? { ...earlier, isSigner, isWritable } : one));
}

function isSame(a: Explanation | null, b: Explanation): boolean {
  return a !== null && isSameKind(a, b) && JSON.stringify([a.words, a.fix]) === JSON.stringify([b.words, b.fix]);
}

function isSameKind(a: Explanation, b: Explanation): boolean {
  return a.title === b.title && JSON.stringify(a.where) === JSON.stringify(b.where);
}
