import type { Code } from "../../base/wasm/code.js";
import { ModuleWriter } from "../../base/wasm/module-writer.js";
import { REGISTER_FILE_OFFSET } from "../register-file.js";
import { CONTROL } from "../wasm-interpreter/layout.js";
import type { Callee } from "./calls.js";
import { Frame } from "./frame.js";
import { type FunctionGraph, functionGraph } from "./function-graph.js";
import { FunctionWriter } from "./function-writer.js";
import { defineHelpers } from "./helpers.js";
import type { Program } from "./program.js";
import { type RegisterSet, registersIn } from "./registers.js";

/** The name under which a module exports the way into the function that begins at `pc`. */
export const exportName = (pc: number): string => `f${pc}`;

export interface TranslatedModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where the functions in it begin. */
  readonly translated: readonly number[];
  /** Where those begin that are too large. */
  readonly refused: readonly number[];
}

interface Translation extends Callee {
  readonly pc: number;
  readonly graph: FunctionGraph;
  readonly code: Code;
}

/**
 * Functions of a program as a WebAssembly module over the memory `env.memory`. Each takes its stack frame, the units
 * left and the registers it reads, and returns r0 and the units left; `exportName` enters it with units and registers
 * as they lie in the memory. What it needs of the host is `host.…`, see `defineHelpers`; and the fast syscalls of these
 * hashes are `fast.…`. It is made step by step; each yields its cost, 1.
 */
export function* translateFunctions(
  program: Program,
  pcs: readonly number[],
  fastSyscalls: Iterable<number>,
): Generator<number, TranslatedModule> {
  const module = new ModuleWriter(["env", "memory"]);
  const helpers = defineHelpers(module, program, fastSyscalls);
  const callees = new Map<number, Translation>();
  const refused: number[] = [];
  for (const pc of pcs) {
    const graph = functionGraph(program.flow, pc);
    yield 1;
    if (graph === null) {
      refused.push(pc);
      continue;
    }
    const parameters = program.liveness.atBlockOf(pc);
    const types = registersIn(parameters).map(() => "i64" as const);
    const { index, code } = module.addFunction({ parameters: ["i32", "i64", ...types], results: ["i64", "i64"] });
    callees.set(pc, { pc, graph, index, code, parameters });
  }
  for (const callee of callees.values()) {
    const frame = new Frame(callee.code, program, helpers, callee.parameters);
    yield* new FunctionWriter(frame, callee.graph, callees).write();
    defineEntry(module, callee);
  }
  return { bytes: module.finish(), translated: [...callees.keys()], refused };
}

/** (stack frame): calls a function with the registers and units in the memory, and puts r0 and the units back. */
function defineEntry(module: ModuleWriter, { pc, index, parameters }: Translation): void {
  const code = module.defineFunction(exportName(pc), { parameters: ["i32"], results: [] });
  const [r0, units] = [code.local("i64"), code.local("i64")];
  code.get(0).i32(0).memory("i64.load", CONTROL.units);
  pushRegisterFile(code, parameters);
  code.call(index).set(units).set(r0);
  code.i32(0).get(units).memory("i64.store", CONTROL.units);
  code.i32(0).get(r0).memory("i64.store", REGISTER_FILE_OFFSET);
}

function pushRegisterFile(code: Code, registers: RegisterSet): void {
  for (const register of registersIn(registers)) {
    code.i32(0).memory("i64.load", REGISTER_FILE_OFFSET + 8 * register);
  }
}
