import { describe, expect, it } from "vitest";

const { agree, Disagreement } = await load("measure/agree.mjs");
const { lineThrough, median, quantile, ratioOf } = await load("measure/statistics.mjs");
const { exitCode } = await load("exit-code.mjs");
const { isReached, tableLine } = await load("table.mjs");
const { plainLoop } = await load("yardsticks/loops.mjs");

/** The benchmark is JavaScript without declarations. */
function load(path: string) {
  return import(new URL(`../../bench/${path}`, import.meta.url).href);
}

describe("statistics of the benchmark", () => {
  it("takes medians and quartiles, between values if need be", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(quantile([10, 20, 30, 40, 50], 0.25)).toBe(20);
    expect(quantile([10, 20, 30, 40], 0.75)).toBe(32.5);
  });

  it("compares turn by turn", () => {
    expect(ratioOf([10, 40, 90], [10, 20, 30])).toEqual({ ratio: 2, low: 1.5, high: 2.5 });
  });

  it("fits lines, and says how far the worst point lies from them", () => {
    const points = (ys: readonly number[]) => ys.map((y, x) => ({ x, y }));
    expect(lineThrough(points([1, 3, 5, 7]))).toEqual({ intercept: 1, slope: 2, deviation: 0 });
    const { intercept, slope, deviation } = lineThrough(points([0, 0, 0, 10]));
    expect([intercept, slope, deviation].map((value) => Number(value.toFixed(6)))).toEqual([-2, 3, 0.4]);
  });
});

describe("sides of the benchmark", () => {
  it("must agree", () => {
    agree([
      { side: "a", state: { units: 1 } },
      { side: "b", state: { units: 1 } },
    ]);
    const differ = () =>
      agree([
        { side: "ours", state: { units: 1 } },
        { side: "same", state: { units: 1 } },
        { side: "theirs", state: { units: 2 } },
      ]);
    expect(differ).toThrow(Disagreement);
    expect(differ).toThrow(/the sides do not agree\n {2}ours: …{"units":1}\n {2}theirs: …{"units":2}/);
  });

  it("make the exit code: 1 for a disagreement, and with --check for an aim that is not reached", () => {
    const lines = (line: object) => [{ reached: true }, line];
    expect(exitCode(lines({ reached: undefined }), { check: true })).toBe(0);
    expect(exitCode(lines({ reached: false }), { check: false })).toBe(0);
    expect(exitCode(lines({ reached: false }), { check: true })).toBe(1);
    expect(exitCode(lines({ failure: "no" }), { check: false })).toBe(1);
  });
});

describe("lines of the benchmark", () => {
  it("reach their aims or do not", () => {
    expect(isReached({ aim: 2, ratio: 2 })).toBe(true);
    expect(isReached({ aim: 2, ratio: 1.99 })).toBe(false);
    expect(isReached({ atMost: 1.1, value: 1.1 })).toBe(true);
    expect(isReached({ atMost: 1.1, value: 1.11 })).toBe(false);
    expect(isReached({ ratio: 7 })).toBeUndefined();
  });

  it("say why they have no figures", () => {
    expect(tableLine("rows", { name: "a", skipped: "not installed" })).toMatch(/^a +skipped: not installed$/);
    expect(tableLine("rows", { name: "a", failure: "different" })).toMatch(/^a +FAILED: different$/);
  });
});

describe("loops by hand in WebAssembly", () => {
  it("do what they stand for", () => {
    const { run, returned } = plainLoop("arithmetic");
    run();
    const mask = (value: bigint) => BigInt.asUintN(64, value);
    let [r7, r8] = [12345n, 1n];
    for (let turn = 0; turn < 40_000; turn++) {
      for (let i = 1n; i <= 8n; i++) {
        r7 = mask(r7 * 31n + i);
        r8 = (r8 ^ r7) >> 1n;
      }
    }
    const bytes = new BigUint64Array([r7, r8]);
    expect(returned()).toBe(Buffer.from(bytes.buffer).toString("hex"));
  });
});
