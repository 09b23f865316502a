import { type Engine, EngineStatistics } from "../engine.js";
import type { Executable } from "../executable.js";
import { type Execution, executeWith } from "../execution.js";
import type { ProgramResult, VirtualMachine } from "../vm.js";
import { type InterpreterInstance, instanceOver } from "../wasm-interpreter/interpreter-instance.js";
import { startRun } from "../wasm-interpreter/start-run.js";
import { Host, type Mode } from "./host.js";
import { TranslatedRun } from "./translated-run.js";

/** Translated functions call each other on the host's stack, which must bear all frames of nested programs. */
const MAX_CALL_DEPTH = 64;
const MAX_OUTER_FRAMES = 192;

class TranslatingEngine implements Engine {
  readonly statistics = new EngineStatistics();
  readonly #hosts = new WeakMap<InterpreterInstance, Host>();
  #lastHost: Host | undefined = undefined;

  constructor(
    readonly name: string,
    private readonly mode: Mode,
  ) {}

  execute<C>(vm: VirtualMachine<C>, executable: Executable): ProgramResult {
    return executeWith<C>((execution) => this.#run(execution), vm, executable);
  }

  #run<C>(execution: Execution<C>): void {
    const instance = instanceOver(execution.vm.memory.linear);
    if (instance === null) {
      startRun(execution, this.statistics, null, undefined);
      return;
    }
    const host = this.#hostOver(instance);
    const state = host.stateOf(execution.executable, this.mode, this.statistics);
    const interpreter = startRun(execution, this.statistics, instance, state.records);
    if (interpreter === null) return;
    const reason = this.#reasonNotToTranslate(execution, host);
    if (reason === null) {
      new TranslatedRun(host, interpreter, execution, state.entryOf, state.hotness).complete();
    } else {
      this.statistics.countInterpretedRun(reason);
      interpreter.interpret(execution.pc);
    }
  }

  #reasonNotToTranslate<C>({ vm, executable }: Execution<C>, host: Host): string | null {
    if (vm.tracer !== null) return "traced";
    if (vm.loader !== (executable.loader as unknown)) return "another loader";
    if (executable.config.maxCallDepth > MAX_CALL_DEPTH) return "deep calls allowed";
    return host.outerFrames > MAX_OUTER_FRAMES ? "deeply nested" : null;
  }

  #hostOver(instance: InterpreterInstance): Host {
    if (this.#lastHost?.instance === instance) return this.#lastHost;
    let host = this.#hosts.get(instance);
    if (host === undefined) {
      host = new Host(instance);
      this.#hosts.set(instance, host);
    }
    this.#lastHost = host;
    return host;
  }
}

/** Translates every function when it is first called: for tests, which so reach translated code at once. */
export const translator: Engine = new TranslatingEngine("translator", "eager");

/** Interprets programs until they have run for a while, then translates the functions they call. */
export const tiered: Engine = new TranslatingEngine("tiered", "hot");
