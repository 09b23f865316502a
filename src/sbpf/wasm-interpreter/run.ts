import { u64FromHalves } from "../../base/u64.js";
import { stackFrameStep } from "../config.js";
import type { EngineStatistics } from "../engine.js";
import type { Execution } from "../execution.js";
import { perform } from "../interpreter/interpreter.js";
import { HALT, Machine } from "../interpreter/machine.js";
import type { MemoryRegion } from "../memory-region.js";
import { manualStackFrameBump } from "../version.js";
import { CALL_FRAME_SIZE } from "../vm.js";
import type { InterpreterInstance } from "./interpreter-instance.js";
import { CONTROL, RECORD, RECORD_SIZE, STOP } from "./layout.js";
import type { Records } from "./records.js";

/**
 * Instructions that are run at a time. In between the host may put better compiled code in the place of the
 * interpreter; and a limit so little behind the records stays within the address space.
 */
const SLICE = 0x1_0000;
/** Stack frames that can be written from the start. */
const FIRST_FRAMES = 4;

/** One run of a program in the generated interpreter. What the interpreter stops at is done here. */
export class Run<C> {
  readonly #instance: InterpreterInstance;
  readonly #execution: Execution<C>;
  readonly #statistics: EngineStatistics;
  readonly #records: Records;
  readonly #stack: MemoryRegion;
  /** Where programs move r10 themselves, all of the stack may be written from the start. */
  readonly #movesFrames: boolean;
  #machine: Machine<C> | undefined;
  /** Of the memory mapping when the table was written. */
  #replacedRegions = -1;
  /** Where the interpreter stopped last, and after how many instructions. */
  #pc: number;
  #done = 0;

  constructor(
    instance: InterpreterInstance,
    records: Records,
    execution: Execution<C>,
    stack: MemoryRegion,
    statistics: EngineStatistics,
  ) {
    const { executable } = execution;
    this.#instance = instance;
    this.#execution = execution;
    this.#statistics = statistics;
    this.#stack = stack;
    this.#pc = execution.pc;
    this.#records = records;
    this.#movesFrames = !manualStackFrameBump(executable.sbpfVersion);
    const written = this.#movesFrames ? FIRST_FRAMES * executable.config.stackFrameSize : stack.length;
    stack.writtenLength = Math.min(Math.max(stack.writtenLength, written), stack.length);
  }

  /** Runs from the entry point to the end, or to a fault, which is thrown. */
  complete(): void {
    const { vm } = this.#execution;
    let pc = this.#pc;
    while (pc !== HALT) pc = vm.tracer === null ? this.#runSlice(pc) : this.#runTraced(pc);
  }

  /** Runs as far as it goes at once; the next pc, or `HALT`. */
  #runSlice(pc: number): number {
    const execution = this.#execution;
    const { unitsLeft } = execution;
    if (unitsLeft <= 0) execution.begin(pc);
    const stop = this.#enter(pc, Math.min(unitsLeft, SLICE));
    execution.dueInstructions += this.#done;
    if (stop === STOP.exit) return HALT;
    if (stop === STOP.limit || this.#mend(stop)) return this.#pc;
    execution.begin(this.#pc);
    return this.#performStopped(stop);
  }

  /** Runs one instruction after showing it to the tracer. */
  #runTraced(pc: number): number {
    this.#execution.begin(pc);
    let stop = this.#enter(pc, 1);
    while (this.#done === 0 && this.#mend(stop)) stop = this.#enter(pc, 1);
    if (stop === STOP.exit) return HALT;
    return this.#done === 1 ? this.#pc : this.#performStopped(stop);
  }

  /** Runs at most `units` instructions from `pc` on; why it stopped. */
  #enter(pc: number, units: number): number {
    const { vm } = this.#execution;
    const { halves } = this.#instance.linear;
    this.#writeState();
    const record = this.#records.hostOffset + pc * RECORD_SIZE;
    const stop = this.#instance.run(record - RECORD_SIZE, record + units * RECORD_SIZE);
    const stoppedAt = halves[CONTROL.instruction / 4];
    this.#done = units - (halves[CONTROL.limit / 4] - stoppedAt) / RECORD_SIZE;
    this.#pc = (stoppedAt - this.#records.hostOffset) / RECORD_SIZE;
    vm.callDepth = halves[CONTROL.callDepth / 4];
    return stop;
  }

  /** Removes what only stopped the interpreter because it was not prepared for it; false if that is not why. */
  #mend(stop: number): boolean {
    const { executable, vm } = this.#execution;
    if (stop === STOP.step) return this.#records.make(this.#pc);
    if (stop === STOP.access) {
      const { halves } = this.#instance.linear;
      const at = CONTROL.refusedAddress / 4;
      return this.#instance.regions.mend(vm.memory, u64FromHalves(halves[at], halves[at + 1]));
    }
    if (stop !== STOP.callDepth || vm.callDepth + 1 >= executable.config.maxCallDepth) return false;
    this.#instance.regions.growWritten(this.#stack, this.#stack.writtenLength * 2);
    this.#replacedRegions = -1;
    return true;
  }

  /** Does the instruction that was begun and that the interpreter stopped at; the next pc. */
  #performStopped(stop: number): number {
    const execution = this.#execution;
    if (stop === STOP.syscall) {
      const at = this.#records.hostOffset + this.#pc * RECORD_SIZE + RECORD.immediate;
      if (execution.callSyscall(this.#instance.linear.halves[at / 4])) return this.#pc + 1;
    }
    this.#statistics.instructionsByDefinition++;
    this.#machine ??= new Machine(execution);
    this.#machine.refreshViews();
    return perform(this.#machine, this.#pc);
  }

  /** Writes the regions and the control words unless they are in place. */
  #writeState(): void {
    const { memory } = this.#execution.vm;
    const { replacedRegions } = memory;
    if (this.#instance.owner === this && this.#replacedRegions === replacedRegions) return;
    this.#instance.owner = this;
    this.#replacedRegions = replacedRegions;
    this.#instance.regions.write(memory.regions);
    this.#writeControl();
  }

  #writeControl(): void {
    const { executable, vm, length } = this.#execution;
    const { config, sbpfVersion } = executable;
    const { halves } = this.#instance.linear;
    const put = (offset: number, value: number): void => {
      halves[offset / 4] = value;
    };
    const putWide = (offset: number, value: number): void => {
      put(offset, value);
      put(offset + 4, Math.floor(value / 2 ** 32));
    };
    const writableFrames = Math.floor(this.#stack.writtenLength / config.stackFrameSize);
    put(CONTROL.callDepth, vm.callDepth);
    put(
      CONTROL.callDepthLimit,
      this.#movesFrames ? Math.min(writableFrames, config.maxCallDepth) : config.maxCallDepth,
    );
    put(CONTROL.callFrame, vm.framesOffset + vm.callDepth * CALL_FRAME_SIZE);
    put(CONTROL.text, this.#records.hostOffset);
    put(CONTROL.stackFrameEnd, this.#stack.hostOffset + (vm.callDepth + 1) * config.stackFrameSize);
    put(CONTROL.stackFrameEndStep, config.stackFrameSize);
    putWide(CONTROL.framePointerStep, stackFrameStep(config, sbpfVersion));
    putWide(CONTROL.textVmAddress, executable.textVmAddress);
    putWide(CONTROL.textLength, length);
    putWide(CONTROL.stackGapSize, this.#stack.vmGapSize);
    putWide(CONTROL.stackFrameMask, -this.#stack.vmGapSize);
  }
}
