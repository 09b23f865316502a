import { u64FromHalves } from "../../base/u64.js";
import { AccessType } from "../access-type.js";
import { stackFrameStep } from "../config.js";
import { EbpfError } from "../errors.js";
import type { Execution } from "../execution.js";
import { FIRST_SCRATCH_REG, FRAME_PTR_REG, INSN_SIZE, MM_STACK_START } from "../memory-layout.js";
import { operationOf } from "../opcodes.js";
import { callxUsesDstReg, callxUsesSrcReg, manualStackFrameBump } from "../version.js";
import type { InterpreterInstance } from "../wasm-interpreter/interpreter-instance.js";
import { ACCESS_SIZES, CONTROL, REGION } from "../wasm-interpreter/layout.js";
import type { Partner, Run } from "../wasm-interpreter/run.js";
import type { Host } from "./host.js";
import type { Hotness } from "./hotness.js";
import type { Entry } from "./translations.js";

const CALLX = operationOf("CALL_REG");

/** Which functions run translated: where one begins that does, the way into it. */
export type EntryOf = (pc: number) => Entry | undefined;

/** One run of a program of which translated functions are a part; what they ask of the host is done here. */
export class TranslatedRun<C> implements Partner {
  readonly #instance: InterpreterInstance;
  readonly #stackFrameSize: number;
  #notedInstructions = 0;
  readonly #movesFramePointer: boolean;

  constructor(
    private readonly host: Host,
    private readonly interpreter: Run<C>,
    private readonly execution: Execution<C>,
    private readonly entryOf: EntryOf,
    private readonly hotness: Hotness | null,
  ) {
    const { config, sbpfVersion } = execution.executable;
    this.#instance = host.instance;
    this.#stackFrameSize = config.stackFrameSize;
    this.#movesFramePointer = manualStackFrameBump(sbpfVersion);
    interpreter.partner = this;
  }

  /** Runs from the entry point to the end, or to a fault, which is thrown. */
  complete(): void {
    const { execution } = this;
    const depth = execution.vm.callDepth;
    this.#resumeUse();
    try {
      this.#enter(execution.pc, this.#stackFrameAt(depth), false);
      this.#takeUnits();
    } finally {
      this.sliceEnded();
    }
  }

  /** Goes on at `pc` in the interpreter until the function returns. */
  resume(pc: number, stackFrame: number, isExact = false): void {
    const { vm, executable } = this.execution;
    this.#takeUnits();
    vm.callDepth = this.#depthOf(stackFrame);
    if (!this.#movesFramePointer) {
      const step = stackFrameStep(executable.config, executable.sbpfVersion);
      vm.setRegister(FRAME_PTR_REG, MM_STACK_START + this.#stackFrameSize + vm.callDepth * step);
    }
    this.interpreter.interpret(pc, isExact);
    this.#resumeUse();
  }

  /** Does the call at `pc`; `isExact` if r1…r5 count afterwards. */
  call(pc: number, stackFrame: number, isExact: boolean): void {
    this.deepen(pc, stackFrame);
    const target = this.#targetOf(pc);
    if (target >= this.execution.length) {
      this.execution.pc = pc;
      this.#takeUnits();
      throw new EbpfError("CallOutsideTextSegment");
    }
    if (this.execution.executable.decoded.operation[pc] === CALLX) this.hotness?.noteCallx(target);
    this.#enter(target, stackFrame + this.#stackFrameSize, isExact);
  }

  syscall(pc: number, stackFrame: number): void {
    const { execution } = this;
    execution.pc = pc;
    execution.vm.callDepth = this.#depthOf(stackFrame);
    this.#takeUnits();
    const frames = execution.vm.callDepth + 1;
    this.host.outerFrames += frames;
    try {
      const key = execution.executable.decoded.imm[pc] >>> 0;
      const isKnown = this.#instance.fastSyscalls.call(execution, key) || execution.callSyscall(key);
      if (!isKnown) throw new EbpfError("UnsupportedInstruction");
    } finally {
      this.host.outerFrames -= frames;
    }
    this.#resumeUse();
  }

  /** Makes room for the stack frame of the function that the instruction at `pc` calls. */
  deepen(pc: number, stackFrame: number): void {
    const { execution } = this;
    const depth = this.#depthOf(stackFrame) + 1;
    if (depth >= execution.executable.config.maxCallDepth) {
      execution.pc = pc;
      this.#takeUnits();
      throw new EbpfError("CallDepthExceeded");
    }
    this.interpreter.growStack(depth);
  }

  /** The host offset of an access that the region table refused; `limit` is the place of its limit in an entry. */
  access(pc: number, limit: number): number {
    const { halves } = this.#instance.linear;
    const { memory } = this.execution.vm;
    const at = CONTROL.refusedAddress / 4;
    const address = u64FromHalves(halves[at], halves[at + 1]);
    const isLoad = limit < REGION.storeLimits;
    const column = (limit - (isLoad ? REGION.loadLimits : REGION.storeLimits)) / 4;
    this.execution.pc = pc;
    this.#takeUnits();
    this.#instance.regions.mend(memory, address);
    const access = isLoad ? AccessType.Load : AccessType.Store;
    const hostOffset = memory.translateWithHandler(access, address, ACCESS_SIZES[column]);
    this.#resumeUse();
    return hostOffset;
  }

  /** Runs the function at `pc`. */
  #enter(pc: number, stackFrame: number, isExact: boolean): void {
    const entry = isExact ? undefined : this.entryOf(pc);
    if (entry !== undefined) entry(stackFrame);
    else this.resume(pc, stackFrame, isExact);
  }

  /** Does the call at `pc`, at which the interpreter stopped because it is of a translated function. */
  callTranslated(pc: number): void {
    const { linear } = this.#instance;
    const callee = this.#stackFrameAt(this.execution.vm.callDepth + 1);
    this.#resumeUse();
    this.deepen(pc, callee - this.#stackFrameSize);
    const saved = linear.registerHalves.slice(2 * FIRST_SCRATCH_REG, 2 * FRAME_PTR_REG + 2);
    this.#enter(this.execution.executable.decoded.target[pc], callee, false);
    this.#takeUnits();
    linear.registerHalves.set(saved, 2 * FIRST_SCRATCH_REG);
  }

  /** Tells what the interpreter has run since the last time. */
  sliceEnded(): void {
    const { instructions } = this.interpreter;
    const news = instructions - this.#notedInstructions;
    this.#notedInstructions = instructions;
    this.hotness?.note(news);
  }

  #stackFrameAt(callDepth: number): number {
    return this.interpreter.stack.hostOffset + callDepth * this.#stackFrameSize;
  }

  /** Where the call at `pc` goes. */
  #targetOf(pc: number): number {
    const { decoded, sbpfVersion, textVmAddress } = this.execution.executable;
    const target = decoded.target[pc];
    if (decoded.operation[pc] !== CALLX) return target;
    let register = decoded.imm[pc];
    if (callxUsesSrcReg(sbpfVersion)) register = decoded.src[pc];
    else if (callxUsesDstReg(sbpfVersion)) register = decoded.dst[pc];
    const address = this.execution.vm.registers[register];
    return Number(BigInt.asUintN(64, address - BigInt(textVmAddress)) / BigInt(INSN_SIZE));
  }

  #depthOf(stackFrame: number): number {
    return (stackFrame - this.interpreter.stack.hostOffset) / this.#stackFrameSize;
  }

  /** After the host was used by others: puts everything back where translated functions look for it. */
  #resumeUse(): void {
    if (this.host.current !== this) this.host.current = this as TranslatedRun<unknown>;
    this.interpreter.writeState();
    const { halves } = this.#instance.linear;
    const { unitsLeft } = this.execution;
    halves[CONTROL.units / 4] = unitsLeft;
    halves[CONTROL.units / 4 + 1] = unitsLeft < 2 ** 32 ? 0 : Math.floor(unitsLeft / 2 ** 32);
  }

  /** Takes over the units left from translated functions. */
  #takeUnits(): void {
    const { halves } = this.#instance.linear;
    const high = halves[CONTROL.units / 4 + 1];
    this.execution.unitsLeft = halves[CONTROL.units / 4] + (high === 0 ? 0 : high * 2 ** 32);
  }
}
