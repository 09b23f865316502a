import type { Engine } from "./engine.js";
import { interpreter } from "./interpreter/interpreter.js";
import { tiered, translator } from "./translator/translating-engine.js";
import { wasmInterpreter } from "./wasm-interpreter/wasm-interpreter.js";

/** Every way of running programs, by name; all give the same results. */
export const ENGINES = {
  interpreter,
  "wasm-interpreter": wasmInterpreter,
  translator,
  tiered,
} as const satisfies Record<string, Engine>;

export type EngineName = keyof typeof ENGINES;

export const DEFAULT_ENGINE: EngineName = "tiered";
