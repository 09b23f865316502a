import { expect } from "vitest";
import { runInOracle } from "./oracle.js";
import { runInOurs } from "./ours.js";
import type { Outcome, Probe } from "./probe.js";

/** Runs a probe in both and expects the same; gives what happened. */
export function expectSame(probe: Probe): Outcome {
  const oracle = runInOracle(probe);
  expect(runInOurs(probe), describeProbe(probe)).toEqual(oracle);
  return oracle;
}

function describeProbe(probe: Probe): string {
  const registers = probe.registers.map((value) => `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`);
  return `${probe.syscall}(${registers.join(", ")}) heap ${Buffer.from(probe.heap ?? []).toString("hex")}`;
}
