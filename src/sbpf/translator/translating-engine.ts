import { type Engine, EngineStatistics } from "../engine.js";
import type { Executable } from "../executable.js";
import { type Execution, executeWith } from "../execution.js";
import type { ProgramResult, VirtualMachine } from "../vm.js";
import type { InterpreterInstance } from "../wasm-interpreter/interpreter-instance.js";
import type { Run } from "../wasm-interpreter/run.js";
import { startRun } from "../wasm-interpreter/start-run.js";
import { Host, type Mode } from "./host.js";
import { TranslatedRun } from "./translated-run.js";

/** Translated functions call each other on the host's stack, which must bear all frames of nested programs. */
const MAX_CALL_DEPTH = 64;
const MAX_OUTER_FRAMES = 192;

class TranslatingEngine implements Engine {
  readonly statistics = new EngineStatistics();
  readonly #hosts = new WeakMap<InterpreterInstance, Host>();

  constructor(
    readonly name: string,
    private readonly mode: Mode,
  ) {}

  execute<C>(vm: VirtualMachine<C>, executable: Executable): ProgramResult {
    return executeWith<C>((execution) => this.#run(execution), vm, executable);
  }

  #run<C>(execution: Execution<C>): void {
    const interpreter = startRun(execution, this.statistics);
    if (interpreter === null) return;
    const host = this.#hostOver(interpreter.instance);
    const reason = this.#reasonNotToTranslate(execution, host);
    if (reason === null) this.#runTranslated(host, execution, interpreter);
    else {
      this.statistics.countInterpretedRun(reason);
      interpreter.interpret(execution.pc);
    }
  }

  #runTranslated<C>(host: Host, execution: Execution<C>, interpreter: Run<C>): void {
    const { entryOf, hotness } = host.stateOf(execution.executable, this.mode, this.statistics);
    new TranslatedRun(host, interpreter, execution, entryOf, hotness).complete();
  }

  #reasonNotToTranslate<C>({ vm, executable }: Execution<C>, host: Host): string | null {
    if (vm.tracer !== null) return "traced";
    if (vm.loader !== (executable.loader as unknown)) return "another loader";
    if (executable.config.maxCallDepth > MAX_CALL_DEPTH) return "deep calls allowed";
    return host.outerFrames > MAX_OUTER_FRAMES ? "deeply nested" : null;
  }

  #hostOver(instance: InterpreterInstance): Host {
    let host = this.#hosts.get(instance);
    if (host === undefined) {
      host = new Host(instance);
      this.#hosts.set(instance, host);
    }
    return host;
  }
}

/** Translates every function when it is first called: for tests, which so reach translated code at once. */
export const translator: Engine = new TranslatingEngine("translator", "eager");

/** Interprets programs until they have run for a while, then translates the functions they call. */
export const tiered: Engine = new TranslatingEngine("tiered", "hot");
