import { CallgateError } from "../../base/errors.js";
import { isObject } from "../../base/untrusted.js";

/** What a test runner calls around each test: those of Vitest, Jest and node:test fit. Some give a context. */
export interface TestHooks {
  beforeEach(hook: (context?: unknown) => Promise<void>): unknown;
  afterEach(hook: (context?: unknown) => void): unknown;
}

/** The hooks that are given, or else the runner's global ones. Throws `no-test-hooks`. */
export function resolveHooks(given: TestHooks | undefined): TestHooks {
  const hooks: unknown = given ?? globalThis;
  if (isObject(hooks) && areHooks(hooks)) return hooks;
  const message =
    "expected the test runner's hooks, as in testChain(prepare, { beforeEach, afterEach }), with what vitest, " +
    "@jest/globals or node:test exports; there are no global ones here";
  throw new CallgateError("no-test-hooks", message);
}

function areHooks(value: object): value is TestHooks {
  const { beforeEach, afterEach } = value as Partial<TestHooks>;
  return typeof beforeEach === "function" && typeof afterEach === "function";
}

/** What a test is called with all that it stands in, where a context says so: node:test's does. */
export function fullNameIn(context: unknown): string | undefined {
  const name = isObject(context) && "fullName" in context ? context.fullName : undefined;
  return typeof name === "string" ? name : undefined;
}
