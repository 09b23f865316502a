import type { EngineStatistics } from "../engine.js";
import type { Executable } from "../executable.js";
import type { InterpreterInstance } from "../wasm-interpreter/interpreter-instance.js";
import type { Records } from "../wasm-interpreter/records.js";
import { translateEagerly } from "./eager.js";
import { Hotness } from "./hotness.js";
import type { EntryOf, TranslatedRun } from "./translated-run.js";
import { type HostFunctions, Translations } from "./translations.js";

/** When functions are translated: when they are called first, or when their program has run for a while. */
export type Mode = "eager" | "hot";

/** What a host knows of an executable. */
interface ProgramState {
  readonly owner: Host;
  readonly records: Records;
  readonly entryOf: EntryOf;
  /** Absent where functions are translated at once. */
  readonly hotness: Hotness | null;
}

/** The translated code over one linear memory, and the run that it is used by. */
export class Host {
  current: TranslatedRun<unknown> | null = null;
  /** Frames on the host's stack of runs that wait for the current one. */
  outerFrames = 0;
  readonly #functions: HostFunctions;
  readonly #states = new WeakMap<Executable, ProgramState>();

  constructor(readonly instance: InterpreterInstance) {
    const run = (): TranslatedRun<unknown> => this.current as TranslatedRun<unknown>;
    // Host offsets from 2^31 on come as negative numbers.
    this.#functions = {
      resume: (pc, stackFrame) => void run().resume(pc, stackFrame >>> 0),
      call: (pc, stackFrame) => void run().call(pc, stackFrame >>> 0, false),
      callExactly: (pc, stackFrame) => void run().call(pc, stackFrame >>> 0, true),
      syscall: (pc, stackFrame) => void run().syscall(pc, stackFrame >>> 0),
      deepen: (pc, stackFrame) => void run().deepen(pc, stackFrame >>> 0),
      access: (pc, limit) => run().access(pc, limit),
    };
  }

  stateOf(executable: Executable, mode: Mode, statistics: EngineStatistics): ProgramState {
    const last = executable.engineState;
    if (last !== undefined && last.owner === this) return last as ProgramState;
    let state = this.#states.get(executable);
    if (state === undefined) {
      const records = this.instance.recordsOf(executable, statistics);
      const translations = new Translations(this.instance, executable, this.#functions, statistics, records);
      state =
        mode === "eager"
          ? { owner: this, records, entryOf: (pc) => translateEagerly(translations, pc), hotness: null }
          : {
              owner: this,
              records,
              entryOf: (pc) => translations.entryOf(pc),
              hotness: new Hotness(translations, records, executable),
            };
      this.#states.set(executable, state);
    }
    executable.engineState = state;
    return state;
  }
}
