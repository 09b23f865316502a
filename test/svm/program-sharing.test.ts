import { expect, it, vi } from "vitest";
import { defaultExecutionBudget } from "../../src/runtime/execution-budget.js";
import { Executable } from "../../src/sbpf/executable.js";
import { FeatureSet } from "../../src/solana/feature-set.js";
import { featureNamed } from "../../src/solana/features.js";
import { resolveFeatures } from "../../src/solana/runtime-features.js";
import { loadProgram } from "../../src/svm/executable-cache.js";
import { createSvm } from "../../src/svm/index.js";
import { programLoadersFor } from "../../src/svm/program-loaders.js";
import { returning } from "../runtime/builtins/tiny-elf.js";

const budget = defaultExecutionBudget(false);
const all = resolveFeatures(FeatureSet.allEnabled());

function allBut(name: Parameters<typeof featureNamed>[0]) {
  const features = FeatureSet.allEnabled();
  features.deactivate(featureNamed(name).id);
  return resolveFeatures(features);
}

it("VMs with the same gates and call limits share their loaders, others do not", () => {
  const loaders = programLoadersFor(all, budget);
  expect(programLoadersFor(resolveFeatures(FeatureSet.allEnabled()), { ...budget, heapSize: 65_536 })).toBe(loaders);
  expect(programLoadersFor(allBut("blake3_syscall_enabled"), budget)).not.toBe(loaders);
  expect(programLoadersFor(all, { ...budget, maxCallDepth: 32 })).not.toBe(loaders);
  expect(programLoadersFor(all, { ...budget, stackFrameSize: 8192 })).not.toBe(loaders);
});

it("the three loaders differ as deploying, extending and running do", () => {
  const { executionLoader, deploymentLoader, extensionLoader } = programLoadersFor(all, budget);
  expect(executionLoader.syscalls.lookupByName("sol_alloc_free_")).toBeDefined();
  expect(deploymentLoader.syscalls.lookupByName("sol_alloc_free_")).toBeUndefined();
  expect(extensionLoader.syscalls.lookupByName("sol_alloc_free_")).toBeUndefined();
  const rejectsBroken = [executionLoader, deploymentLoader, extensionLoader].map(
    ({ config }) => config.rejectBrokenElfs,
  );
  expect(rejectsBroken).toEqual([false, true, true]);
  // All gates are active here, SIMD-0500 among them: old versions can be extended, not deployed.
  const firstVersions = [deploymentLoader, extensionLoader].map(({ config }) => config.enabledSbpfVersions[0]);
  expect(firstVersions).toEqual([3, executionLoader.config.enabledSbpfVersions[0]]);
});

it("what nobody has used for 16 MiB of other programs is loaded again", () => {
  const { executionLoader } = programLoadersFor(all, budget);
  const megabytes = (code: number) => returning(code, (4 * 1024 * 1024) / 8);
  const load = vi.spyOn(Executable, "fromElf");
  const loads = (elf: Uint8Array) => {
    const before = load.mock.calls.length;
    loadProgram(elf, 0, executionLoader);
    return load.mock.calls.length - before;
  };
  const first = megabytes(1_000_001);
  expect(loads(first)).toBe(1);
  expect([2, 3].map((code) => loads(megabytes(1_000_000 + code)))).toEqual([1, 1]);
  expect(loads(first.slice())).toBe(0);
  expect([4, 5].map((code) => loads(megabytes(1_000_000 + code)))).toEqual([1, 1]);
  // The second made room, the first was used again in between.
  expect(loads(megabytes(1_000_002))).toBe(1);
  expect(loads(first.slice())).toBe(1);
  // These very bytes need no room.
  expect(loads(first)).toBe(0);
});

it("programs that differ in any one byte are two programs", () => {
  const { executionLoader } = programLoadersFor(all, budget);
  const elf = returning(77, 100);
  const entry = loadProgram(elf, 0, executionLoader);
  expect(loadProgram(elf.slice(), 0, executionLoader)).toBe(entry);
  for (let at = 0; at < elf.length; at++) {
    const other = elf.slice();
    other[at]! ^= 1;
    expect(loadProgram(other, 0, executionLoader), `byte ${at}`).not.toBe(entry);
  }
});

it("a program that the host adds is loaded once, when it is added", () => {
  const svm = createSvm({ programs: false });
  const load = vi.spyOn(Executable, "fromElf");
  const before = load.mock.calls.length;
  const elf = returning(123_456);
  const id = new Uint8Array(32).fill(9);
  svm.addProgram(id, elf);
  expect(load.mock.calls.length - before).toBe(1);
  expect(svm.bank.programs.find(id)?.kind).toBe("Loaded");
  createSvm({ programs: false }).addProgram(id, elf);
  expect(load.mock.calls.length - before).toBe(1);
});
