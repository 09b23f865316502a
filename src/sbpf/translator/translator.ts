import { type Engine, EngineStatistics } from "../engine.js";
import type { Executable } from "../executable.js";
import { type Execution, executeWith } from "../execution.js";
import type { ProgramResult, VirtualMachine } from "../vm.js";
import { startRun } from "../wasm-interpreter/start-run.js";
import { hostOver } from "./host.js";
import { TranslatedRun } from "./translated-run.js";

const statistics = new EngineStatistics();

/**
 * Translates every function to WebAssembly when it is first called, and leaves to the interpreter what cannot be
 * translated. It is for tests, which so reach translated code at once.
 */
export const translator: Engine = {
  name: "translator",
  statistics,
  execute<C>(vm: VirtualMachine<C>, executable: Executable): ProgramResult {
    return executeWith<C>(run, vm, executable);
  },
};

function run<C>(execution: Execution<C>): void {
  const interpreter = startRun(execution, statistics);
  if (interpreter === null) return;
  if (execution.vm.tracer !== null) interpreter.interpret(execution.pc);
  else {
    const host = hostOver(interpreter.instance);
    const translations = host.translationsOf(execution.executable, statistics);
    new TranslatedRun(host, interpreter, execution, (pc) => translations.translate(pc)).complete();
  }
}
