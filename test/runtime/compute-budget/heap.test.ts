import { describe, expect, test } from "vitest";
import { concatBytes } from "../../../src/base/bytes.js";
import { u8, u32 } from "../../../src/cli/diff/bytes.js";
import { COMPUTE_BUDGET_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { A, B, cpiStage, expectEnding } from "../../helpers/cast.js";
import { HEAP, type Part } from "../../helpers/puppet.js";
import { MAX_UNITS } from "../../helpers/stage.js";
import { meta } from "../../helpers/transactions.js";

// The heap: how large it may be, and what each program pays for it (Agave: vm.rs, calculate_heap_cost and create_vm;
// compute-budget, MIN_HEAP_FRAME_BYTES and MAX_HEAP_FRAME_BYTES).

const KIB = 1024;
const stage = cpiStage();

const measured: Part = (p) => p.syscall("sol_log_compute_units_");
/** Units from the program's own start to its log line: syscall included, heap not. */
const remainingIn = (logs: readonly string[]) =>
  logs.flatMap((line) => /^Program consumption: (\d+)/.exec(line)?.[1] ?? []).map(Number);

const acts = [{ program: A, accounts: [meta(B)], part: measured }];
const [withoutHeap] = remainingIn(stage.play({ acts, heap: 32 * KIB }).logs);

describe("8 units for each 32 KiB beyond the first", () => {
  const prices = [
    [32 * KIB, 0],
    [33 * KIB, 8],
    [64 * KIB, 8],
    [65 * KIB, 16],
    [96 * KIB, 16],
    [256 * KIB, 56],
  ];

  test.each(prices)("%d bytes: %d units", (heap, price) => {
    const { logs, consumed, computeUnits } = stage.play({ acts, heap });
    expect(withoutHeap - remainingIn(logs)[0]).toBe(price);
    // The line says what the program had before the heap, and what it used without it.
    expect(consumed[0].of).toBe(MAX_UNITS);
    expect(computeUnits).toBe(consumed[0].units + price);
  });

  test("by every program that is called too", () => {
    const part: Part = (a) => a.call(B, [], measured);
    const total = (heap: number) =>
      stage.play({ acts: [{ program: A, accounts: [meta(B)], part }], heap }).computeUnits;
    expect(total(256 * KIB) - total(32 * KIB)).toBe(2 * 56);
  });

  test("by every instruction", () => {
    const total = (heap: number) => stage.play({ acts: [...acts, ...acts], heap }).computeUnits;
    expect(total(64 * KIB) - total(32 * KIB)).toBe(2 * 8);
  });
});

describe("a heap that cannot be paid", () => {
  const failed = "Failed to create SBF VM: Computational budget exceeded";
  const SETUP = {
    error: "ProgramEnvironmentSetupFailure",
    failed: "Failed to create program execution environment",
  } as const;

  test("a unit too few: the program does not start", () => {
    const played = stage.play({ acts, heap: 256 * KIB, units: 55 });
    expectEnding(played, "A", { log: [failed], ...SETUP });
    expect(played.consumed).toEqual([]);
    expect(played.computeUnits).toBe(55);
  });

  test("all units: the program starts with none", () => {
    const played = stage.play({ acts, heap: 256 * KIB, units: 56 });
    expectEnding(played, "A", { error: "ProgramFailedToComplete", failed: "exceeded CUs meter at BPF instruction" });
    expect(played.computeUnits).toBe(56);
  });

  test("by a callee", () => {
    const part: Part = (a) => a.call(B, [], new Uint8Array(0), { measured: true });
    const calling = [{ program: A, accounts: [meta(B)], part }];
    const used = MAX_UNITS - remainingIn(stage.play({ acts: calling, heap: 256 * KIB }).logs)[0];
    // From the line to the call the puppet takes 17, the call 946.
    const played = stage.play({ acts: calling, heap: 256 * KIB, units: used + 17 + 946 + 55 });
    const callee = ["Program B invoke [2]", failed, `Program B failed: ${SETUP.failed}`];
    expectEnding(played, "A", { log: [played.lines[1], ...callee], ...SETUP });
  });
});

describe("its size", () => {
  const last =
    (heap: number): Part =>
    (p) =>
      p.write(HEAP + BigInt(heap) - 1n, Uint8Array.of(1));
  const past =
    (heap: number): Part =>
    (p) =>
      p.write(HEAP + BigInt(heap), Uint8Array.of(1));

  test.each([32 * KIB, 33 * KIB, 256 * KIB])("%d bytes: the last one, and the next", (heap) => {
    expect(stage.play({ acts: [{ program: A, part: last(heap) }], heap }).error).toBeNull();
    expectEnding(stage.play({ acts: [{ program: A, part: past(heap) }], heap }), "A", {
      error: "ProgramFailedToComplete",
      failed: `Access violation writing 1 bytes at address 0x${(HEAP + BigInt(heap)).toString(16)} (in unallocated region)`,
    });
  });

  test("zeros at the beginning of every program", () => {
    const dirty: Part = (p) => p.write(HEAP, new Uint8Array(64).fill(7));
    const clean: Part = (p) => p.logBytes([HEAP, 8]);
    const played = stage.play({
      acts: [
        { program: A, accounts: [meta(B)], part: dirty },
        { program: A, accounts: [meta(B)], part: clean },
      ],
    });
    expect(played.lines.filter((line) => line.startsWith("Program data"))).toEqual(["Program data: AAAAAAAAAAA="]);
  });

  const requesting = (bytes: number) => {
    const data = concatBytes(u8(1), u32(bytes));
    const request = { programId: COMPUTE_BUDGET_PROGRAM_ID, accounts: [], data };
    return stage.play({ version: 0, acts: [request, { program: A, part: last(bytes) }] });
  };

  test.each([32 * KIB, 33 * KIB, 255 * KIB, 256 * KIB])("%d bytes may be asked for", (bytes) => {
    expect(requesting(bytes).error).toBeNull();
  });

  test.each([0, 31 * KIB, 32 * KIB - 1, 32 * KIB + 1, 33 * KIB - 8, 257 * KIB])("%d bytes may not", (bytes) => {
    const { error, logs } = requesting(bytes);
    expect(error).toEqual({ InstructionError: [0, "InvalidInstructionData"] });
    expect(logs).toEqual([]);
  });
});
