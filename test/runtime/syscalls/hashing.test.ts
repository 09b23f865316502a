import { describe, expect, test } from "vitest";
import type { FeatureName } from "../../../src/solana/features.js";
import { LOADER_V1_ID } from "../../../src/solana/program-ids.js";
import { expectSame } from "./support/differential.js";
import { HEAP, STACK } from "./support/probe.js";
import { bytes } from "./support/scene.js";

const HASHES: [string, FeatureName[]?][] = [
  ["sol_sha256"],
  ["sol_keccak256"],
  ["sol_blake3", ["blake3_syscall_enabled"]],
  ["sol_sha512", ["enable_sha512_syscall"]],
];
const RESULT = HEAP + 1024n;
const look = { at: RESULT, length: 64 };
const HEAP_END = HEAP + 32768n;

describe.each(HASHES)("%s", (syscall, gates) => {
  const expectSameHash = (registers: readonly (bigint | number)[], ...slices: [bigint, bigint][]) => {
    const heap = bytes(...slices.flat());
    const probe = { syscall, registers, heap, look, ...(gates && { gates }) };
    expectSame({ ...probe, loader: LOADER_V1_ID });
    return expectSame(probe);
  };

  test.each([0, 1, 19, 20, 21, 22, 55, 56, 63, 64, 127, 128, 136, 1000])("of %i bytes", (length) => {
    expectSameHash([HEAP, 1, RESULT], [HEAP, BigInt(length)]);
  });

  test("of no slices", () => {
    expectSameHash([0n, 0, RESULT]);
  });

  test("of several slices", () => {
    const outcome = expectSameHash([HEAP, 3, RESULT], [HEAP, 3n], [2n ** 64n - 1n, 0n], [STACK, 200n]);
    expect(outcome.returnData).not.toBe("00".repeat(64));
  });

  test.each<[string, bigint, bigint, bigint]>([
    ["no slices to read", 8n, 1n, RESULT],
    ["slices off alignment", HEAP + 4n, 1n, RESULT],
    ["slices that end at the end", HEAP_END - 16n, 1n, RESULT],
    ["slices that end after the end", HEAP_END - 8n, 1n, RESULT],
    ["no result", HEAP, 1n, 0n],
    ["no result and no slices", 0n, 1n, 0n],
    ["a result beyond the end", HEAP, 1n, HEAP_END - 31n],
    ["a result that just fits in 32 bytes", HEAP, 1n, HEAP_END - 32n],
    ["a result that just fits in 64 bytes", HEAP, 1n, HEAP_END - 64n],
    ["a result over its input", HEAP, 1n, HEAP],
    ["20,000 slices", HEAP, 20_000n, RESULT],
    ["20,001 slices", HEAP, 20_001n, RESULT],
    ["all slices", HEAP, 2n ** 64n - 1n, RESULT],
  ])("with %s", (_name, address, length, result) => {
    expectSameHash([address, length, result], [HEAP, 40n]);
  });

  test.each<[bigint, bigint]>([
    [0n, 1n],
    [HEAP_END - 1n, 1n],
    [HEAP_END - 1n, 2n],
    [HEAP, 2n ** 63n - 1n],
    [HEAP, 2n ** 63n],
    [HEAP, 2n ** 64n - 1n],
    [2n ** 64n - 1n, 1n],
  ])("with a slice at 0x%d of length %d", (address, length) => {
    expectSameHash([HEAP, 2, RESULT], [HEAP, 1n], [address, length]);
  });

  test.each([0, 1])("with the last unit, short of %i", (missing) => {
    const heap = bytes(HEAP, 100n);
    const probe = { syscall, registers: [HEAP, 1, RESULT], heap, look, ...(gates && { gates }) };
    const { computeUnits } = expectSame(probe);
    expectSame({ ...probe, computeUnitLimit: computeUnits - missing });
  });
});

test.each(HASHES.filter(([, gates]) => gates))("%s is not there without its gate", (syscall) => {
  expect(expectSame({ syscall, registers: [HEAP, 0, HEAP] }).logs.at(-1)).toContain("unsupported BPF instruction");
});
