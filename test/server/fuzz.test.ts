import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

it("lives through bad bytes, bad JSON and bad frames, and answers with errors", () => {
  const args = ["bench/rpc/fuzz.mjs", "--count", "2000", "--seed", "4"];
  const { status, stdout, stderr } = spawnSync("node", args, { cwd: ROOT, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^2000 cases \(.*\), 0 failures, \d+ slots seen, memory /);
});
