import type { Executable } from "../executable.js";
import type { LinearMemory } from "../linear-memory.js";
import { interpreterModule } from "./generator/interpreter-module.js";
import { Records } from "./records.js";
import { RegionTable } from "./region-table.js";

/** The generated interpreter over one linear memory. */
export class InterpreterInstance {
  /** See `interpreterModule`. */
  readonly run: (record: number, limit: number) => number;
  /** The run whose regions and control words are in place. */
  owner: object | null = null;
  readonly regions: RegionTable;
  readonly #records = new WeakMap<Executable, Records>();

  constructor(
    readonly linear: LinearMemory,
    module: WebAssembly.Module,
  ) {
    const instance = new WebAssembly.Instance(module, { env: { memory: linear.memory } });
    this.run = instance.exports.run as InterpreterInstance["run"];
    this.regions = new RegionTable(linear);
  }

  recordsOf(executable: Executable): Records {
    let records = this.#records.get(executable);
    if (records === undefined) {
      records = new Records(this.linear, executable);
      this.#records.set(executable, records);
    }
    return records;
  }
}

let module: WebAssembly.Module | null | undefined;
const instances = new WeakMap<LinearMemory, InterpreterInstance>();

/** The interpreter over `linear`; null where the host compiles no WebAssembly (a content security policy). */
export function instanceOver(linear: LinearMemory): InterpreterInstance | null {
  let instance = instances.get(linear);
  if (instance === undefined) {
    if (module === undefined) module = compile();
    if (module === null) return null;
    instance = new InterpreterInstance(linear, module);
    instances.set(linear, instance);
  }
  return instance;
}

function compile(): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(interpreterModule());
  } catch {
    return null;
  }
}
