import { describe, expect, test } from "vitest";
import { blake3 } from "../../../src/crypto/blake3.js";
import { keccak256 } from "../../../src/crypto/keccak256.js";
import { sha256 } from "../../../src/crypto/sha256.js";
import {
  DEFAULT_EXECUTION_COST,
  defaultExecutionBudget,
  type ExecutionCost,
} from "../../../src/runtime/execution-budget.js";
import type { InvokeContext } from "../../../src/runtime/invoke-context.js";
import { createLoader } from "../../../src/runtime/syscalls/registry.js";
import { assemble, assembleExecutable } from "../../../src/sbpf/assembler.js";
import { buildElf } from "../../../src/sbpf/elf-builder.js";
import { ENGINES } from "../../../src/sbpf/engines.js";
import { Execution } from "../../../src/sbpf/execution.js";
import { LinearMemory } from "../../../src/sbpf/linear-memory.js";
import { MemoryMapping } from "../../../src/sbpf/memory-mapping.js";
import { MemoryRegion } from "../../../src/sbpf/memory-region.js";
import { hashSymbolName } from "../../../src/sbpf/murmur3.js";
import { SbpfVersion } from "../../../src/sbpf/version.js";
import { VirtualMachine } from "../../../src/sbpf/vm.js";
import { FastSyscalls } from "../../../src/sbpf/wasm-interpreter/fast-syscalls.js";
import { SYSCALL_SPACE } from "../../../src/sbpf/wasm-interpreter/layout.js";
import { RegionTable } from "../../../src/sbpf/wasm-interpreter/region-table.js";
import { FeatureSet } from "../../../src/solana/feature-set.js";
import { resolveFeatures } from "../../../src/solana/runtime-features.js";
import { expectSame, expectSameTransaction } from "./support/differential.js";
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

test("every frame of a stack with gaps is its own, and r0 is 0 after a syscall", () => {
  // Each function notes its depth in its frame, and once its callees are back copies it to the heap and fills a word.
  const source = `
entrypoint:
  mov64 r1, 9
  call function_down
  lddw r1, ${HEAP}
  mov64 r2, 88
  syscall sol_set_return_data
  exit
function_down:
  mov64 r6, r1
  stxdw [r10-8], r6
  jeq r6, 0, bottom
  add64 r1, -1
  call function_down
bottom:
  syscall sol_get_stack_height
  lddw r1, ${HEAP}
  lsh64 r6, 3
  add64 r1, r6
  mov64 r2, r10
  add64 r2, -8
  mov64 r3, 8
  syscall sol_memcpy_
  mov64 r7, r0
  mov64 r1, r10
  add64 r1, -16
  mov64 r2, r6
  mov64 r3, 8
  syscall sol_memset_
  ldxdw r1, [r10-8]
  ldxdw r2, [r10-16]
  mov64 r3, r7
  mov64 r4, r0
  mov64 r5, 0
  syscall sol_log_64_
  exit`;
  const elf = buildElf(assemble(source, SbpfVersion.V0));
  const scene = { name: "frames", programs: [{ id: PROBE_ID, elf }] };
  const { logs } = expectSameTransaction(scene, [{ programId: PROBE_ID, data: new Uint8Array() }]);
  expect(logs).toContain("Program log: 0x9, 0x4848484848484848, 0x0, 0x0, 0x0");
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

describe("usual calls do without the host", () => {
  const UNTOUCHED = 0x55;
  const hashed = pattern.subarray(0, 150);
  const linear = new LinearMemory();
  const budget = defaultExecutionBudget(false);
  const loader = createLoader(resolveFeatures(FeatureSet.allEnabled()), budget, "execution");
  const executable = assembleExecutable("exit", loader);
  const regions = new RegionTable(linear);
  const calls = new FastSyscalls(linear, regions);
  const slices = Number(HEAP) + 1024;
  const there = Number(HEAP) + 2048;

  /** Calls a syscall until its fast form is compiled and did the call: the units of that, and what lies at `there`. */
  function call(name: string, ...registers: number[]): { units: number; there: Uint8Array } {
    const heap = new MemoryRegion(Number(HEAP), 4096, linear.allocate(4096), true);
    const memory = new MemoryMapping(linear, [heap], loader.config, SbpfVersion.V0);
    const context = { budget, environment: { cost: DEFAULT_EXECUTION_COST } } as InvokeContext;
    const meter = { remaining: 1000 };
    const vm = new VirtualMachine({ loader, sbpfVersion: SbpfVersion.V0, context, memory, meter });
    linear.bytes.fill(UNTOUCHED, heap.hostOffset, heap.hostOffset + 4096);
    linear.bytes.set(pattern, heap.hostOffset);
    // So few that SHA-256 is not left to node:crypto.
    linear.bytes.set(bytes(HEAP, BigInt(hashed.length)), heap.hostOffset + 1024);
    regions.write(memory.regions);
    loader.tellFastSyscalls(context, linear.halves, SYSCALL_SPACE / 4);
    for (const [i, value] of [1, ...registers].entries()) vm.setRegister(i, value);
    const execution = new Execution(vm, executable);
    const taken = Array.from({ length: 17 }, () => calls.call(execution, hashSymbolName(name)));
    expect(taken.indexOf(true)).toBe(16);
    expect(vm.register(0)).toBe(0);
    vm.release();
    return {
      units: meter.remaining - execution.unitsLeft,
      there: linear.bytes.slice(heap.hostOffset + 2048, heap.hostOffset + 2348),
    };
  }

  test.each<[string, number[], number, Uint8Array]>([
    ["sol_memcpy_", [there, Number(HEAP), 300], 10, pattern],
    ["sol_memmove_", [there, Number(HEAP), 300], 10, pattern],
    ["sol_memset_", [there, 0x1ff, 300], 10, new Uint8Array(300).fill(0xff)],
    ["sol_memcmp_", [Number(HEAP), Number(HEAP) + 1, 300, there], 10, bytes(-7 & 0xff, 0xff, 0xff, 0xff)],
    ["sol_sha256", [slices, 1, there], 85 + 75, sha256(hashed)],
    ["sol_keccak256", [slices, 1, there], 85 + 75, keccak256(hashed)],
    ["sol_blake3", [slices, 1, there], 85 + 75, blake3(hashed)],
  ])("%s", (name, registers, units, expected) => {
    const outcome = call(name, ...registers);
    expect(outcome.units).toBe(units);
    expect(outcome.there).toEqual(Uint8Array.from({ length: 300 }, (_, i) => expected[i] ?? UNTOUCHED));
  });
});
