import { describe, expect, test } from "vitest";
import { expectSame } from "./support/differential.js";
import { HEAP } from "./support/probe.js";

const heap = Uint8Array.from({ length: 1100 }, (_, i) => i);
const HEAP_END = HEAP + 32768n;

describe("sol_set_return_data", () => {
  test.each<[bigint, bigint]>([
    [HEAP, 0n],
    [0n, 0n],
    [HEAP, 1n],
    [HEAP, 249n],
    [HEAP, 250n],
    [HEAP, 1024n],
    [HEAP, 1025n],
    [0n, 1025n],
    [0n, 1n],
    [HEAP_END - 1n, 1n],
    [HEAP_END - 1n, 2n],
    [HEAP, 349_975_000n],
    [HEAP, 2n ** 64n - 1n],
  ])("(0x%d, %d)", (...registers) => {
    expectSame({ syscall: "sol_set_return_data", registers, heap });
  });
});

test("sol_get_return_data gives nothing at the start of a program", () => {
  const outcome = expectSame({ syscall: "sol_get_return_data", registers: [0n, 2n ** 64n - 1n, 0n], heap });
  expect(outcome.logs[1]).toBe("Program log: 0x0, 0x0, 0x0, 0x0, 0x0");
});
