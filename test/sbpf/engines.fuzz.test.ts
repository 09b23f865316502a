import { expect, test } from "vitest";
import { translator } from "../../src/sbpf/translator/translating-engine.js";
import { wasmInterpreter } from "../../src/sbpf/wasm-interpreter/wasm-interpreter.js";
import { Random } from "../helpers/random.js";
import { duel } from "./duel/duel.js";
import { randomBout } from "./duel/random-bout.js";
import { ALL_VERSIONS } from "./support.js";

const ROUNDS = Number(process.env.DUEL_ROUNDS ?? 400);
const SEED = Number(process.env.DUEL_SEED ?? 1);

test.each(ALL_VERSIONS)("every engine does as the definition: random programs of v%i", (version) => {
  const { runs } = wasmInterpreter.statistics;
  const { functionsTranslated } = translator.statistics;
  for (let round = 0; round < ROUNDS; round++) {
    const seed = SEED + round * 8 + version;
    const difference = duel(randomBout(new Random(seed), version));
    if (difference !== null) expect.fail(`seed ${seed}: ${difference}`);
  }
  expect(wasmInterpreter.statistics.runs).toBeGreaterThan(runs + ROUNDS / 2);
  expect(translator.statistics.functionsTranslated).toBeGreaterThan(functionsTranslated + ROUNDS / 2);
});
