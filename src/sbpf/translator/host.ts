import type { EngineStatistics } from "../engine.js";
import type { Executable } from "../executable.js";
import type { InterpreterInstance } from "../wasm-interpreter/interpreter-instance.js";
import type { TranslatedRun } from "./translated-run.js";
import { Translations } from "./translations.js";

/** What translated code imports under `host`. */
export type HostFunctions = Readonly<Record<string, (a: number, b: number) => number | undefined>>;

/** The translated code over one linear memory, and the run that it is used by. */
export class Host {
  current: TranslatedRun<unknown> | null = null;
  readonly #functions: HostFunctions;
  readonly #translations = new WeakMap<Executable, Translations>();

  constructor(readonly instance: InterpreterInstance) {
    const run = (): TranslatedRun<unknown> => this.current as TranslatedRun<unknown>;
    this.#functions = {
      resume: (pc, stackFrame) => void run().resume(pc, stackFrame),
      call: (pc, stackFrame) => void run().call(pc, stackFrame, false),
      callExactly: (pc, stackFrame) => void run().call(pc, stackFrame, true),
      syscall: (pc, stackFrame) => void run().syscall(pc, stackFrame),
      deepen: (pc, stackFrame) => void run().deepen(pc, stackFrame),
      access: (pc, limit) => run().access(pc, limit),
    };
  }

  translationsOf(executable: Executable, statistics: EngineStatistics): Translations {
    let translations = this.#translations.get(executable);
    if (translations === undefined) {
      translations = new Translations(this.instance.linear, executable, this.#functions, statistics);
      this.#translations.set(executable, translations);
    }
    return translations;
  }
}

const hosts = new WeakMap<InterpreterInstance, Host>();

export function hostOver(instance: InterpreterInstance): Host {
  let host = hosts.get(instance);
  if (host === undefined) {
    host = new Host(instance);
    hosts.set(instance, host);
  }
  return host;
}
