import type { EngineStatistics } from "../engine.js";
import type { Executable } from "../executable.js";
import type { LinearMemory } from "../linear-memory.js";
import type { HostFunctions } from "./host.js";
import { exportName, translateFunctions } from "./module.js";
import { Program } from "./program.js";
import { END } from "./text-flow.js";

/** Runs the function that begins at a pc, with units and registers as they lie in the memory. */
export type Entry = (stackFrame: number) => void;

/** How many functions are translated at once at most, if they are not asked for one by one. */
const BATCH = 40;

/** The translated functions of an executable over one linear memory. */
export class Translations {
  readonly #entries = new Map<number, Entry>();
  /** Functions that cannot be translated. */
  readonly #refused = new Set<number>();
  #program: Program | undefined;

  constructor(
    private readonly linear: LinearMemory,
    private readonly executable: Executable,
    private readonly host: HostFunctions,
    private readonly statistics: EngineStatistics,
  ) {}

  get program(): Program {
    this.#program ??= new Program(this.executable);
    return this.#program;
  }

  entryOf(pc: number): Entry | undefined {
    return this.#entries.get(pc);
  }

  /** The function at `pc`, translated now if need be, with some of those it calls. */
  translate(pc: number): Entry | undefined {
    const isNew = !this.#entries.has(pc) && !this.#refused.has(pc) && this.program.flow.isFunction[pc] === 1;
    if (isNew) this.add(this.#withCallees(pc));
    return this.#entries.get(pc);
  }

  /** Translates functions as one module. */
  add(pcs: readonly number[]): void {
    const { bytes, pcs: translated } = translateFunctions(this.program, pcs);
    const module = new WebAssembly.Module(bytes);
    const instance = new WebAssembly.Instance(module, { env: { memory: this.linear.memory }, host: this.host });
    for (const pc of pcs) this.#refused.add(pc);
    for (const pc of translated) {
      this.#refused.delete(pc);
      this.#entries.set(pc, instance.exports[exportName(pc)] as Entry);
    }
    this.statistics.functionsTranslated += translated.length;
  }

  #withCallees(pc: number): number[] {
    const { flow } = this.program;
    const found = [pc];
    for (let i = 0; i < found.length && found.length < BATCH; i++) {
      for (const callee of calleesOf(this.program, found[i])) {
        const isKnown = this.#entries.has(callee) || this.#refused.has(callee) || found.includes(callee);
        if (!isKnown && flow.isFunction[callee] === 1 && found.length < BATCH) found.push(callee);
      }
    }
    return found;
  }
}

/** Functions that are called between the begin of a function and the begin of the next. */
function calleesOf({ flow }: Program, pc: number): number[] {
  const callees: number[] = [];
  for (let block = flow.blockAt[pc]; block < flow.begins.length; block++) {
    if (flow.begins[block] !== pc && flow.isFunction[flow.begins[block]] === 1) break;
    if (flow.kinds[block] === END.call) callees.push(flow.targets[block]);
  }
  return callees;
}
