import { refuseConstruction, toBytes, toU8 } from "./arguments.js";
import { debugList, debugStruct } from "./rust-debug.js";

/** An instruction whose program and accounts are indexes into the transaction's keys. */
export class CompiledInstruction {
  readonly #programIdIndex: number;
  readonly #accounts: Uint8Array;
  readonly #data: Uint8Array;

  /** @param programIdIndex u8 */
  constructor(programIdIndex: number, accounts: Uint8Array, data: Uint8Array) {
    this.#programIdIndex = toU8(programIdIndex);
    this.#accounts = toBytes(accounts);
    this.#data = toBytes(data);
  }

  programIdIndex(): number {
    return this.#programIdIndex;
  }

  accounts(): Uint8Array {
    return this.#accounts.slice();
  }

  data(): Uint8Array {
    return this.#data.slice();
  }

  toString(): string {
    const instruction = debugStruct("CompiledInstruction", {
      program_id_index: this.#programIdIndex,
      accounts: debugList(this.#accounts),
      data: debugList(this.#data),
    });
    return `CompiledInstruction(${instruction})`;
  }
}

/** An instruction that a program called. */
export class InnerInstruction {
  readonly #instruction: CompiledInstruction;
  readonly #stackHeight: number;

  /** @internal */
  constructor(instruction: CompiledInstruction = refuseConstruction(), stackHeight: number = refuseConstruction()) {
    this.#instruction = instruction;
    this.#stackHeight = stackHeight;
  }

  instruction(): CompiledInstruction {
    return this.#instruction;
  }

  /** 2 for one called by a top-level instruction. */
  stackHeight(): number {
    return this.#stackHeight;
  }

  toString(): string {
    return `InnerInstruction(${debugInnerInstruction(this)})`;
  }
}

/** As Rust prints the runtime's types. */
export function debugInnerInstruction(inner: InnerInstruction): string {
  const instruction = inner.instruction().toString().slice("CompiledInstruction(".length, -1);
  return debugStruct("InnerInstruction", { instruction, stack_height: inner.stackHeight() });
}
