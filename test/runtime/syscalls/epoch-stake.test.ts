import { expect, test } from "vitest";
import { expectSame } from "./support/differential.js";
import { ourMachine, runInOurs } from "./support/ours.js";
import { HEAP, PROBE_ID, type Probe, probeData, probeScene } from "./support/probe.js";
import { key, MAX_COMPUTE_UNITS, transactionBytes } from "./support/scene.js";

test.each([0n, HEAP, HEAP + 1n, 1n, HEAP + 32768n - 31n, 2n ** 64n - 1n])("sol_get_epoch_stake(0x%d)", (address) => {
  expectSame({ syscall: "sol_get_epoch_stake", registers: [address], heap: key(5) });
});

test("the total costs 100, a vote account's stake 110", () => {
  const costOf = (address: bigint) => expectSame({ syscall: "sol_get_epoch_stake", registers: [address] }).computeUnits;
  expect(costOf(HEAP) - costOf(0n)).toBe(10);
});

test("the stakes are those of the VM; litesvm has none", () => {
  const probe = (address: bigint): Probe => ({ syscall: "sol_get_epoch_stake", registers: [address], heap: key(5) });
  const scene = { ...probeScene(probe(0n)), name: "epoch stakes" };
  const svm = ourMachine(scene);
  svm.setEpochStake(key(5), 2n ** 63n);
  svm.setEpochStake(key(6), 0x1234n);
  const stake = (address: bigint) => {
    const instruction = { programId: PROBE_ID, data: probeData(probe(address)) };
    return runInOurs(scene, transactionBytes([instruction], MAX_COMPUTE_UNITS)).logs[1];
  };
  expect(stake(0n)).toContain("log: 0x8000000000001234,");
  expect(stake(HEAP)).toContain("log: 0x8000000000000000,");
  expect(stake(HEAP + 1n)).toContain("log: 0x0,");
});
