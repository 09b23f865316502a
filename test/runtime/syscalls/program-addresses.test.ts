import { describe, expect, test } from "vitest";
import { LOADER_V1_ID } from "../../../src/solana/program-ids.js";
import { expectSame } from "./support/differential.js";
import { HEAP, INPUT } from "./support/probe.js";
import { bytes, key } from "./support/scene.js";

const PROGRAM_ID = HEAP + 512n;
const ADDRESS = HEAP + 600n;
const BUMP = HEAP + 640n;
const SEEDS = HEAP + 700n;
const look = { at: HEAP, length: 800 };
const HEAP_END = HEAP + 32768n;

/** Slices at the start of the heap, a program id, and bytes to make seeds of. */
function heapWith(slices: readonly (readonly [bigint, bigint])[]): Uint8Array {
  const heap = new Uint8Array(800);
  heap.set(bytes(...slices.flat()));
  heap.set(key(9), 512);
  heap.set(
    Uint8Array.from({ length: 100 }, (_, i) => i),
    700,
  );
  return heap;
}

const seeds = (...lengths: number[]) => lengths.map((length, i) => [SEEDS + BigInt(i), BigInt(length)] as const);

describe.each(["sol_create_program_address", "sol_try_find_program_address"])("%s", (syscall) => {
  test.each([
    [[]],
    [[0]],
    [[1]],
    [[32]],
    [[33]],
    [[1, 2, 3]],
    [[1, 33, 2]],
    [Array(15).fill(2)],
    [Array(16).fill(2)],
    [Array(17).fill(2)],
    [Array(16).fill(32)],
  ])("with seeds of %j bytes", (lengths: number[]) => {
    const registers = [HEAP, lengths.length, PROGRAM_ID, ADDRESS, BUMP];
    expectSame({ syscall, registers, heap: heapWith(seeds(...lengths)), look });
  });

  test("for a hundred seeds", () => {
    const results = new Set<string>();
    for (let i = 0; i < 100; i++) {
      const heap = heapWith([[SEEDS, 1n]]);
      heap[700] = i;
      results.add(expectSame({ syscall, registers: [HEAP, 1, PROGRAM_ID, ADDRESS, BUMP], heap, look }).logs[1]);
    }
    // Half of all hashes lie on the curve, but hardly any 255 of them.
    expect(results.size).toBe(syscall === "sol_create_program_address" ? 2 : 1);
  });

  test.each<[string, bigint, bigint, bigint, bigint, bigint]>([
    ["no seeds to read", 0n, 1n, PROGRAM_ID, ADDRESS, BUMP],
    ["no seeds at no address", 0n, 0n, PROGRAM_ID, ADDRESS, BUMP],
    ["seeds off alignment", HEAP + 1n, 1n, PROGRAM_ID, ADDRESS, BUMP],
    ["too many seeds to read", HEAP, 5000n, PROGRAM_ID, ADDRESS, BUMP],
    ["endless seeds", HEAP, 2n ** 64n - 1n, PROGRAM_ID, ADDRESS, BUMP],
    ["no program id", HEAP, 2n, 0n, ADDRESS, BUMP],
    ["a program id beyond the end", HEAP, 2n, HEAP_END - 31n, ADDRESS, BUMP],
    ["no address", HEAP, 1n, PROGRAM_ID, 0n, BUMP],
    ["an address beyond the end", HEAP, 1n, PROGRAM_ID, HEAP_END - 31n, BUMP],
    ["an address in the input", HEAP, 1n, PROGRAM_ID, INPUT + 8n, BUMP],
    ["no bump", HEAP, 1n, PROGRAM_ID, ADDRESS, 0n],
    ["neither address nor bump", HEAP, 1n, PROGRAM_ID, 0n, 1n],
    ["a bump just before the address", HEAP, 1n, PROGRAM_ID, ADDRESS, ADDRESS - 1n],
    ["a bump at the start of the address", HEAP, 1n, PROGRAM_ID, ADDRESS, ADDRESS],
    ["a bump at the end of the address", HEAP, 1n, PROGRAM_ID, ADDRESS, ADDRESS + 31n],
    ["a bump just after the address", HEAP, 1n, PROGRAM_ID, ADDRESS, ADDRESS + 32n],
    ["the address over the seeds", HEAP, 1n, PROGRAM_ID, HEAP, BUMP],
  ])("with %s", (_name, ...registers) => {
    for (const slices of [seeds(1, 1), seeds(2, 3)]) {
      expectSame({ syscall, registers, heap: heapWith(slices), look });
      expectSame({ syscall, registers, heap: heapWith(slices), look, loader: LOADER_V1_ID });
    }
  });

  test.each<[string, bigint, bigint]>([
    ["that cannot be read", 0n, 1n],
    ["that is empty and nowhere", 0n, 0n],
    ["that is endless", SEEDS, 2n ** 64n - 1n],
    ["too long and nowhere", 0n, 33n],
    ["beyond the end", HEAP_END - 1n, 2n],
  ])("with a seed %s", (_name, address, length) => {
    const heap = heapWith([
      [SEEDS, 1n],
      [address, length],
    ]);
    expectSame({ syscall, registers: [HEAP, 2, PROGRAM_ID, ADDRESS, BUMP], heap, look });
  });
});

test("finding costs 1500 for each bump that is tried, and gives up with 16 seeds", () => {
  const heap = heapWith(seeds(...Array(16).fill(1)));
  const syscall = "sol_try_find_program_address";
  const { computeUnits, logs } = expectSame({ syscall, registers: [HEAP, 16, PROGRAM_ID, ADDRESS, BUMP], heap });
  expect(logs[1]).toBe("Program log: 0x1, 0x0, 0x0, 0x0, 0x0");
  expect(computeUnits).toBeGreaterThan(384_000);
  expectSame({ syscall, registers: [HEAP, 16, PROGRAM_ID, ADDRESS, BUMP], heap, computeUnitLimit: 384_000 });
});
