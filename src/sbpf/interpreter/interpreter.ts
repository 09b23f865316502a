import { CallgateError } from "../../base/errors.js";
import type { Engine } from "../engine.js";
import { EbpfError } from "../errors.js";
import type { Executable } from "../executable.js";
import { MNEMONICS, type Mnemonic, UNKNOWN_OPERATION } from "../opcodes.js";
import {
  consumeComputeUnits,
  PC_REGISTER,
  type ProgramResult,
  type RegisterTracer,
  type VirtualMachine,
} from "../vm.js";
import { ARITHMETIC_32 } from "./arithmetic32.js";
import { ARITHMETIC_64 } from "./arithmetic64.js";
import { BYTE_ORDER } from "./byte-order.js";
import { CALLS } from "./calls.js";
import { JUMPS } from "./jumps.js";
import { LOADS_AND_STORES } from "./loads-and-stores.js";
import { HALT, type Handler, Machine } from "./machine.js";

const HANDLERS: Record<Mnemonic, Handler> = {
  ...LOADS_AND_STORES,
  ...ARITHMETIC_32,
  ...ARITHMETIC_64,
  ...BYTE_ORDER,
  ...JUMPS,
  ...CALLS,
};

const unsupported: Handler = () => {
  throw new EbpfError("UnsupportedInstruction");
};

const HANDLERS_BY_OPERATION: readonly Handler[] = Array.from({ length: UNKNOWN_OPERATION + 1 }, (_, operation) =>
  operation < MNEMONICS.length ? HANDLERS[MNEMONICS[operation]] : unsupported,
);

/** The plain interpreter: the definition that other engines are measured against (solana-sbpf `Interpreter`). */
export const interpreter: Engine = {
  name: "interpreter",
  execute<C>(vm: VirtualMachine<C>, executable: Executable): ProgramResult {
    if (!executable.verified) {
      throw new CallgateError("executable-not-verified", "an executable must pass verify() before it runs");
    }
    const initialUnits = vm.meter.remaining;
    const machine = new Machine(vm, executable);
    const error = run(machine);
    consumeComputeUnits(vm.meter, machine.dueInstructions);
    const instructionCount = Math.max(0, initialUnits - vm.meter.remaining);
    return error === null ? { ok: true, r0: machine.result, instructionCount } : { ok: false, error, instructionCount };
  },
};

/** Runs from the entry point to the end (null) or to a fault. */
function run<C>(machine: Machine<C>): EbpfError | null {
  const { vm, operation } = machine;
  const { length } = machine.text;
  let pc = machine.executable.entryPc;
  try {
    while (pc !== HALT) {
      if (machine.dueInstructions >= machine.previousMeter) throw new EbpfError("ExceededMaxInstructions");
      machine.dueInstructions++;
      if (pc >= length) throw new EbpfError("ExecutionOverrun");
      if (vm.tracer !== null) trace(machine, vm.tracer, pc);
      pc = HANDLERS_BY_OPERATION[operation[pc]](machine, pc);
    }
    return null;
  } catch (error) {
    if (!(error instanceof EbpfError)) throw error;
    vm.registers[PC_REGISTER] = BigInt(pc);
    return error;
  }
}

function trace<C>(machine: Machine<C>, tracer: RegisterTracer, pc: number): void {
  const { registers } = machine.vm;
  registers[PC_REGISTER] = BigInt(pc);
  tracer(registers);
}
