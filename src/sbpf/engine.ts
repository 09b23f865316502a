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
export class EngineStatistics {
  /** Programs run. */
  runs = 0;
  /** Of these, what the definition ran in the engine's place, by the reason. */
  readonly fallbacks = new Map<string, number>();
  /** Single instructions that the engine left to the definition, beside those runs. */
  instructionsByDefinition = 0;
  /** Functions of programs that were translated to WebAssembly, and in how many modules. */
  functionsTranslated = 0;
  modules = 0;
  /** Functions that could not be translated, by the reason. */
  readonly functionsRefused = new Map<string, number>();
  /** Runs in which no function could run translated, by the reason. */
  readonly interpretedRuns = new Map<string, number>();

  countFallback(reason: string): void {
    count(this.fallbacks, reason);
  }

  countRefusal(reason: string): void {
    count(this.functionsRefused, reason);
  }

  countInterpretedRun(reason: string): void {
    count(this.interpretedRuns, reason);
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
