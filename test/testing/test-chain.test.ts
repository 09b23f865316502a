import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { kitSigner } from "../../examples/support/people.js";
import { createCluster } from "../../src/rpc/index.js";
import { createSvm } from "../../src/svm/index.js";
import { type TestHooks, testChain } from "../../src/testing/index.js";
import { SOL, tallyStage } from "./stage.js";

const { address } = await kitSigner("Cleo");

describe("a virtual machine, as it was prepared", () => {
  let prepared = 0;
  const stage = testChain(
    async () => {
      prepared++;
      return tallyStage();
    },
    { beforeEach, afterEach },
  );

  test.each([1, 2, 3])("in test %i", async () => {
    const { svm, send, add } = stage();
    const { slot } = svm;
    expect(svm.getBalance(address)).toBe(0n);
    svm.airdrop(address, 5n);
    svm.warpToSlot(slot + 10n);
    // The same transaction each time: that it ran is forgotten too.
    expect((await send(add(1n))).ok).toBe(true);
    expect(prepared).toBe(1);
  });

  test("takes microseconds to go back", () => {
    const { svm } = stage();
    const snapshot = svm.snapshot();
    const rounds = Array.from({ length: 200 }, () => {
      svm.airdrop(address, 5n);
      const start = performance.now();
      svm.revert(snapshot);
      return performance.now() - start;
    });
    expect(rounds.sort((a, b) => a - b)[100]).toBeLessThan(1);
  });
});

describe("a cluster, as it was prepared", () => {
  const stage = testChain(
    () => {
      const local = createCluster({ instant: true, votes: false });
      local.cluster.requestAirdrop(new Uint8Array(32).fill(3), SOL);
      return { local };
    },
    { beforeEach, afterEach },
  );

  test.each([1, 2, 3])("in test %i", () => {
    const { cluster } = stage().local;
    expect(cluster.slotOf("processed")).toBe(1n);
    cluster.requestAirdrop(new Uint8Array(32).fill(4), SOL);
    cluster.warpToSlot(50n);
    expect(cluster.view("confirmed").getAccount(new Uint8Array(32).fill(4))?.lamports).toBe(SOL);
  });
});

describe.concurrent("tests at once", () => {
  const stage = testChain(() => createSvm(), { beforeEach, afterEach });

  for (const name of ["one", "two"]) {
    test(`have chains of their own: ${name}`, async ({ expect }) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(stage).toThrow(expect.objectContaining({ code: "concurrent-tests" }));
      const svm = await stage.own();
      expect(svm.airdrop(address, 3n)).toBe(3n);
    });
  }
});

/** Hooks that a test calls itself. */
class Runner implements TestHooks {
  begin: (context?: unknown) => Promise<void> = () => Promise.reject(new Error("no hook"));
  end: (context?: unknown) => void = () => {};

  beforeEach(hook: (context?: unknown) => Promise<void>): void {
    this.begin = hook;
  }

  afterEach(hook: (context?: unknown) => void): void {
    this.end = hook;
  }
}

function stageWith<T extends object>(prepare: () => T | Promise<T>) {
  const runner = new Runner();
  const hooks = { beforeEach: runner.beforeEach.bind(runner), afterEach: runner.afterEach.bind(runner) };
  return { runner, stage: testChain(prepare, hooks) };
}

describe("misuse", () => {
  const code = (expected: string) => expect.objectContaining({ code: expected });

  test("no hooks", () => {
    for (const hooks of [undefined, {}, { beforeEach }] as (TestHooks | undefined)[]) {
      expect(() => testChain(createSvm, hooks)).toThrow(code("no-test-hooks"));
    }
  });

  test("hooks that are global are found", () => {
    const runner = new Runner();
    const hooks = { beforeEach: runner.beforeEach.bind(runner), afterEach: runner.afterEach.bind(runner) };
    Object.assign(globalThis, hooks);
    try {
      expect(typeof testChain(createSvm)).toBe("function");
    } finally {
      for (const name of Object.keys(hooks)) delete (globalThis as Record<string, unknown>)[name];
    }
  });

  test("outside of tests there is no chain", async () => {
    const { stage, runner } = stageWith(createSvm);
    expect(stage).toThrow(code("no-test-running"));
    await runner.begin();
    expect(stage().getBalance(address)).toBe(0n);
    runner.end();
    expect(stage).toThrow(code("no-test-running"));
  });

  test("what was prepared must hold a chain", async () => {
    const { runner } = stageWith(() => ({ a: { b: 1 } }));
    await expect(runner.begin()).rejects.toThrow(code("no-chain"));
  });

  test("what fails to be prepared fails every test with the same reason", async () => {
    const { runner } = stageWith(() => Promise.reject(new Error("no program file")));
    for (let i = 0; i < 2; i++) {
      await expect(runner.begin()).rejects.toThrow("no program file");
      runner.end();
    }
  });

  test("a test inside of another goes on with its chain", async () => {
    const { stage, runner } = stageWith(createSvm);
    await runner.begin({ fullName: "a" });
    stage().airdrop(address, 7n);
    await runner.begin({ fullName: "a > b" });
    expect(stage().getBalance(address)).toBe(7n);
    runner.end({ fullName: "a > b" });
    await runner.begin({ fullName: "ab" });
    expect(stage).toThrow(code("concurrent-tests"));
  });

  test("tests at once are told so, and nothing changes under the first; each may have a chain of its own", async () => {
    const { stage, runner } = stageWith(() => createSvm());
    await runner.begin();
    const svm = stage();
    svm.airdrop(address, 7n);
    await runner.begin();
    expect(stage).toThrow(code("concurrent-tests"));
    expect(svm.getBalance(address)).toBe(7n);
    const [one, two] = await Promise.all([stage.own(), stage.own()]);
    one.airdrop(address, 1n);
    expect([one, two].map((own) => own.getBalance(address))).toEqual([1n, 0n]);
    runner.end();
    expect(stage).toThrow(code("concurrent-tests"));
    runner.end();
    await runner.begin();
    expect(stage().getBalance(address)).toBe(0n);
  });
});
