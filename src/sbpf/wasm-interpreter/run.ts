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
import { CONTROL, RECORD, RECORD_SIZE, STOP, SYSCALL_SPACE } from "./layout.js";
import type { Records } from "./records.js";
import { isShown } from "./region-table.js";

/**
 * Instructions that are run at a time. In between the host may put better compiled code in the place of the
 * interpreter; and a limit so little behind the records stays within the address space.
 */
const SLICE = 0x1_0000;
/** Stack frames that can be written from the start, if runs before needed so many. */
const MAX_FIRST_FRAMES = 16;

/** Runs translated functions for the interpreter. */
export interface Partner {
  /** Does the call at `pc`, which is of a translated function and was begun; keeps r6…r10. */
  callTranslated(pc: number): void;
  /** A number of instructions was run. */
  sliceEnded(): void;
}

let runs = 0;

/** One run of a program in the generated interpreter. What the interpreter stops at is done here. */
export class Run<C> {
  readonly instance: InterpreterInstance;
  /** From 1 on; starts again after 2^32 runs. */
  readonly #number = (runs = (runs + 1) >>> 0);
  readonly #execution: Execution<C>;
  readonly #statistics: EngineStatistics;
  readonly #records: Records;
  readonly stack: MemoryRegion;
  /** Where programs move r10 themselves, all of the stack may be written from the start. */
  readonly #movesFrames: boolean;
  #machine: Machine<C> | undefined;
  /** Whether the control words of the running function must be written. */
  #isFrameStale = true;
  /** An exit at this call depth ends the interpreter's part. */
  #baseDepth = 0;
  #isExact = false;
  /** What else takes part in the run, if translated functions do. */
  partner: Partner | null = null;
  /** Where the interpreter stopped last, and after how many instructions. */
  #pc = 0;
  #done = 0;
  /** How many the interpreter has run. */
  instructions = 0;

  constructor(
    instance: InterpreterInstance,
    records: Records,
    execution: Execution<C>,
    stack: MemoryRegion,
    statistics: EngineStatistics,
  ) {
    const { executable } = execution;
    this.instance = instance;
    this.#execution = execution;
    this.#statistics = statistics;
    this.stack = stack;
    this.#records = records;
    this.#movesFrames = !manualStackFrameBump(executable.sbpfVersion);
    const written = this.#movesFrames ? records.firstFrames * executable.config.stackFrameSize : stack.length;
    stack.writtenLength = Math.min(Math.max(stack.writtenLength, written), stack.length);
  }

  /**
   * Runs from `pc` until the function returns that runs there at the machine's call depth; throws faults. If `isExact`,
   * r1…r5 are right afterwards: no translated functions are called.
   */
  interpret(pc: number, isExact = false): void {
    const { vm } = this.#execution;
    const [outerBase, wasExact] = [this.#baseDepth, this.#isExact];
    this.#baseDepth = vm.callDepth;
    this.#isExact = isExact;
    this.#isFrameStale = true;
    let next = pc;
    while (next !== HALT) next = vm.tracer === null ? this.#runSlice(next) : this.#runTraced(next);
    this.#baseDepth = outerBase;
    this.#isExact = wasExact;
    this.#isFrameStale = true;
  }

  /** Makes the stack frame of a call depth writable. */
  growStack(callDepth: number): void {
    const { stackFrameSize } = this.#execution.executable.config;
    if (callDepth >= this.#writableFrames()) {
      // As many as are remembered one by one, so that the next run clears no more than it needs.
      const frames = callDepth < MAX_FIRST_FRAMES ? callDepth + 1 : 2 * callDepth;
      const length = frames * stackFrameSize;
      this.instance.regions.growWritten(this.stack, length);
      this.#records.firstFrames = Math.max(
        this.#records.firstFrames,
        Math.min(this.#writableFrames(), MAX_FIRST_FRAMES),
      );
    }
    // Stores may have made more frames writable than the control words know of.
    this.#writeControl();
  }

  /** Writes the regions and the control words unless they are in place. */
  writeState(): void {
    const { memory } = this.#execution.vm;
    if (memory.shownBy === this.#number && isShown(memory)) return;
    this.#put(CONTROL.run, this.#number);
    memory.shownBy = this.#number;
    this.instance.regions.write(memory.regions);
    const { context, loader } = this.#execution.vm;
    loader.tellFastSyscalls(context, this.instance.linear.halves, SYSCALL_SPACE / 4);
    this.#writeControl();
  }

  /** Runs as far as it goes at once; the next pc, or `HALT`. */
  #runSlice(pc: number): number {
    const execution = this.#execution;
    const { unitsLeft } = execution;
    if (unitsLeft <= 0) execution.begin(pc);
    const stop = this.#enter(pc, Math.min(unitsLeft, SLICE));
    execution.dueInstructions += this.#done;
    this.instructions += this.#done;
    this.#statistics.instructionsInterpreted += this.#done;
    if (stop === STOP.exit) return HALT;
    if (stop === STOP.limit) this.partner?.sliceEnded();
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
    const { halves } = this.instance.linear;
    this.writeState();
    if (this.#isFrameStale) this.#writeFrame();
    const record = this.#records.hostOffset + pc * RECORD_SIZE;
    const stop = this.instance.run(record - RECORD_SIZE, record + units * RECORD_SIZE);
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
      const { halves } = this.instance.linear;
      const at = CONTROL.refusedAddress / 4;
      return this.instance.regions.mend(vm.memory, u64FromHalves(halves[at], halves[at + 1]));
    }
    if (stop !== STOP.callDepth || vm.callDepth + 1 >= executable.config.maxCallDepth) return false;
    this.growStack(vm.callDepth + 1);
    return true;
  }

  /** Does the instruction that was begun and that the interpreter stopped at; the next pc. */
  #performStopped(stop: number): number {
    const execution = this.#execution;
    if (stop === STOP.syscall) {
      const at = this.#records.hostOffset + this.#pc * RECORD_SIZE + RECORD.immediate;
      const key = this.instance.linear.halves[at / 4];
      if (this.instance.fastSyscalls.call(execution, key) || execution.callSyscall(key)) return this.#pc + 1;
    }
    if (stop === STOP.translated && this.partner !== null) return this.#callTranslated(this.partner, this.#pc);
    this.#statistics.instructionsByDefinition++;
    this.#machine ??= new Machine(execution);
    this.#machine.refreshViews();
    return perform(this.#machine, this.#pc);
  }

  /** Does the call at `pc`; the pc after it. What is called may use this interpreter too. */
  #callTranslated(partner: Partner, pc: number): number {
    const { vm } = this.#execution;
    const { callDepth } = vm;
    partner.callTranslated(pc);
    vm.callDepth = callDepth;
    this.#isFrameStale = true;
    return pc + 1;
  }

  #writableFrames(): number {
    const { maxCallDepth, stackFrameSize } = this.#execution.executable.config;
    return this.#movesFrames
      ? Math.min(Math.floor(this.stack.writtenLength / stackFrameSize), maxCallDepth)
      : maxCallDepth;
  }

  /** Writes what is the same for all functions of the run. */
  #writeControl(): void {
    const { executable, length } = this.#execution;
    const { config, sbpfVersion } = executable;
    const frames = this.#writableFrames();
    this.#put(CONTROL.callDepthLimit, frames);
    this.#put(CONTROL.stack, this.stack.hostOffset);
    this.#put(CONTROL.lastStackFrame, this.stack.hostOffset + (frames - 1) * config.stackFrameSize);
    this.#put(CONTROL.text, this.#records.hostOffset);
    this.#put(CONTROL.stackFrameEndStep, config.stackFrameSize);
    this.#putWide(CONTROL.framePointerStep, stackFrameStep(config, sbpfVersion));
    this.#putWide(CONTROL.textVmAddress, executable.textVmAddress);
    this.#putWide(CONTROL.textLength, length);
    this.#putWide(CONTROL.stackGapSize, this.stack.vmGapSize);
    this.#putWide(CONTROL.stackFrameMask, -this.stack.vmGapSize);
    this.#isFrameStale = true;
  }

  /** Writes what belongs to the running function. */
  #writeFrame(): void {
    const { executable, vm } = this.#execution;
    this.#isFrameStale = false;
    this.#put(CONTROL.callDepth, vm.callDepth);
    this.#put(CONTROL.baseDepth, this.#baseDepth);
    this.#put(CONTROL.stopsAtTranslated, this.partner !== null && !this.#isExact ? 1 : 0);
    this.#put(CONTROL.callFrame, vm.framesOffset + vm.callDepth * CALL_FRAME_SIZE);
    this.#put(CONTROL.stackFrameEnd, this.stack.hostOffset + (vm.callDepth + 1) * executable.config.stackFrameSize);
  }

  #put(offset: number, value: number): void {
    this.instance.linear.halves[offset / 4] = value;
  }

  #putWide(offset: number, value: number): void {
    this.#put(offset, value);
    this.#put(offset + 4, Math.floor(value / 2 ** 32));
  }
}
