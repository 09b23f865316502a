import { describe, expect, test } from "vitest";
import { LOADER_V1_ID } from "../../../src/solana/program-ids.js";
import { expectSame } from "./support/differential.js";
import { HEAP, INPUT, STACK } from "./support/probe.js";

const heap = Uint8Array.from({ length: 300 }, (_, i) => i);
const look = { at: HEAP, length: 320 };
const HEAP_END = HEAP + 32768n;

describe.each(["sol_memcpy_", "sol_memmove_"])("%s", (syscall) => {
  test.each<[string, bigint, bigint, bigint]>([
    ["nothing", 0n, 0n, 0n],
    ["nothing from beyond everything", 2n ** 64n - 1n, 2n ** 64n - 1n, 0n],
    ["apart", HEAP + 100n, HEAP, 100n],
    ["apart by one too few", HEAP + 99n, HEAP, 100n],
    ["apart downwards", HEAP, HEAP + 100n, 100n],
    ["apart downwards by one too few", HEAP, HEAP + 99n, 100n],
    ["onto itself", HEAP, HEAP, 10n],
    ["nothing onto itself", HEAP, HEAP, 0n],
    ["from the stack", HEAP, STACK, 64n],
    ["from the input", HEAP, INPUT, 64n],
    ["to the input", INPUT, HEAP, 8n],
    ["to the end of the heap", HEAP_END - 8n, HEAP, 8n],
    ["beyond the end of the heap", HEAP_END - 7n, HEAP, 8n],
    ["from beyond the end of the heap", HEAP, HEAP_END - 7n, 8n],
    ["to no memory and from none", 8n, 16n, 8n],
    ["to the program", 0x1_0000_0000n, HEAP, 8n],
    ["from the program", HEAP, 0x1_0000_0000n, 8n],
    ["far apart", HEAP, 2n ** 64n - 8n, 8n],
    ["near the end of addresses", 2n ** 64n - 16n, 2n ** 64n - 8n, 16n],
    ["249 bytes", HEAP + 16384n, HEAP, 2749n],
    ["250 bytes", HEAP + 16384n, HEAP, 2750n],
    ["as much as the units buy", HEAP, STACK, 349_994_999n],
    ["more than the units buy", HEAP, STACK, 350_000_000n],
    ["everything", HEAP, STACK, 2n ** 64n - 1n],
  ])("%s", (_name, destination, source, length) => {
    expectSame({ syscall, registers: [destination, source, length], heap, look });
  });
});

test("memcpy refuses what overlaps, memmove does not", () => {
  const registers = [HEAP + 1n, HEAP, 9n];
  expect(expectSame({ syscall: "sol_memcpy_", registers, heap }).logs.at(-1)).toContain("Overlapping copy");
  const moved = expectSame({ syscall: "sol_memmove_", registers, heap, look: { at: HEAP, length: 11 } });
  expect(moved.returnData).toBe("000001020304050607080a");
});

describe("sol_memset_", () => {
  test.each<[bigint, bigint, bigint]>([
    [HEAP, 0xabn, 5n],
    [HEAP, 0x1ffn, 5n],
    [HEAP, 2n ** 64n - 2n, 5n],
    [HEAP, 2n ** 40n + 3n, 5n],
    [HEAP, 1n, 0n],
    [0n, 1n, 0n],
    [0n, 1n, 1n],
    [HEAP_END - 1n, 1n, 1n],
    [HEAP_END - 1n, 1n, 2n],
    [HEAP, 1n, 32768n],
    [0x1_0000_0000n, 1n, 1n],
    [HEAP, 1n, 2n ** 64n - 1n],
    [INPUT, 1n, 2n],
  ])("(%d, %d, %d)", (...registers) => {
    expectSame({ syscall: "sol_memset_", registers, heap, look });
  });
});

describe("sol_memcmp_", () => {
  const result = HEAP + 312n;
  test.each<[string, bigint, bigint, bigint, bigint]>([
    ["equal", HEAP, HEAP, 256n, result],
    ["equal in content", HEAP, HEAP + 256n, 44n, result],
    ["less", HEAP, HEAP + 1n, 3n, result],
    ["greater", HEAP + 200n, HEAP + 1n, 3n, result],
    ["different in the last byte", HEAP, HEAP + 256n, 45n, result],
    ["nothing", 0n, 0n, 0n, result],
    ["no left", 0n, HEAP, 1n, result],
    ["no right", HEAP, 0n, 1n, result],
    ["no result", HEAP, HEAP, 1n, 0n],
    ["result off alignment", HEAP, HEAP, 1n, result + 2n],
    ["result beyond the end", HEAP, HEAP, 1n, HEAP_END - 3n],
    ["result off alignment beyond the end", HEAP, HEAP, 1n, HEAP_END - 2n],
    ["result in the program", HEAP, HEAP, 1n, 0x1_0000_0000n],
    ["result over the left", HEAP, HEAP + 1n, 4n, HEAP],
    ["too much", HEAP, HEAP, 2n ** 64n - 1n, result],
  ])("%s", (_name, ...registers) => {
    expectSame({ syscall: "sol_memcmp_", registers, heap, look });
    expectSame({ syscall: "sol_memcmp_", registers, heap, look, loader: LOADER_V1_ID });
  });
});
