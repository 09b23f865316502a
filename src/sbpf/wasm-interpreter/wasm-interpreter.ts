import { type Engine, EngineStatistics } from "../engine.js";
import type { Executable } from "../executable.js";
import { executeWith } from "../execution.js";
import type { ProgramResult, VirtualMachine } from "../vm.js";
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
    return executeWith<C>((execution) => startRun(execution, statistics)?.interpret(execution.pc), vm, executable);
  },
};
