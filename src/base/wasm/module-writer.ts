import { ByteSink } from "./byte-sink.js";
import { Code } from "./code.js";
import { VALUE_TYPES, type ValueType } from "./instructions.js";

const HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const FUNCTION_TYPE = 0x60;
const SECTIONS = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const KINDS = { function: 0, memory: 2 } as const;
/** Limits of a memory that say a minimum only. */
const MINIMUM_ONLY = 0;
/** A module and a name, under which an import is asked for. */
type ImportName = readonly [module: string, name: string];

export interface FunctionType {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Writes a WebAssembly module: an imported memory and functions, functions, and the exports of these. */
export class ModuleWriter {
  readonly #types: FunctionType[] = [];
  readonly #imports: { readonly name: ImportName; readonly type: number }[] = [];
  readonly #functions: { readonly type: number; readonly code: Code }[] = [];
  readonly #exports: { readonly name: string; readonly index: number }[] = [];

  constructor(private readonly memory: ImportName) {}

  /** Imports a function, before any is defined; its index. */
  importFunction(name: ImportName, type: FunctionType): number {
    return this.#imports.push({ name, type: this.#typeIndex(type) }) - 1;
  }

  /** Defines a function, exported under `name`; where its body is to be written. */
  defineFunction(name: string, type: FunctionType): Code {
    const { index, code } = this.addFunction(type);
    this.exportFunction(name, index);
    return code;
  }

  /** Exports a function that has been added. */
  exportFunction(name: string, index: number): void {
    this.#exports.push({ name, index });
  }

  /** Defines a function that is not exported. */
  addFunction(type: FunctionType): { readonly index: number; readonly code: Code } {
    const code = new Code(type.parameters.length);
    const index = this.#imports.length + this.#functions.length;
    this.#functions.push({ type: this.#typeIndex(type), code });
    return { index, code };
  }

  /** The binary module. */
  finish(): Uint8Array<ArrayBuffer> {
    const out = new ByteSink().bytes(HEADER);
    const section = (id: number, write: (content: ByteSink) => void): void => {
      const content = new ByteSink();
      write(content);
      out.byte(id).sized(content);
    };
    section(SECTIONS.type, (content) => content.vector(this.#types, (type) => writeType(content, type)));
    section(SECTIONS.import, (content) => this.#writeImports(content));
    section(SECTIONS.function, (content) => content.vector(this.#functions, ({ type }) => content.u32(type)));
    section(SECTIONS.export, (content) =>
      content.vector(this.#exports, ({ name, index }) => content.name(name).byte(KINDS.function).u32(index)),
    );
    section(SECTIONS.code, (content) => content.vector(this.#functions, ({ code }) => content.sized(code.finish())));
    return out.finish();
  }

  #writeImports(content: ByteSink): void {
    content.u32(1 + this.#imports.length);
    content.name(this.memory[0]).name(this.memory[1]).byte(KINDS.memory).byte(MINIMUM_ONLY).u32(1);
    for (const { name, type } of this.#imports) {
      content.name(name[0]).name(name[1]).byte(KINDS.function).u32(type);
    }
  }

  #typeIndex(type: FunctionType): number {
    const key = JSON.stringify(type);
    const known = this.#types.findIndex((present) => JSON.stringify(present) === key);
    return known >= 0 ? known : this.#types.push(type) - 1;
  }
}

function writeType(content: ByteSink, { parameters, results }: FunctionType): void {
  content.byte(FUNCTION_TYPE);
  for (const types of [parameters, results]) content.vector(types, (type) => content.byte(VALUE_TYPES[type]));
}
