import { CallgateError } from "../../base/errors.js";
import { check } from "../checks.js";
import { chainsIn, restorePoint } from "./chain.js";
import { know } from "./known-chains.js";
import { fullNameIn, resolveHooks, type TestHooks } from "./test-hooks.js";

/** What tests find, each of them as it was prepared. */
export interface TestChain<T> {
  /**
   * What was prepared, for the test that runs. Throws `no-test-running` outside of tests, and `concurrent-tests` while
   * several run at once: those need a chain each, from `own`.
   */
  (): T;
  /** Everything prepared anew, on a chain of its own, which nobody takes back. */
  own(): Promise<T>;
}

/**
 * Prepares chains once, for the first test, and takes them back to that state before each test: accounts, programs,
 * blocks, slots, time. What a test changes of other objects stays changed.
 *
 * Throws `invalid-argument`, and `no-test-hooks` where the test runner's are neither given nor global. The first test's hook fails with
 * `no-chain` if what was prepared holds no chain.
 *
 * @param prepare gives a chain, or an object that holds one or several beside what else tests want to know.
 * @param hooks the runner's, where they are not global: `{ beforeEach, afterEach }`.
 */
export function testChain<T extends object>(prepare: () => T | Promise<T>, hooks?: TestHooks): TestChain<T> {
  check(typeof prepare === "function", "a function that prepares a chain", prepare);
  const stage = new Stage(prepare);
  const { beforeEach, afterEach } = resolveHooks(hooks);
  // Bound functions have no parameters to look at, from which Jest and Vitest would conclude what to pass.
  beforeEach(stage.begin.bind(stage));
  afterEach(stage.end.bind(stage));
  const own = async () => (await prepared(prepare)).value;
  return Object.assign(() => stage.value, { own });
}

interface Prepared<T> {
  readonly value: T;
  readonly restore: () => Promise<void>;
}

async function prepared<T extends object>(prepare: () => T | Promise<T>): Promise<Prepared<T>> {
  const value = await prepare();
  const chains = [...chainsIn(value)];
  if (chains.length === 0) {
    const message = "expected what was prepared to be or to hold a chain (of createSvm or createCluster)";
    throw new CallgateError("no-chain", message);
  }
  for (const chain of chains) know(chain);
  const points = chains.map(restorePoint);
  const restore = async () => {
    for (const goBack of points) await goBack();
  };
  return { value, restore };
}

/** A chain and the tests that run on it. */
class Stage<T extends object> {
  #preparing: Promise<Prepared<T>> | undefined;
  #value: T | undefined;
  /** The full names of tests that have begun and not ended, where they are known. */
  readonly #running: (string | undefined)[] = [];
  #areConcurrent = false;

  constructor(private readonly prepare: () => T | Promise<T>) {}

  get value(): T {
    if (this.#areConcurrent) {
      const message =
        "several tests that use this chain run at once, and would see what the others do: run them one after the other, " +
        "or give each a chain of its own with `await chain.own()`";
      throw new CallgateError("concurrent-tests", message);
    }
    if (this.#running.length > 0 && this.#value !== undefined) return this.#value;
    throw new CallgateError("no-test-running", "a test's chain is there while a test or one of its hooks runs");
  }

  async begin(context: unknown = undefined): Promise<void> {
    const name = fullNameIn(context);
    const isFirst = this.#running.length === 0;
    const isInside = this.#running.some((other) => other !== undefined && name?.startsWith(`${other} > `));
    this.#running.push(name);
    // Nothing may change under another test that is under way; those inside of one go on with its chain.
    if (isFirst) await this.#reset();
    else if (!isInside) this.#areConcurrent = true;
  }

  end(context: unknown = undefined): void {
    const index = this.#running.lastIndexOf(fullNameIn(context));
    this.#running.splice(index, 1);
    if (this.#running.length === 0) this.#areConcurrent = false;
  }

  async #reset(): Promise<void> {
    this.#preparing ??= prepared(this.prepare);
    const { value, restore } = await this.#preparing;
    await restore();
    this.#value = value;
  }
}
