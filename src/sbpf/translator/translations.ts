import { compile } from "../../base/wasm/compile.js";
import type { EngineStatistics } from "../engine.js";
import type { Executable } from "../executable.js";
import type { FastCall } from "../wasm-interpreter/fast-syscalls.js";
import type { InterpreterInstance } from "../wasm-interpreter/interpreter-instance.js";
import type { Records } from "../wasm-interpreter/records.js";
import { exportName, translateFunctions } from "./module.js";
import { Program } from "./program.js";
import { END } from "./text-flow.js";

/** Runs the function that begins at a pc, with units and registers as they lie in the memory. */
export type Entry = (stackFrame: number) => void;

/** What translated code imports under `host`. */
export type HostFunctions = Readonly<Record<string, (a: number, b: number) => number | undefined>>;

/** The translated functions of an executable over one linear memory. */
export class Translations {
  readonly #entries = new Map<number, Entry>();
  /** Functions that cannot be translated. */
  readonly #refused = new Set<number>();
  #program: Program | undefined;
  /** What is being done, by steps that yield their cost. */
  #work: Generator<number, void> | null = null;

  constructor(
    private readonly instance: InterpreterInstance,
    private readonly executable: Executable,
    private readonly host: HostFunctions,
    private readonly statistics: EngineStatistics,
    private readonly records: Records,
  ) {}

  /** Made at the first call, for it looks at all of the text. */
  get program(): Program {
    if (this.#program === undefined) for (const _ of this.#analyse());
    return this.#program!;
  }

  *#analyse(): Generator<number, void> {
    this.#program ??= yield* Program.analyse(this.executable);
  }

  entryOf(pc: number): Entry | undefined {
    return this.#entries.get(pc);
  }

  /** Whether a function has been translated, or cannot be. */
  isSettled(pc: number): boolean {
    return this.#entries.has(pc) || this.#refused.has(pc);
  }

  /** Whether a translation was begun and is not done. */
  get isTranslating(): boolean {
    return this.#work !== null;
  }

  /**
   * Begins to translate the functions that `choose` names, as one module, in which they call each other directly;
   * none if all of them are settled. `advance` does the work.
   */
  begin(choose: (program: Program) => readonly number[]): void {
    this.#work = this.#translate(choose);
  }

  /** Does steps of what was begun, about as much work as writing so many blocks; at its end the functions can be entered. */
  advance(work = Number.POSITIVE_INFINITY): void {
    for (let done = 0; done < work && this.#work !== null; ) {
      const step = this.#work.next();
      if (step.done === true) this.#work = null;
      else done += step.value;
    }
  }

  *#translate(choose: (program: Program) => readonly number[]): Generator<number, void> {
    yield* this.#analyse();
    const pcs = choose(this.program);
    if (pcs.every((pc) => this.isSettled(pc))) return;
    const fast = this.#fastSyscalls();
    const { bytes, translated, refused } = yield* translateFunctions(this.program, pcs, fast.keys());
    for (const pc of refused) {
      if (!this.#refused.has(pc)) this.statistics.countRefusal("too large");
      this.#refused.add(pc);
    }
    if (translated.length === 0) return;
    this.statistics.modules++;
    const imports = { env: { memory: this.instance.linear.memory }, host: this.host, fast: Object.fromEntries(fast) };
    compile(bytes, imports, ({ exports }) => {
      for (const pc of translated) {
        if (!this.#entries.has(pc)) this.statistics.functionsTranslated++;
        this.#entries.set(pc, exports[exportName(pc)] as Entry);
      }
      this.records.markTranslated(this.#callsOf(new Set(translated)));
    });
  }

  /** The fast syscalls that the program may call, by the hash of their name. */
  #fastSyscalls(): Map<number, FastCall> {
    const found = new Map<number, FastCall>();
    for (const key of this.program.syscalls) {
      const fast = this.executable.loader.syscall(key)?.fast;
      const call = fast === undefined ? null : this.instance.fastSyscalls.compiled(fast);
      if (call !== null) found.set(key, call);
    }
    return found;
  }

  /** Where functions are called. */
  #callsOf(functions: ReadonlySet<number>): number[] {
    const { ends, kinds, targets } = this.program.flow;
    const calls: number[] = [];
    for (let block = 0; block < kinds.length; block++) {
      if (kinds[block] === END.call && functions.has(targets[block])) calls.push(ends[block] - 1);
    }
    return calls;
  }
}
