import { concatBytes, viewOf } from "../base/bytes.js";
import type { Program } from "../program/program.js";

/** What the data of a program in TypeScript begins with, in the place of an ELF. */
const MAGIC = new TextEncoder().encode("callgate program");
const NUMBER_BYTES = 4;

/**
 * The programs in TypeScript that one VM has, now or in a state that it may go back to. Where a program would have its
 * ELF stands a marker with its number, so whatever becomes of accounts (loader instructions, snapshots, copies by the
 * host) the marker says which program they hold.
 */
export class TypescriptPrograms {
  readonly #programs: Program[] = [];
  readonly #numbers = new Map<Program, number>();

  /** The bytes that stand for a program in its account. */
  markerOf(program: Program): Uint8Array {
    const marker = concatBytes(MAGIC, new Uint8Array(NUMBER_BYTES), new TextEncoder().encode(program.name));
    viewOf(marker).setUint32(MAGIC.length, this.#numberOf(program), true);
    return marker;
  }

  /** The program whose marker stands at `offset` of an account's data, if one does. */
  find(data: Uint8Array, offset: number): Program | undefined {
    if (data.length < offset + MAGIC.length + NUMBER_BYTES) return undefined;
    if (!MAGIC.every((byte, i) => data[offset + i] === byte)) return undefined;
    return this.#programs[viewOf(data).getUint32(offset + MAGIC.length, true)];
  }

  #numberOf(program: Program): number {
    const known = this.#numbers.get(program);
    if (known !== undefined) return known;
    const number = this.#programs.push(program) - 1;
    this.#numbers.set(program, number);
    return number;
  }
}
