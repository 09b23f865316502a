import { describe, expect, test } from "vitest";
import { DEFAULT_EXECUTION_COST, type ExecutionCost } from "../../../src/runtime/execution-budget.js";
import { ENGINES } from "../../../src/sbpf/engines.js";
import { SbpfVersion } from "../../../src/sbpf/version.js";
import { expectSame } from "./support/differential.js";
import { ourMachine, runInOurs } from "./support/ours.js";
import { HEAP, PROBE_ID, type Probe, probeData, probeScene, STACK } from "./support/probe.js";
import { bytes, MAX_COMPUTE_UNITS, type Outcome, transactionBytes } from "./support/scene.js";

// The fast forms of syscalls: all that expectSame runs goes through them, in one of its engines. Here is what only they
// could get wrong.

const FRAME = 4096n;
/** 64 frames, with gaps between them in v0. */
const STACK_END = STACK + 64n * 2n * FRAME;
const pattern = Uint8Array.from({ length: 300 }, (_, i) => i * 7 + 1);

describe("addresses in a stack with gaps", () => {
  test.each<[string, bigint, bigint]>([
    ["in the first frame", STACK, 64n],
    ["at the end of a frame", STACK + FRAME - 64n, 64n],
    ["over the end of a frame", STACK + FRAME - 10n, 64n],
    ["in a gap", STACK + FRAME, 8n],
    ["at the end of a gap", STACK + 2n * FRAME - 1n, 8n],
    ["in the second frame", STACK + 2n * FRAME, 64n],
    ["in the fourth frame", STACK + 6n * FRAME + 100n, 300n],
    ["in the last frame", STACK_END - 2n * FRAME, 64n],
    ["over the end of the last frame", STACK_END - FRAME - 8n, 9n],
    ["behind the stack", STACK_END, 8n],
    ["before the stack", STACK - 8n, 8n],
    ["far beyond", STACK + 2n ** 63n, 8n],
  ])("%s", (_name, address, length) => {
    const v0: Partial<Probe> = {
      heap: pattern,
      look: { at: address, length: Number(length) },
      version: SbpfVersion.V0,
    };
    expectSame({ ...v0, syscall: "sol_memcpy_", registers: [address, HEAP, length] });
    expectSame({ ...v0, syscall: "sol_memset_", registers: [address, 0xa5, length] });
    const slices = bytes(address, length, HEAP, 300n);
    for (const syscall of ["sol_sha256", "sol_keccak256"]) {
      expectSame({ ...v0, heap: slices, syscall, registers: [HEAP, 2, address] });
    }
  });
});

test.each(["sol_memcpy_", "sol_memmove_", "sol_memset_", "sol_memcmp_", "sol_sha256", "sol_keccak256"])(
  "%s with the last unit, or not",
  (syscall) => {
    const registers = syscall.startsWith("sol_mem") ? [STACK, HEAP, 30_000, HEAP] : [HEAP, 1, STACK];
    const probe = { syscall, registers, heap: bytes(HEAP, 300n) };
    const { computeUnits } = expectSame(probe);
    // After the syscall come two others of 100 units each, and a dozen instructions.
    const errors = Array.from({ length: 40 }, (_, i) => {
      return expectSame({ ...probe, computeUnitLimit: computeUnits - 190 - i }).logs.at(-1);
    });
    expect(new Set(errors).size).toBeGreaterThan(1);
  },
);

test.each(["sol_sha256", "sol_keccak256", "sol_blake3", "sol_sha512"])(
  "%s of many slices and of long ones",
  (syscall) => {
    const result = HEAP + 30_000n;
    const look = { at: result, length: 64 };
    const gates = ["blake3_syscall_enabled", "enable_sha512_syscall"] as const;
    const hash = (...slices: [bigint, bigint][]) =>
      expectSame({ syscall, registers: [HEAP, slices.length, result], heap: bytes(...slices.flat()), look, gates });
    for (const count of [2, 63, 64, 65]) hash(...Array.from({ length: count }, (): [bigint, bigint] => [HEAP, 17n]));
    for (const length of [183, 184, 1023, 1024, 1025, 6911, 6912, 6913, 8192]) {
      hash([HEAP, BigInt(length)]);
      hash([HEAP, BigInt(length - 100)], [HEAP, 100n]);
    }
  },
);

describe("prices and limits are those of the transaction", () => {
  const scene = (syscall: string) => probeScene({ syscall, registers: [] });
  /** What both engines say, which must be the same. */
  const run = (probe: Probe, cost: Partial<ExecutionCost>, sha256MaxSlices = 20_000): Outcome => {
    const transaction = transactionBytes([{ programId: PROBE_ID, data: probeData(probe) }], MAX_COMPUTE_UNITS);
    const outcomes = (["interpreter", "wasm-interpreter", "translator", "tiered"] as const).map((engine) => {
      const { bank } = ourMachine(scene(probe.syscall), engine);
      expect(bank.settings.engine).toBe(ENGINES[engine]);
      const budget = { ...bank.defaultBudget, sha256MaxSlices };
      // As LiteSVM sets them: programs keep the code that was translated for them.
      bank.setTransactionBudget(budget, { ...DEFAULT_EXECUTION_COST, ...cost });
      return runInOurs(scene(probe.syscall), transaction, engine);
    });
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
    return outcomes[0]!;
  };

  test.each(["sol_sha256", "sol_keccak256"])("of %s", (syscall) => {
    const probe = { syscall, registers: [HEAP, 2, HEAP + 64n], heap: bytes(HEAP, 100n, HEAP, 7n) };
    const { computeUnits } = run(probe, {});
    expect(run(probe, { sha256BaseCost: 90 }).computeUnits).toBe(computeUnits + 5);
    expect(run(probe, { sha256ByteCost: 3 }).computeUnits).toBe(computeUnits + 100);
    expect(run(probe, { sha256BaseCost: 2 ** 33 }).error).toContain("ComputationalBudgetExceeded");
    expect(run(probe, {}, 2).error).toBeNull();
    expect(run(probe, {}, 1).logs).toContainEqual(expect.stringContaining("over the limit 1"));
    expect(run(probe, {}).computeUnits).toBe(computeUnits);
  });

  test("of memory", () => {
    const probe = { syscall: "sol_memset_", registers: [HEAP, 1, 3000] };
    const { computeUnits } = run(probe, {});
    expect(run(probe, { cpiBytesPerUnit: 100 }).computeUnits).toBe(computeUnits + 18);
    expect(run(probe, { memOpBaseCost: 500 }).computeUnits).toBe(computeUnits + 488 + 490);
    expect(run(probe, { cpiBytesPerUnit: 0 }).error).not.toBeNull();
  });
});
