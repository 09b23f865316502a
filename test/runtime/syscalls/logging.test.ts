import { describe, expect, test } from "vitest";
import { LOADER_V1_ID } from "../../../src/solana/program-ids.js";
import { expectSame } from "./support/differential.js";
import { HEAP, INPUT, STACK } from "./support/probe.js";
import { bytes, key } from "./support/scene.js";

const utf8 = (text: string) => new TextEncoder().encode(text);

describe("sol_log_", () => {
  test.each([0, 1, 99, 100, 101, 250, 999])("logs %i bytes", (length) => {
    const outcome = expectSame({ syscall: "sol_log_", registers: [HEAP, length], heap: utf8("x".repeat(length)) });
    expect(outcome.logs[1]).toBe(`Program log: ${"x".repeat(length)}`);
  });

  test.each(["é", "日本", "😀", "\u{feff}mark", "\0", "a\nb"])("logs %j", (text) => {
    const heap = utf8(text);
    const outcome = expectSame({ syscall: "sol_log_", registers: [HEAP, heap.length], heap });
    expect(outcome.logs[1]).toBe(`Program log: ${text}`);
  });

  test.each([
    [0x80],
    [0xbf, 65],
    [65, 0xc0, 0x80],
    [0xc1, 0xbf],
    [0xc2],
    [0xc2, 65],
    [65, 66, 0xe0],
    [0xe0, 0x9f, 0x80],
    [0xe0, 0xa0],
    [0xe0, 0xa0, 65],
    [0xe1, 0x80, 0xc0],
    [0xed, 0x9f, 0xbf, 0xed, 0xa0, 0x80],
    [0xef, 0xbf],
    [0xf0, 0x8f, 0xbf, 0xbf],
    [0xf0, 0x90],
    [0xf0, 0x90, 0x80],
    [0xf0, 0x90, 0x80, 65],
    [0xf0, 0x90, 65, 0x80],
    [0xf4, 0x8f, 0xbf, 0xbf, 0xf4, 0x90, 0x80, 0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0xff],
  ])("refuses bytes that are no UTF-8: %j", (...sequence) => {
    const outcome = expectSame({ syscall: "sol_log_", registers: [HEAP, sequence.length], heap: bytes(sequence) });
    expect(outcome.logs.at(-1)).toContain(`[${sequence.join(", ")}]`);
  });

  test.each([
    [0n, 1n],
    [STACK - 1n, 1n],
    [HEAP + 32767n, 1n],
    [HEAP + 32767n, 2n],
    [HEAP + 32768n, 0n],
    [0xdeadn, 0n],
    [INPUT, 100n],
    [INPUT - 1n, 1n],
    [2n ** 64n - 1n, 1n],
    [2n ** 63n, 200n],
    [HEAP, 1_399_979n],
    [HEAP, 1_400_000n],
    [HEAP, 2n ** 53n],
    [HEAP, 2n ** 64n - 1n],
  ])("at 0x%d of length %d", (address, length) => {
    expectSame({ syscall: "sol_log_", registers: [address, length] });
  });
});

test("sol_log_64_ writes five numbers in hexadecimal", () => {
  const registers = [0n, 10n, 2n ** 53n, 2n ** 64n - 1n, HEAP];
  const outcome = expectSame({ syscall: "sol_log_64_", registers });
  expect(outcome.logs[1]).toBe("Program log: 0x0, 0xa, 0x20000000000000, 0xffffffffffffffff, 0x300000000");
});

test.each([122, 121, 1000])("sol_log_compute_units_ with %i units in all", (computeUnitLimit) => {
  expectSame({ syscall: "sol_log_compute_units_", registers: [], computeUnitLimit });
});

describe("sol_log_pubkey", () => {
  test.each([key(0), key(255), Uint8Array.from({ length: 32 }, (_, i) => i)])("logs an address", (heap) => {
    expectSame({ syscall: "sol_log_pubkey", registers: [HEAP], heap });
  });

  test.each([0n, HEAP + 32736n, HEAP + 32737n, HEAP + 1n])("at 0x%d", (address) => {
    expectSame({ syscall: "sol_log_pubkey", registers: [address] });
  });
});

describe("sol_log_data", () => {
  const fields = (...slices: [bigint, bigint][]) => bytes(...slices.flat());

  test.each([0, 1, 2, 3])("logs %i fields", (n) => {
    const heap = fields([HEAP, 8n], [HEAP + 1n, 3n], [0n, 0n]);
    expectSame({ syscall: "sol_log_data", registers: [HEAP, n], heap });
  });

  test.each<[string, bigint, bigint, Uint8Array]>([
    ["fields that cannot be read", 0n, 1n, fields()],
    ["fields off alignment", HEAP + 1n, 1n, fields([0n, 0n], [0n, 0n])],
    ["more fields than memory", HEAP, 5000n, fields()],
    ["too many fields", HEAP, 2n ** 60n, fields()],
    ["more fields than numbers", HEAP, 2n ** 64n - 1n, fields()],
    ["a field that cannot be read", HEAP, 1n, fields([0n, 1n])],
    ["a field that costs too much", HEAP, 1n, fields([HEAP, 1_400_000n])],
    ["fields whose lengths overflow", HEAP, 2n, fields([HEAP, 2n ** 64n - 1n], [HEAP, 2n ** 64n - 1n])],
    ["a second field that cannot be read", HEAP, 2n, fields([HEAP, 1n], [HEAP + 32768n, 1n])],
  ])("with %s", (_name, address, length, heap) => {
    expectSame({ syscall: "sol_log_data", registers: [address, length], heap });
    expectSame({ syscall: "sol_log_data", registers: [address, length], heap, loader: LOADER_V1_ID });
  });
});

describe("abort and sol_panic_", () => {
  test("abort", () => {
    expectSame({ syscall: "abort", registers: [] });
  });

  test.each<[bigint, bigint, bigint, bigint]>([
    [HEAP, 4n, 7n, 9n],
    [HEAP, 0n, 2n ** 64n - 1n, 0n],
    [HEAP, 5n, 1n, 1n],
    [0n, 1n, 1n, 1n],
    [HEAP, 1_399_979n, 1n, 1n],
    [HEAP, 1_399_980n, 1n, 1n],
    [HEAP, 2n ** 64n - 1n, 1n, 1n],
  ])("sol_panic_(%d, %d, %d, %d)", (...registers) => {
    expectSame({ syscall: "sol_panic_", registers, heap: bytes(utf8("a.rs"), [0xff]) });
  });
});
