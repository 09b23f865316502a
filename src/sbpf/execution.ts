import { CallgateError } from "../base/errors.js";
import { readU64, type U64, u64FromHalves, writeU64 } from "../base/u64.js";
import { slotCount } from "./decoder.js";
import { EbpfError, SyscallError } from "./errors.js";
import type { Executable } from "./executable.js";
import { PC_REGISTER, REGISTER_FILE_OFFSET } from "./register-file.js";
import { consumeComputeUnits, type ProgramResult, type VirtualMachine } from "./vm.js";

/** What every engine does alike in a run: metering, syscalls, the end. */
export class Execution<C> {
  /** Instruction slots of the text. */
  readonly length: number;
  /** Of the last instruction begun. */
  pc: number;
  /** Units that were left when the meter was settled last. */
  #previousMeter: number;
  /** Instructions since then. */
  dueInstructions = 0;

  constructor(
    readonly vm: VirtualMachine<C>,
    readonly executable: Executable,
  ) {
    this.length = slotCount(executable.text);
    this.pc = executable.entryPc;
    this.#previousMeter = vm.meter.remaining;
  }

  /** How many more instructions the meter allows. */
  get unitsLeft(): number {
    return this.#previousMeter - this.dueInstructions;
  }

  set unitsLeft(units: number) {
    this.dueInstructions = this.#previousMeter - units;
  }

  /** Counts the instruction at `pc`, which must exist, and shows it to the tracer. */
  begin(pc: number): void {
    this.pc = pc;
    if (this.dueInstructions >= this.#previousMeter) throw new EbpfError("ExceededMaxInstructions");
    this.dueInstructions++;
    if (pc >= this.length) throw new EbpfError("ExecutionOverrun");
    const { tracer, registers } = this.vm;
    if (tracer === null) return;
    registers[PC_REGISTER] = BigInt(pc);
    tracer(registers);
  }

  /** Runs the syscall of a hash with the meter settled around it. False if there is none. */
  callSyscall(hash: number): boolean {
    const { vm } = this;
    const { linear } = vm.memory;
    const syscall = vm.loader.syscall(hash);
    if (syscall === undefined) return false;
    this.settle();
    const half = linear.registerHalves;
    let r0: U64;
    try {
      const { call, argumentCount: count } = syscall;
      const r1 = count > 0 ? u64FromHalves(half[2], half[3]) : 0;
      const r2 = count > 1 ? u64FromHalves(half[4], half[5]) : 0;
      const r3 = count > 2 ? u64FromHalves(half[6], half[7]) : 0;
      const r4 = count > 3 ? u64FromHalves(half[8], half[9]) : 0;
      const r5 = count > 4 ? u64FromHalves(half[10], half[11]) : 0;
      r0 = call(vm.context, vm, r1, r2, r3, r4, r5);
    } catch (cause) {
      throw cause instanceof SyscallError || cause instanceof EbpfError ? new EbpfError("SyscallError", cause) : cause;
    } finally {
      this.#previousMeter = vm.meter.remaining;
    }
    writeU64(linear.view, REGISTER_FILE_OFFSET, r0);
    return true;
  }

  /** Takes from the meter what the instructions since the last time cost. */
  settle(): void {
    consumeComputeUnits(this.vm.meter, this.dueInstructions);
    this.dueInstructions = 0;
  }

  /** r0. */
  get result(): U64 {
    return readU64(this.vm.memory.linear.view, REGISTER_FILE_OFFSET);
  }
}

/** Does what every `Engine.execute` does around `run`, which runs a program from its entry to its end or to a fault. */
export function executeWith<C>(
  run: (execution: Execution<C>) => void,
  vm: VirtualMachine<C>,
  executable: Executable,
): ProgramResult {
  if (!executable.verified) {
    throw new CallgateError("executable-not-verified", "an executable must pass verify() before it runs");
  }
  const initialUnits = vm.meter.remaining;
  const execution = new Execution(vm, executable);
  const error = faultOf(run, execution);
  execution.settle();
  const instructionCount = Math.max(0, initialUnits - vm.meter.remaining);
  return error === null ? { ok: true, r0: execution.result, instructionCount } : { ok: false, error, instructionCount };
}

function faultOf<C>(run: (execution: Execution<C>) => void, execution: Execution<C>): EbpfError | null {
  try {
    run(execution);
    return null;
  } catch (error) {
    if (!(error instanceof EbpfError)) throw error;
    execution.vm.registers[PC_REGISTER] = BigInt(execution.pc);
    return error;
  }
}
