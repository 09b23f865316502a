import { stackFrameStep, stackGapSize, stackSize } from "../config.js";
import type { EngineStatistics } from "../engine.js";
import type { Execution } from "../execution.js";
import { runByDefinition } from "../interpreter/interpreter.js";
import { FRAME_PTR_REG, MM_STACK_START } from "../memory-layout.js";
import type { MemoryRegion } from "../memory-region.js";
import { manualStackFrameBump } from "../version.js";
import type { InterpreterInstance } from "./interpreter-instance.js";
import type { Records } from "./records.js";
import { Run } from "./run.js";

/**
 * A run in the generated interpreter, which is null where there is none, with an executable's records; null if it cannot
 * be, and the definition has run the program instead.
 */
export function startRun<C>(
  execution: Execution<C>,
  statistics: EngineStatistics,
  instance: InterpreterInstance | null,
  records: Records | undefined,
): Run<C> | null {
  statistics.runs++;
  const { vm } = execution;
  const stack = usualStack(execution);
  if (instance === null || records === undefined) return fallBack(execution, statistics, "no WebAssembly compilation");
  if (stack === undefined) return fallBack(execution, statistics, "unusual stack");
  if (records.hasAmbiguousCalls(vm.loader)) return fallBack(execution, statistics, "ambiguous calls");
  return new Run(instance, records, execution, stack, statistics);
}

function fallBack<C>(execution: Execution<C>, statistics: EngineStatistics, reason: string): null {
  statistics.countFallback(reason);
  runByDefinition(execution);
  return null;
}

/** The stack, if r10 points to where calls of this depth have their frame and all frames can be written. */
function usualStack<C>({ vm, executable }: Execution<C>): MemoryRegion | undefined {
  const { config, sbpfVersion } = executable;
  const stack = vm.memory.regions[vm.memory.findRegion(MM_STACK_START)];
  const isStack = stack !== undefined && stack.vmAddress === MM_STACK_START && stack.writable;
  const gapSize = stackGapSize(config, sbpfVersion);
  if (!isStack || stack.vmGapSize !== gapSize || (gapSize & (gapSize - 1)) !== 0) return undefined;
  if (manualStackFrameBump(sbpfVersion)) return stack;
  const framePointer = MM_STACK_START + config.stackFrameSize + vm.callDepth * stackFrameStep(config, sbpfVersion);
  const isUsual = stack.length >= stackSize(config) && vm.register(FRAME_PTR_REG) === framePointer;
  return isUsual ? stack : undefined;
}
