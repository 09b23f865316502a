import { describe, expect, test } from "vitest";
import type { Syscall } from "../../src/sbpf/loader.js";
import { consumeComputeUnits } from "../../src/sbpf/vm.js";
import { ALL_VERSIONS, run } from "./support.js";

const THREE = "mov64 r0, 1\nmov64 r0, 2\nexit";

describe.each(ALL_VERSIONS)("v%i", (version) => {
  test("the meter suffices to the instruction", () => {
    expect(run(THREE, { version, budget: 3 })).toMatchObject({
      result: { ok: true, instructionCount: 3 },
      unitsLeft: 0,
    });
    expect(run(THREE, { version, budget: 4 })).toMatchObject({
      result: { ok: true, instructionCount: 3 },
      unitsLeft: 1,
    });
    const { result, steps, unitsLeft } = run(THREE, { version, budget: 2 });
    expect(!result.ok && result.error.message).toBe("exceeded CUs meter at BPF instruction");
    expect([result.instructionCount, steps, unitsLeft]).toEqual([2, 2, 0]);
  });

  test("an endless loop ends with the meter", () => {
    const { result } = run("loop: ja loop\nexit", { version, budget: 1000 });
    expect(result).toMatchObject({ ok: false, instructionCount: 1000 });
  });

  test("lddw or its pair counts by instructions, not by slots", () => {
    const source = version === 2 ? "mov32 r0, 1\nhor64 r0, 1\nexit" : "lddw r0, 0x100000001\nexit";
    expect(run(source, { version }).result.instructionCount).toBe(version === 2 ? 3 : 2);
  });

  test("the failing instruction is counted", () => {
    expect(run("mov64 r1, -1\nldxb r0, [r1+0]\nexit", { version }).result.instructionCount).toBe(2);
  });

  test("running past the end is counted too, though no instruction was begun", () => {
    const { result, steps } = run("mov64 r0, 1", { version });
    expect(!result.ok && result.error.kind).toBe("ExecutionOverrun");
    expect([result.instructionCount, steps]).toEqual([2, 1]);
  });
});

test("a syscall sees the meter settled, its own instruction included, and pays from it", () => {
  const seen = new Set<number>();
  const toy: Syscall<null> = (_context, vm) => {
    seen.add(vm.meter.remaining);
    consumeComputeUnits(vm.meter, 10);
    return 0;
  };
  const { result, unitsLeft } = run("mov64 r0, 1\nsyscall toy\nmov64 r0, 1\nsyscall toy\nexit", {
    budget: 100,
    syscalls: { toy },
  });
  expect([...seen]).toEqual([98, 86]);
  expect([result.instructionCount, unitsLeft]).toEqual([25, 75]);
});

test("a syscall that takes all leaves nothing for the next instruction", () => {
  const toy: Syscall<null> = (_context, vm) => {
    consumeComputeUnits(vm.meter, 1000);
    return 0;
  };
  const { result, unitsLeft } = run("syscall toy\nexit", { budget: 100, syscalls: { toy } });
  expect(!result.ok && result.error.kind).toBe("ExceededMaxInstructions");
  expect([result.instructionCount, unitsLeft]).toEqual([100, 0]);
});

test("a machine without units runs nothing", () => {
  expect(run("exit", { budget: 0 })).toMatchObject({ steps: 0, result: { ok: false, instructionCount: 0 } });
});
