import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { runSuite } from "../../src/cli/conformance/run-suite.js";
import type { Suite } from "../../src/cli/conformance/suite.js";
import { readLines } from "../../src/cli/conformance/vectors.js";
import { vmExecuteSuite } from "../../src/cli/conformance/vm/execute.js";
import { vmInterpSuite } from "../../src/cli/conformance/vm/interp.js";
import { vmVerifySuite } from "../../src/cli/conformance/vm/verify.js";
import { ENGINES } from "../../src/sbpf/engines.js";

const FOLDER = fileURLToPath(new URL("../../../shared/vectors", import.meta.url));

/** Every n-th line only, so that the test stays short; `npm run conformance` runs all of them. */
function* everyNth<T>(items: Iterable<T>, n: number): Generator<T> {
  let index = 0;
  for (const item of items) if (index++ % n === 0) yield item;
}

const FILES: readonly (readonly [name: string, suite: Suite, step: number])[] = [
  ["vm-execute", vmExecuteSuite, 1],
  ["vm-execute-all-versions", vmExecuteSuite, 1],
  ["vm-verify", vmVerifySuite, 1],
  ["vm-interp", vmInterpSuite, 5],
];

for (const engine of Object.values(ENGINES)) {
  describe(engine.name, () => {
    for (const [name, suite, step] of FILES) {
      test(name, ({ skip }) => {
        const path = `${FOLDER}/${name}.jsonl.gz`;
        if (!existsSync(path)) {
          console.log(`skipped ${name}: there are no conformance vectors at ${path}`);
          skip("no conformance vectors");
        }
        const report = runSuite(name, suite, everyNth(readLines(path), step), { engine, elfFolder: null });
        expect(report.failures).toEqual([]);
        expect(report.passed).toBeGreaterThan(800);
      });
    }
  });
}
