import { compile } from "../../base/wasm/compile.js";
import type { EngineStatistics } from "../engine.js";
import type { Executable } from "../executable.js";
import type { LinearMemory } from "../linear-memory.js";
import { FastSyscalls } from "./fast-syscalls.js";
import { interpreterModule } from "./generator/interpreter-module.js";
import { Records } from "./records.js";
import { RegionTable } from "./region-table.js";

/** The generated interpreter over one linear memory. */
export class InterpreterInstance {
  /** See `interpreterModule`. */
  readonly run: (record: number, limit: number) => number;
  readonly regions: RegionTable;
  readonly fastSyscalls: FastSyscalls;
  readonly #records = new WeakMap<EngineStatistics, WeakMap<Executable, Records>>();

  constructor(
    readonly linear: LinearMemory,
    { exports }: WebAssembly.Instance,
  ) {
    this.run = exports.run as InterpreterInstance["run"];
    this.regions = new RegionTable(linear);
    this.fastSyscalls = new FastSyscalls(linear, this.regions);
  }

  /** The records of an executable; every engine has its own, for they count. */
  recordsOf(executable: Executable, statistics: EngineStatistics): Records {
    let known = this.#records.get(statistics);
    if (known === undefined) {
      known = new WeakMap();
      this.#records.set(statistics, known);
    }
    let records = known.get(executable);
    if (records === undefined) {
      records = new Records(this.linear, executable, statistics);
      known.set(executable, records);
    }
    return records;
  }
}

/** Instances that are there, and null for those that are not yet, or cannot be. */
const instances = new WeakMap<LinearMemory, InterpreterInstance | null>();
/** The one that was asked for last: mostly there is no other. */
let last: InterpreterInstance | undefined;

/** The interpreter over `linear`; null where the host compiles no WebAssembly (a content security policy), or not yet. */
export function instanceOver(linear: LinearMemory): InterpreterInstance | null {
  if (last !== undefined && last.linear === linear) return last;
  const instance = instances.get(linear);
  if (instance) last = instance;
  if (instance !== undefined) return instance;
  instances.set(linear, null);
  try {
    compile(interpreterModule(), { env: { memory: linear.memory } }, (compiled) => {
      instances.set(linear, new InterpreterInstance(linear, compiled));
    });
  } catch {
    // Forbidden: it stays null.
  }
  return instances.get(linear) ?? null;
}
