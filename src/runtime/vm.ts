import { stackGapSize, stackSize } from "../sbpf/config.js";
import { EbpfError } from "../sbpf/errors.js";
import type { Executable } from "../sbpf/executable.js";
import type { LinearMemory } from "../sbpf/linear-memory.js";
import type { Loader } from "../sbpf/loader.js";
import { MM_HEAP_START, MM_INPUT_START, MM_STACK_START } from "../sbpf/memory-layout.js";
import { MemoryMapping } from "../sbpf/memory-mapping.js";
import { MemoryRegion } from "../sbpf/memory-region.js";
import { type ProgramResult, VirtualMachine } from "../sbpf/vm.js";
import { instructionErrorFromReturn } from "../solana/errors.js";
import { accessViolationHandler, explainAccessViolation } from "./access-violations.js";
import { heapCost } from "./execution-budget.js";
import { fail, InstructionFailure } from "./failure.js";
import { guestMemory } from "./guest-memory.js";
import type { InvokeContext } from "./invoke-context.js";
import { BpfAllocator } from "./memory-context.js";
import type { ProgramRunner } from "./program-cache.js";
import {
  deserializeParameters,
  freeParameters,
  type SerializedParameters,
  serializeParameters,
} from "./serialization.js";
import { logProgramConsumed, logProgramReturn } from "./stable-log.js";

/**
 * Runs a compiled program for the current instruction: serialises it, executes it in a virtual machine of its own,
 * and takes over its changes (Agave: program-runtime/src/vm.rs, execute). Fails by throwing what the program failed
 * with: an InstructionFailure, another SyscallError, or the EbpfError of a fault.
 */
export function executeProgram(
  context: InvokeContext,
  executable: Executable,
  runner: ProgramRunner = context.environment.engine,
): void {
  const linear = guestMemory();
  const instruction = context.transaction.currentInstruction;
  const { features } = context.environment;
  const parameters = serializeParameters(linear, instruction, features);
  try {
    const result = runVirtualMachine(context, executable, runner, linear, parameters);
    checkResult(context, result, parameters);
    deserializeParameters(linear, instruction, parameters, features);
  } finally {
    freeParameters(linear, parameters);
  }
}

function runVirtualMachine(
  context: InvokeContext,
  executable: Executable,
  runner: ProgramRunner,
  linear: LinearMemory,
  parameters: SerializedParameters,
): ProgramResult {
  const { budget, meter } = context;
  const availableUnits = meter.remaining;
  chargeHeap(context);
  const stackLength = stackSize(executable.config);
  const gapSize = stackGapSize(executable.config, executable.sbpfVersion);
  const stack = new MemoryRegion(MM_STACK_START, stackLength, linear.allocate(stackLength), true, gapSize);
  const input = parameters.regions[0];
  if (executable.writesInput) input.writtenLength = input.length;
  const heap = new MemoryRegion(MM_HEAP_START, budget.heapSize, linear.allocate(budget.heapSize), true);
  heap.writtenLength = Math.min(executable.neededHeapLength, heap.length);
  try {
    const regions = [executable.roRegion(linear), stack, heap, input];
    for (let i = 1; i < parameters.regions.length; i++) regions.push(parameters.regions[i]);
    const handler = accessViolationHandler(context);
    const mapping = new MemoryMapping(linear, regions, executable.config, executable.sbpfVersion, handler);
    const { hostOffset: inputOffset, accounts } = parameters;
    context.setMemory({ mapping, inputOffset, accounts, allocator: new BpfAllocator(budget.heapSize) });
    // Gates may have changed since it was loaded.
    const loader = executable.loader as Loader<InvokeContext>;
    const vm = new VirtualMachine({
      loader: context.inspector === undefined ? loader : context.inspector.machineStarting(context, loader),
      sbpfVersion: executable.sbpfVersion,
      context,
      memory: mapping,
      meter,
    });
    vm.setRegister(1, MM_INPUT_START);
    vm.setRegister(2, parameters.instructionDataVmAddress);
    try {
      if (context.inspector !== undefined) context.inspector.machineReady(vm);
      const result = runner.execute(vm, executable);
      if (context.inspector !== undefined) context.inspector.machineStopped(context, vm, executable, result);
      logOutcome(context, result.instructionCount, availableUnits);
      return result;
    } finally {
      vm.release();
    }
  } finally {
    if (input.writtenLength > 0) executable.writesInput = true;
    executable.neededHeapLength = Math.max(executable.neededHeapLength, heap.writtenLength);
    linear.free(stack.hostOffset, stack.length, stack.writtenLength);
    linear.free(heap.hostOffset, heap.length, heap.writtenLength);
  }
}

/** Every program pays for its heap before it starts. */
function chargeHeap(context: InvokeContext): void {
  try {
    context.consumeChecked(heapCost(context.budget.heapSize, context.environment.cost.heapCost));
  } catch (thrown) {
    if (!(thrown instanceof InstructionFailure)) throw thrown;
    context.log(`Failed to create SBF VM: ${thrown.message}`);
    fail("ProgramEnvironmentSetupFailure");
  }
}

function logOutcome(context: InvokeContext, consumedUnits: number, availableUnits: number): void {
  const { programAddress } = context.transaction.currentInstruction;
  logProgramConsumed(context.logCollector, programAddress, consumedUnits, availableUnits);
  const { data } = context.transaction.returnData;
  if (data.length > 0) logProgramReturn(context.logCollector, programAddress, data);
}

function checkResult(context: InvokeContext, result: ProgramResult, parameters: SerializedParameters): void {
  if (result.ok) {
    if (result.r0 !== 0) fail(instructionErrorFromReturn(result.r0));
    return;
  }
  const fault = result.error.is("SyscallError") ? result.error.fields[0] : result.error;
  // A fault leaves nothing of the meter; a failing syscall leaves the rest.
  if (fault === result.error && context.environment.features.depleteCuMeterOnVmFailure) context.meter.remaining = 0;
  throw fault instanceof EbpfError ? explainAccessViolation(context, fault, parameters.accounts) : fault;
}
