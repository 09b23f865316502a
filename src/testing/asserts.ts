import type { AddressInput } from "../svm/inputs.js";
import { type ExpectedError, type FailureOptions, failsWith } from "./assertions/fails-with.js";
import { type CpiOptions, hasCpi } from "./assertions/has-cpi.js";
import { hasSigned, type SignedOptions } from "./assertions/has-signed.js";
import { succeeds } from "./assertions/succeeds.js";
import { staysWithinUnits, type UnitsOptions } from "./assertions/units.js";
import type { Verdict } from "./assertions/verdict.js";
import type { Asserted } from "./matchers.js";
import type { Outcome } from "./subjects/outcome.js";
import { outcomeOf, type Subject } from "./subjects/read-subject.js";

// The matchers as functions, for node:test and runners without `expect`. Each throws an AssertionError, and gives a promise
// if it is asked of one.

/** The transaction succeeds. */
export function assertSucceeds<S extends Subject>(subject: S): Asserted<S> {
  return assertThat(subject, succeeds);
}

/** It fails with this, and nothing else. */
export function assertFailsWith<S extends Subject>(
  subject: S,
  expected: ExpectedError,
  options?: FailureOptions,
): Asserted<S> {
  return assertThat(subject, (outcome) => failsWith(outcome, expected, options));
}

/** Some program calls this one. */
export function assertHasCpi<S extends Subject>(subject: S, program: AddressInput, options?: CpiOptions): Asserted<S> {
  return assertThat(subject, (outcome) => hasCpi(outcome, program, options));
}

/** The account signs, with its key or through a program. */
export function assertHasSigned<S extends Subject>(
  subject: S,
  address: AddressInput,
  options?: SignedOptions,
): Asserted<S> {
  return assertThat(subject, (outcome) => hasSigned(outcome, address, options));
}

/** It takes no more compute units than the table, a JSON file, has under this name. */
export function assertStaysWithinUnits<S extends Subject>(
  subject: S,
  name: string,
  options: UnitsOptions & { readonly table: string },
): Asserted<S> {
  return assertThat(subject, (outcome) => staysWithinUnits(outcome, name, options.table, options.tolerance));
}

/** What test runners take for a failed assertion. */
class AssertionError extends Error {
  override readonly name = "AssertionError";
  readonly code = "ERR_ASSERTION";
}

function assertThat<S>(subject: S, verdict: (outcome: Outcome) => Verdict): Asserted<S> {
  const check = (outcome: Outcome): void => {
    const { pass, message } = verdict(outcome);
    if (!pass) throw new AssertionError(message());
  };
  const outcome = outcomeOf(subject);
  return (outcome instanceof Promise ? outcome.then(check) : check(outcome)) as Asserted<S>;
}
