import { stackFrameStep, stackGapSize, stackSize } from "../config.js";
import { type Engine, EngineStatistics } from "../engine.js";
import type { Executable } from "../executable.js";
import { type Execution, executeWith } from "../execution.js";
import { runByDefinition } from "../interpreter/interpreter.js";
import { FRAME_PTR_REG, MM_STACK_START } from "../memory-layout.js";
import type { MemoryRegion } from "../memory-region.js";
import { manualStackFrameBump } from "../version.js";
import type { ProgramResult, VirtualMachine } from "../vm.js";
import { instanceOver } from "./interpreter-instance.js";
import { Run } from "./run.js";

const statistics = new EngineStatistics();

/**
 * An interpreter that is generated as one small WebAssembly module and runs every program, without a compile step for
 * each: registers, memory, calls and meter by the definition's rules, all in the linear memory.
 */
export const wasmInterpreter: Engine = {
  name: "wasm-interpreter",
  statistics,
  execute<C>(vm: VirtualMachine<C>, executable: Executable): ProgramResult {
    return executeWith<C>(run, vm, executable);
  },
};

function run<C>(execution: Execution<C>): void {
  statistics.runs++;
  const { vm, executable } = execution;
  const instance = instanceOver(vm.memory.linear);
  const stack = usualStack(execution);
  const records = instance?.recordsOf(executable);
  if (instance === null || records === undefined) fallBack(execution, "no WebAssembly compilation");
  else if (stack === undefined) fallBack(execution, "unusual stack");
  else if (records.hasAmbiguousCalls(vm.loader)) fallBack(execution, "ambiguous calls");
  else new Run(instance, records, execution, stack, statistics).complete();
}

function fallBack<C>(execution: Execution<C>, reason: string): void {
  statistics.countFallback(reason);
  runByDefinition(execution);
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
