import type { LinearMemory } from "../../../sbpf/linear-memory.js";
import { type InstructionContext, WRITABLE } from "../../instruction-context.js";
import type { InvokeContext } from "../../invoke-context.js";
import { Call } from "../call.js";
import { FOUND, FOUND_BYTES } from "./places.js";

const NUMBER = 0xffff;

/** A call that was found in one pass (`UsualCalls`). */
export class UsualCall {
  private plain: Call | undefined;

  constructor(
    readonly context: InvokeContext,
    /** The instruction that makes the call. */
    readonly caller: InstructionContext,
    readonly linear: LinearMemory,
    /** Of `USUAL`. */
    readonly bits: number,
    /** Where the records of what was found begin. */
    readonly found: number,
    /** How many there are: one for each meta. */
    readonly metaCount: number,
  ) {
    this.plain = undefined;
  }

  /** What the plain way needs of it; made where that has something to do. */
  get call(): Call {
    this.plain ??= new Call(this.context);
    return this.plain;
  }

  /** Lets another call have the space of this one. */
  end(): void {
    if (this.plain !== undefined) this.plain.end();
  }

  /** The first word of a record. */
  wordOf(meta: number): number {
    return this.linear.halves[this.#placeOf(meta)];
  }

  /** Finds the account of a meta in the caller's memory, for the plain way. */
  locate(meta: number, word: number): void {
    const { call, caller, linear } = this;
    const index = indexIn(word);
    const lengthWord = linear.halves[this.#placeOf(meta) + FOUND.lengthWord / 4];
    const account = call.addCallerAccount(index, caller.indexOfAccount(index), (word & WRITABLE) !== 0);
    account.locate(call.memory, lengthWord, linear.halves[lengthWord / 4]);
  }

  #placeOf(meta: number): number {
    return (this.found + FOUND_BYTES * meta) / 4;
  }
}

/** The number of the account in a record's first word (`numberedAccount`). */
export function numberIn(word: number): number {
  return word & NUMBER;
}

/** The index in the transaction of the account in a record's first word. */
export function indexIn(word: number): number {
  return (word & NUMBER) >>> 2;
}
