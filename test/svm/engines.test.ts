import { describe, expect, test } from "vitest";
import { DEFAULT_ENGINE, ENGINES, type EngineName } from "../../src/sbpf/engines.js";
import { createSvm } from "../../src/svm/index.js";

test("the engine that runs programs can be seen", () => {
  expect(createSvm().engineStatistics.engine).toBe(DEFAULT_ENGINE);
});

describe.each(Object.keys(ENGINES) as EngineName[])("%s", (engine) => {
  test("reports what it has done, for all virtual machines together", () => {
    const [one, other] = [createSvm({ engine }), createSvm({ engine })];
    expect(one.engineStatistics).toEqual(other.engineStatistics);
    expect(one.engineStatistics).toEqual({
      engine,
      runs: expect.any(Number),
      fallbacks: expect.any(Object),
      interpretedRuns: expect.any(Object),
      instructionsInterpreted: expect.any(Number),
      instructionsByDefinition: expect.any(Number),
      functionsInterpreted: expect.any(Number),
      functionsTranslated: expect.any(Number),
      modules: expect.any(Number),
      functionsRefused: expect.any(Object),
    });
  });
});
