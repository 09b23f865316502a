import { nodeBuiltin } from "../base/node-builtin.js";
import type { AddressInput } from "../svm/inputs.js";
import { type ExpectedError, type FailureOptions, failsWith } from "./assertions/fails-with.js";
import { type CpiOptions, hasCpi } from "./assertions/has-cpi.js";
import { hasSigned, type SignedOptions } from "./assertions/has-signed.js";
import { succeeds } from "./assertions/succeeds.js";
import { staysWithinUnits, type UnitsOptions } from "./assertions/units.js";
import type { Verdict } from "./assertions/verdict.js";
import type { Outcome } from "./subjects/outcome.js";
import { outcomeOf, type Subject } from "./subjects/read-subject.js";

/** What Vitest and Jest call matchers with. */
interface MatcherState {
  readonly currentTestName?: string | undefined;
  readonly testPath?: string | undefined;
}

/** A promise for a promise. */
type Judged = Verdict | Promise<Verdict>;

/** Matchers for transactions: `expect.extend(callgateMatchers)` in Vitest and Jest. What each may be asked of: `Subject`. */
export const callgateMatchers = {
  toSucceed: (subject: Subject): Judged => judge(subject, succeeds),
  toFailWith: (subject: Subject, expected: ExpectedError, options?: FailureOptions): Judged =>
    judge(subject, (outcome) => failsWith(outcome, expected, options)),
  toHaveCpi: (subject: Subject, program: AddressInput, options?: CpiOptions): Judged =>
    judge(subject, (outcome) => hasCpi(outcome, program, options)),
  toHaveSigned: (subject: Subject, address: AddressInput, options?: SignedOptions): Judged =>
    judge(subject, (outcome) => hasSigned(outcome, address, options)),
  toStayWithinUnits(this: unknown, subject: Subject, name?: string, options: UnitsOptions = {}): Judged {
    const { currentTestName, testPath } = this as MatcherState;
    const table = options.table ?? tableBeside(testPath);
    return judge(subject, (outcome) => staysWithinUnits(outcome, name ?? currentTestName, table, options.tolerance));
  },
};

/** The matchers' types, for `interface Matchers<T> extends CallgateMatchers<T> {}` in the runner's module. */
export interface CallgateMatchers<S = unknown> {
  /** The transaction succeeds. */
  toSucceed(): Asserted<S>;
  /** It fails with this, and nothing else. */
  toFailWith(expected: ExpectedError, options?: FailureOptions): Asserted<S>;
  /** Some program calls this one. */
  toHaveCpi(program: AddressInput, options?: CpiOptions): Asserted<S>;
  /** The account signs, with its key or through a program. */
  toHaveSigned(address: AddressInput, options?: SignedOptions): Asserted<S>;
  /** It takes no more compute units than the table has under this name; by default the test's. */
  toStayWithinUnits(name?: string, options?: UnitsOptions): Asserted<S>;
}

/** What an assertion gives: a promise to wait for if it is made of one. */
// biome-ignore lint/suspicious/noConfusingVoidType: it is what assertions return.
export type Asserted<S> = S extends PromiseLike<unknown> ? Promise<void> : void;

function judge(subject: Subject, verdict: (outcome: Outcome) => Verdict): Judged {
  const outcome = outcomeOf(subject);
  return outcome instanceof Promise ? outcome.then(verdict) : verdict(outcome);
}

function tableBeside(testPath: string | undefined): string | undefined {
  const path = nodeBuiltin<typeof import("node:path")>("node:path");
  return testPath === undefined ? undefined : path?.join(path.dirname(testPath), "compute-units.json");
}
