import { expect, test } from "vitest";
import { BpfAllocator } from "../../../src/runtime/memory-context.js";
import { LOADER_V1_ID } from "../../../src/solana/program-ids.js";
import { expectSame } from "./support/differential.js";
import { HEAP } from "./support/probe.js";

test.each<[bigint, bigint]>([
  [0n, 0n],
  [1n, 0n],
  [32768n, 0n],
  [32769n, 0n],
  [2n ** 63n - 8n, 0n],
  [2n ** 63n - 1n, 0n],
  [2n ** 64n - 1n, 0n],
  [8n, HEAP],
  [8n, 1n],
])("sol_alloc_free_(%d, 0x%d)", (...registers) => {
  expectSame({ syscall: "sol_alloc_free_", registers });
  expectSame({ syscall: "sol_alloc_free_", registers, loader: LOADER_V1_ID });
});

test("the allocator aligns, never gives back, and ends with its heap", () => {
  const allocator = new BpfAllocator(32);
  expect(allocator.allocate(3, 8)).toBe(0x3_0000_0000);
  expect(allocator.allocate(1, 8)).toBe(0x3_0000_0008);
  expect(allocator.allocate(1, 1)).toBe(0x3_0000_0009);
  expect(allocator.allocate(17, 8)).toBeUndefined();
  expect(allocator.allocate(16, 8)).toBe(0x3_0000_0010);
  expect(allocator.allocate(1, 1)).toBeUndefined();
  expect(allocator.allocate(0, 8)).toBe(0x3_0000_0020);
});
