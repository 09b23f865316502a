import { type Engine, EngineStatistics } from "../engine.js";
import type { Executable } from "../executable.js";
import { type Execution, executeWith } from "../execution.js";
import type { ProgramResult, VirtualMachine } from "../vm.js";
import { instanceOver } from "./interpreter-instance.js";
import { startRun } from "./start-run.js";

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
  const { vm, executable } = execution;
  const instance = instanceOver(vm.memory.linear);
  startRun(execution, statistics, instance, instance?.recordsOf(executable, statistics))?.interpret(execution.pc);
}
