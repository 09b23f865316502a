import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const FIXTURE = fileURLToPath(new URL("node-test.fixture.mjs", import.meta.url));

test("node:test runs with its own hooks, suites and subtests", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--test", "--test-reporter=tap", FIXTURE]);
  expect(stdout).toContain("ok 4 - with subtests\n");
  expect(stdout).toContain("# fail 0\n");
});
