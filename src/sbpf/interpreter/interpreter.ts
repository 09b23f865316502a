import { type Engine, EngineStatistics } from "../engine.js";
import { EbpfError } from "../errors.js";
import type { Executable } from "../executable.js";
import { type Execution, executeWith } from "../execution.js";
import { MNEMONICS, type Mnemonic, UNKNOWN_OPERATION } from "../opcodes.js";
import type { ProgramResult, VirtualMachine } from "../vm.js";
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
  statistics: new EngineStatistics(),
  execute<C>(vm: VirtualMachine<C>, executable: Executable): ProgramResult {
    this.statistics.runs++;
    return executeWith<C>(runByDefinition, vm, executable);
  },
};

/** Runs a program from its entry point to the end or to a fault, which is thrown. */
export function runByDefinition<C>(execution: Execution<C>): void {
  const machine = new Machine(execution);
  let { pc } = execution;
  while (pc !== HALT) {
    execution.begin(pc);
    pc = perform(machine, pc);
  }
}

/** Does the instruction at `pc`, which was begun; the next pc, or `HALT`. */
export function perform<C>(machine: Machine<C>, pc: number): number {
  return HANDLERS_BY_OPERATION[machine.operation[pc]](machine, pc);
}
