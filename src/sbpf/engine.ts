import type { Executable } from "./executable.js";
import type { ProgramResult, VirtualMachine } from "./vm.js";

/**
 * One way of running programs. All engines give the same results, units, memory and traces. Of the registers only the
 * pc counts after a run, and that after a fault.
 */
export interface Engine {
  readonly name: string;
  readonly statistics: EngineStatistics;
  /**
   * Runs a verified executable from its entry point until it ends or fails, and takes what it used from the meter.
   *
   * @throws what a syscall throws that is neither a `SyscallError` nor an `EbpfError`.
   */
  execute<C>(vm: VirtualMachine<C>, executable: Executable): ProgramResult;
}

/** What an engine has done since the process started. */
export interface EngineReport {
  readonly engine: string;
  /** Programs run. */
  readonly runs: number;
  /** Of these, what the plain interpreter ran in the engine's place, by the reason. */
  readonly fallbacks: Readonly<Record<string, number>>;
  /** Of these, what a translating engine left to its interpreter as a whole, by the reason. */
  readonly interpretedRuns: Readonly<Record<string, number>>;
  /** Instructions that its interpreter ran, and of these what it left to the plain one. */
  readonly instructionsInterpreted: number;
  readonly instructionsByDefinition: number;
  /** Functions of programs that its interpreter has begun, those included that were translated later. */
  readonly functionsInterpreted: number;
  /** Functions of programs that were translated to WebAssembly, and in how many modules. */
  readonly functionsTranslated: number;
  readonly modules: number;
  /** Functions that could not be translated, by the reason. */
  readonly functionsRefused: Readonly<Record<string, number>>;
}

/** Counts for the report of an engine. */
export class EngineStatistics {
  runs = 0;
  instructionsInterpreted = 0;
  instructionsByDefinition = 0;
  functionsInterpreted = 0;
  functionsTranslated = 0;
  modules = 0;
  readonly #fallbacks = new Map<string, number>();
  readonly #interpretedRuns = new Map<string, number>();
  readonly #functionsRefused = new Map<string, number>();

  countFallback(reason: string): void {
    count(this.#fallbacks, reason);
  }

  countInterpretedRun(reason: string): void {
    count(this.#interpretedRuns, reason);
  }

  countRefusal(reason: string): void {
    count(this.#functionsRefused, reason);
  }

  report(engine: string): EngineReport {
    const { runs, instructionsInterpreted, instructionsByDefinition, modules } = this;
    return {
      engine,
      runs,
      fallbacks: Object.fromEntries(this.#fallbacks),
      interpretedRuns: Object.fromEntries(this.#interpretedRuns),
      instructionsInterpreted,
      instructionsByDefinition,
      functionsInterpreted: this.functionsInterpreted,
      functionsTranslated: this.functionsTranslated,
      modules,
      functionsRefused: Object.fromEntries(this.#functionsRefused),
    };
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
