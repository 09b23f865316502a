import { expect, test } from "vitest";
import { expectSame } from "./support/differential.js";
import { HEAP } from "./support/probe.js";
import { key } from "./support/scene.js";

test.each([0n, HEAP, HEAP + 1n, 1n, HEAP + 32768n - 31n, 2n ** 64n - 1n])("sol_get_epoch_stake(0x%d)", (address) => {
  expectSame({ syscall: "sol_get_epoch_stake", registers: [address], heap: key(5) });
});

test("the total costs 100, a vote account's stake 110", () => {
  const costOf = (address: bigint) => expectSame({ syscall: "sol_get_epoch_stake", registers: [address] }).computeUnits;
  expect(costOf(HEAP) - costOf(0n)).toBe(10);
});
